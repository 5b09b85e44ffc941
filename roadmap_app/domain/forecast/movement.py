"""Split the days by which a forecast has moved into their causes."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import factorial, floor

from roadmap_app.domain.forecast.finish import YEARS_AHEAD, Finish, Unknown, forecast, years_after
from roadmap_app.domain.forecast.inputs import Inputs, first_week
from roadmap_app.domain.pauses import merged
from roadmap_app.domain.weeks import monday_of

# The inputs that each cause but pauses changes. What a learner did includes what they did not do while time went by.
CAUSES = {
    "learner": ("today", "first_day", "weekly", "done", "skipped", "miscoverage"),
    "editors": ("scope",),
    "plan": ("hours",),
}


@dataclass(frozen=True)
class Movement:
    """The days by which the likely finish has moved (later: above 0), and how many of them each cause has added."""

    learner: int
    editors: int
    pauses: int
    plan: int

    @property
    def days(self) -> int:
        """Return the whole movement, which is the sum of the parts."""
        return self.learner + self.editors + self.pauses + self.plan


@lru_cache(maxsize=512)
def movement(before: Inputs, after: Inputs) -> Movement | None:
    """Return how the likely finish moved from BEFORE to AFTER; None if there is no date at either.

    Pauses come first, as nobody is late in one. Of the rest, each cause gets its Shapley value: the days it adds,
    averaged over all orders in which the causes could have come.
    """
    if not isinstance(forecast(before), Finish) or not isinstance(forecast(after), Finish):
        return None
    before, after = _with_ends(_reweighed(before, after)), _with_ends(after)
    paused = replace(before, pauses=after.pauses)
    changed = [cause for cause, names in CAUSES.items() if any(getattr(before, n) != getattr(after, n) for n in names)]
    days = {
        chosen: _day(paused, after, chosen)
        for size in range(len(changed) + 1)
        for chosen in combinations(changed, size)
    }
    shares = {cause: _share(cause, changed, days) for cause in changed}
    whole = _whole(shares, days[tuple(changed)] - days[()])
    return Movement(pauses=days[()] - _day(before, after, ()), **dict.fromkeys(CAUSES, 0) | whole)


def _reweighed(before: Inputs, after: Inputs) -> Inputs:
    """Return BEFORE with items that weigh as for AFTER, which has the same forecast.

    Items are weighed against the mean estimate, so that editors who change that change what was done, in numbers.
    """
    first = max(first_week(each.first_day, each.today) for each in (before, after))
    then, now = (each.work_between(first, monday_of(before.today)) for each in (before, after))
    if before.unit == after.unit or not (then and now):
        return before
    work = {name: getattr(before, name) * now / then for name in ("scope", "done", "skipped")}
    return replace(before, weekly=tuple(amount * now / then for amount in before.weekly), **work)


def _with_ends(inputs: Inputs) -> Inputs:
    """Return INPUTS with open pauses that end on their day: one that is still open on a later day has become longer."""
    return replace(inputs, pauses=tuple(pause[:2] for pause in merged(inputs.pauses, inputs.today)))


def _day(before: Inputs, after: Inputs, causes: tuple[str, ...]) -> int:
    """Return the likely day as a number if only CAUSES had changed anything."""
    mixed = replace(before, **{name: getattr(after, name) for cause in causes for name in CAUSES[cause]})
    found = forecast(mixed)
    if isinstance(found, Finish):
        return found.likely.toordinal()
    # A mixture may have no date though both ends have one: nothing left to do is today, too far the last day named.
    last = mixed.today if found in (Unknown.REACHED, Unknown.EMPTY) else years_after(mixed.today, YEARS_AHEAD)
    return last.toordinal()


def _share(cause: str, causes: list[str], days: dict[tuple[str, ...], int]) -> Fraction:
    others = [each for each in causes if each != cause]
    total = Fraction(0)
    for size in range(len(others) + 1):
        weight = Fraction(factorial(size) * factorial(len(others) - size), factorial(len(causes)))
        for chosen in combinations(others, size):
            with_cause = tuple(each for each in causes if each in chosen or each == cause)
            total += weight * (days[with_cause] - days[chosen])
    return total


def _whole(shares: dict[str, Fraction], days: int) -> dict[str, int]:
    """Round SHARES to whole numbers whose sum is DAYS: the largest remainders are rounded up."""
    whole = {cause: floor(share) for cause, share in shares.items()}
    missing = days - sum(whole.values())
    for cause in sorted(shares, key=lambda each: whole[each] - shares[each])[:missing]:
        whole[cause] += 1
    return whole
