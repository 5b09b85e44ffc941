"""Compare a learner's progress with their plan. Months are floats counted from the start unless noted otherwise."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from roadmap_app.domain.progress import Progress

# Tolerance, in months, for sums of fractions that should be equal.
EPSILON = 1e-9


def add_months(start: date, months: int) -> date:
    """Return START moved by MONTHS (may be negative); the 31st becomes the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def date_after(start: date, months: float) -> date:
    """Return the day MONTHS (0 or more) after START; a fraction is that share of the days of the month it falls in."""
    whole = int(months)
    here, there = add_months(start, whole), add_months(start, whole + 1)
    return here + timedelta(days=round((months - whole) * (there - here).days))


def months_between(start: date, day: date) -> float:
    """Return the months from START to DAY, negative before START. Inverse of `date_after`."""
    whole = (day.year - start.year) * 12 + day.month - start.month
    if add_months(start, whole) > day:
        whole -= 1
    here, there = add_months(start, whole), add_months(start, whole + 1)
    return whole + (day - here).days / (there - here).days


@dataclass(frozen=True, slots=True)
class Plan:
    """A learner's schedule on a roadmap: start day, their hours a week, and the hours a week it is written for."""

    started_on: date
    hours_per_week: int
    weekly_hours: int

    @property
    def stretch(self) -> float:
        """Return the calendar months that one month of the roadmap takes: 2.0 at half the hours it is written for."""
        return self.weekly_hours / self.hours_per_week

    @lru_cache(maxsize=4096)  # noqa: B019 - plans are small, and equal ones share their dates
    def date_of(self, month: float) -> date:
        """Return the day on which the plan reaches MONTH of the roadmap."""
        return date_after(self.started_on, month * self.stretch)

    def calendar_month(self, day: date) -> float:
        """Return the calendar months from the start to DAY, 0 before the start."""
        return max(0.0, months_between(self.started_on, day))

    def month_on(self, day: date) -> float:
        """Return the month of the roadmap that the plan has reached on DAY."""
        return self.calendar_month(day) / self.stretch


@dataclass(frozen=True, slots=True)
class Span:
    """The first and last month of a stage (`end` is exclusive), with its progress."""

    start: int
    end: int
    progress: Progress


def walked(spans: Iterable[Span], plan_month: float) -> float:
    """Return the months completed: the sum of each stage's months times the share of it that is done.

    A stage without items counts as done up to PLAN_MONTH, so that it puts nobody behind or ahead.
    """
    return sum(
        _planned_of(span, plan_month) if span.progress.is_empty else (span.end - span.start) * span.progress.fraction
        for span in spans
    )


def planned(spans: Iterable[Span], month: float) -> float:
    """Return the months of stages due by MONTH: gaps between stages add nothing, overlapping months count twice."""
    return sum(_planned_of(span, month) for span in spans)


def month_reached(spans: Iterable[Span], months: float, *, last: bool) -> float:
    """Return the month at which `planned` equals MONTHS. In a gap many do: return the first, or the last if LAST.

    The inverse of `planned`, which is linear between the bounds of the stages: interpolate there.
    """
    spans = list(spans)
    bounds = sorted({0, *(span.start for span in spans), *(span.end for span in spans)})
    for here, there in pairwise(bounds):
        before, after = planned(spans, here), planned(spans, there)
        if months < after - EPSILON or (not last and months <= after + EPSILON):
            return here if after == before else here + (there - here) * (months - before) / (after - before)
    return float(bounds[-1])


def _planned_of(span: Span, month: float) -> float:
    return min(span.end - span.start, max(0.0, month - span.start))


class Status(StrEnum):
    """A learner's progress compared with the plan."""

    NOT_BEGUN = "not_begun"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    AHEAD = "ahead"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Pace:
    """A learner's progress in time.

    Months are months of the roadmap, except `calendar_month`. `weeks` is how far behind or ahead.
    """

    status: Status
    weeks: int
    calendar_month: float
    plan_month: float
    walked_month: float
    starts_in_days: int
    ends_on: date


def pace(plan: Plan, spans: Iterable[Span], today: date) -> Pace:
    """Compare the progress in SPANS with PLAN on TODAY, a day in the learner's time zone.

    Behind or ahead by the whole weeks between today and the day on which the plan reaches the completed months;
    less than one week is on track.
    """
    spans = list(spans)
    end = max((span.end for span in spans), default=0)
    plan_month = min(float(end), plan.month_on(today))
    due, done = planned(spans, plan_month), walked(spans, plan_month)
    if abs(done - due) <= EPSILON:
        walked_month, days_behind = plan_month, 0
    else:
        walked_month = month_reached(spans, done, last=done < due)
        days_behind = (today - plan.date_of(walked_month)).days
    status = _status(plan, spans, days_behind, today)
    return Pace(
        status=status,
        weeks=abs(days_behind) // 7 if status in (Status.BEHIND, Status.AHEAD) else 0,
        calendar_month=min(float(end), plan.calendar_month(today)),
        plan_month=plan_month,
        walked_month=walked_month,
        starts_in_days=max(0, (plan.started_on - today).days),
        ends_on=plan.date_of(end),
    )


def _status(plan: Plan, spans: Iterable[Span], days_behind: int, today: date) -> Status:
    countable = [span.progress for span in spans if not span.progress.is_empty]
    if countable and all(progress.is_finished for progress in countable):
        return Status.FINISHED
    if today < plan.started_on:
        return Status.NOT_BEGUN
    if abs(days_behind) < 7:
        return Status.ON_TRACK
    return Status.BEHIND if days_behind > 0 else Status.AHEAD
