"""Count the weeks in a row with study. A week is a calendar week from Monday, in the learner's own days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from roadmap_app.domain.pauses import PausedDays, merged
from roadmap_app.domain.weeks import WEEK, monday_of

SIX_DAYS = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How many weeks in a row have had study: up to now, and at most so far.

    `this_week` is whether this week has had study, `is_paused` whether all of it lies inside a pause.
    """

    weeks: int
    longest: int
    this_week: bool
    is_paused: bool


def rhythm(studied: Iterable[date], today: date, pauses: Iterable[tuple[date, date | None]] = ()) -> Rhythm:
    """Return the rhythm on TODAY of a learner who STUDIED on these days.

    A week with study counts, one without ends the row once it is over, unless it lies wholly inside PAUSES, which are
    (first day, last day or None). Days after TODAY count: who crosses the date line has them.
    """
    weeks = {monday_of(day) for day in studied}
    here = monday_of(today)
    first, last = min(weeks | {here}), max(weeks | {here})
    rest = merged(pauses, last + SIX_DAYS)
    row = longest = 0
    for week in _weeks(first, last):
        if week in weeks:
            row += 1
            longest = max(longest, row)
        elif week < here and not _is_inside(week, rest):
            row = 0
    return Rhythm(row, longest, here in weeks, _is_inside(here, rest))


def _weeks(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += WEEK


def _is_inside(week: date, pauses: Iterable[PausedDays]) -> bool:
    return any(pause.first <= week and week + SIX_DAYS <= pause.last for pause in pauses)
