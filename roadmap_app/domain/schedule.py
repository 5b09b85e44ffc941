"""A learner's schedule on a roadmap: the plans they have made, each in force from a day on, and their pauses.

Months are months of the roadmap, as floats from its start. Pauses take no time: dates after one move by its days.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from roadmap_app.domain.months import date_after, months_between
from roadmap_app.domain.pauses import A_DAY, PausedDays, after_study_days, before_study_days, pause_on, study_days

# Tolerance, in months, for sums of fractions that should be equal.
EPSILON = 1e-9
MAX_HOURS_PER_WEEK = 80
DAYS_IN_A_MONTH = 30.436875


class PlanTerm(NamedTuple):
    """A plan in force from `valid_from` until the next one.

    `from_month` is the month of the roadmap at which it takes up, None if it continues where the plan before it was.
    """

    valid_from: date
    started_on: date
    hours_per_week: int
    from_month: float | None = None

    def is_anew_after(self, before: "PlanTerm") -> bool:
        """Return whether this plan was set anew, instead of continuing the one BEFORE it with other hours."""
        return self.from_month is not None or self.started_on != before.started_on


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A term that begins at `month` on the day `begins_on`; a month of the roadmap takes `pace` calendar months.

    `is_anew` says that its plan was set anew instead of continued: what was due before it is counted back from it, at
    `pace_before`.
    """

    term: PlanTerm
    begins_on: date
    month: float
    pace: float
    is_anew: bool
    pace_before: float

    def covers(self, month: float) -> bool:
        """Return whether this plan and not the one before it says when MONTH is reached."""
        # Where a plan continues, its first month is the last of the plan before.
        return month >= self.month - EPSILON if self.is_anew else month > self.month


@dataclass(frozen=True)
class Schedule:
    """The plans of a learner on a roadmap, oldest first (at least one), and their pauses (as `merged` returns them).

    `weekly_hours` are those that the roadmap's months are written for.
    """

    terms: tuple[PlanTerm, ...]
    pauses: tuple[PausedDays, ...]
    weekly_hours: int

    @property
    def started_on(self) -> date:
        """The first day of the plan in force."""
        return self.terms[-1].started_on

    @property
    def hours_per_week(self) -> int:
        """The hours a week of the plan in force."""
        return self.terms[-1].hours_per_week

    @lru_cache(maxsize=4096)  # noqa: B019 - schedules are small, and equal ones share their dates
    def date_of(self, month: float) -> date:
        """Return the day on which MONTH is reached: by the latest plan that covers it, earlier ones for what was."""
        stretches = self._stretches
        later = range(len(stretches) - 1, 0, -1)
        place = next((place for place in later if stretches[place].covers(month)), 0)
        day = self._date_in(stretches[place], month)
        # A plan that was set anew may have left out months that the ones before never came to.
        anew = (stretch.term.valid_from for stretch in stretches[place + 1 :] if stretch.is_anew)
        return min(day, next(anew, day))

    def resumes_on(self, month: float) -> date:
        """Return the first day of study after MONTH: the day of `date_of`, or the first after a pause there."""
        day = self.date_of(month)
        pause = pause_on(self.pauses, day)
        return pause.last + A_DAY if pause else day

    def due_on(self, month: float) -> date:
        """Return the day on which MONTH was due or will be, as the plan counts since it was last set anew."""
        base = _last_anew(self._stretches)
        for stretch in reversed(self._stretches[base:]):
            if month > stretch.month + EPSILON:
                return self._date_in(stretch, month)
        first = self._stretches[base]
        days = round(max(0.0, first.month - month) * first.pace_before * DAYS_IN_A_MONTH)
        return before_study_days(self.pauses, first.begins_on, days)

    def month_on(self, day: date) -> float:
        """Return the month that the plan in force on DAY has reached on it."""
        return self._month_in(_in_force(self._stretches, day), day)

    def calendar_month(self, day: date) -> float:
        """Return the calendar months, without pauses, from the first day of the plan in force to DAY; 0 before it."""
        return self._months(_in_force(self._stretches, day).term.started_on, day)

    def study_days(self, start: date, end: date) -> int:
        """Return the days from START up to but without END that lie in no pause; negative if END is earlier."""
        return study_days(self.pauses, start, end)

    def arrival(self, today: date, month: float, end: float, hours_per_week: int) -> date:
        """Return the day on which END is reached if the plan is taken up from MONTH on TODAY, with these hours."""
        months = max(0.0, end - month) * (self.weekly_hours / hours_per_week)
        return self._after(max(today, self.started_on), months)

    def hours_needed(self, today: date, month: float, end: float) -> int | None:
        """Return the hours a week that lead from MONTH, taken up on TODAY, to END by the day it is planned for.

        None if it would take more than MAX_HOURS_PER_WEEK, as when that day has come.
        """
        planned = self.date_of(end)
        hours = 1 + bisect_left(
            range(1, MAX_HOURS_PER_WEEK + 1), True, key=lambda hours: self.arrival(today, month, end, hours) <= planned
        )
        return hours if hours <= MAX_HOURS_PER_WEEK else None

    @cached_property
    def _stretches(self) -> tuple[_Stretch, ...]:
        first = self.terms[0]
        begins_on = first.started_on if first.from_month is None else max(first.valid_from, first.started_on)
        stretches = [self._stretch(first, begins_on, first.from_month or 0.0, None)]
        for before, term in pairwise(self.terms):
            month = term.from_month if term.from_month is not None else self._continued(stretches, before, term)
            stretches.append(self._stretch(term, max(term.valid_from, term.started_on), month, before))
        return tuple(stretches)

    def _stretch(self, term: PlanTerm, begins_on: date, month: float, before: PlanTerm | None) -> _Stretch:
        is_anew = before is None or term.is_anew_after(before)
        hours_before = (before or term).hours_per_week
        pace, pace_before = self.weekly_hours / term.hours_per_week, self.weekly_hours / hours_before
        return _Stretch(term, begins_on, month, pace, is_anew, pace_before)

    def _continued(self, earlier: list[_Stretch], before: PlanTerm, term: PlanTerm) -> float:
        """Return the month at which TERM continues BEFORE; a first day that moved moves the plan by as many days."""
        moved = self.study_days(before.started_on, term.started_on)
        if moved >= 0:
            day = before_study_days(self.pauses, term.valid_from, moved)
        else:
            day = after_study_days(self.pauses, term.valid_from, -moved)
        return self._month_in(_in_force(earlier[_last_anew(earlier) :], day), day)

    def _months(self, start: date, day: date) -> float:
        """Return the months of study from START to DAY, 0 if DAY is earlier."""
        days = self.study_days(start, day)
        return months_between(start, start + days * A_DAY) if days > 0 else 0.0

    def _month_in(self, stretch: _Stretch, day: date) -> float:
        return stretch.month + self._months(stretch.begins_on, day) / stretch.pace

    def _date_in(self, stretch: _Stretch, month: float) -> date:
        return self._after(stretch.begins_on, max(0.0, month - stretch.month) * stretch.pace)

    def _after(self, start: date, months: float) -> date:
        """Return the earliest day with MONTHS of study between START and it."""
        return after_study_days(self.pauses, start, (date_after(start, months) - start).days)


def _in_force(stretches: Sequence[_Stretch], day: date) -> _Stretch:
    """Return the one of STRETCHES that is in force on DAY; before all of them, the first."""
    return next((stretch for stretch in reversed(stretches) if stretch.term.valid_from <= day), stretches[0])


def _last_anew(stretches: Sequence[_Stretch]) -> int:
    """Return the place of the last stretch whose plan was set anew."""
    return max(place for place, stretch in enumerate(stretches) if stretch.is_anew)
