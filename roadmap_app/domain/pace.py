"""The arithmetic of time: where the calendar is, where the plan is, and how far apart a learner is from it."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from roadmap_app.domain.progress import Progress

# Sums of fractions that should be the same differ by less than this.
SMALL = 1e-9


def add_months(start: date, months: int) -> date:
    """Return START moved by whole MONTHS; the 31st becomes the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def date_after(start: date, months: float) -> date:
    """Return the day that lies MONTHS (0 or more, fractions allowed) after START."""
    whole = int(months)
    here, there = add_months(start, whole), add_months(start, whole + 1)
    return here + timedelta(days=round((months - whole) * (there - here).days))


def months_between(start: date, day: date) -> float:
    """Return how many months lie from START to DAY; negative before START. The inverse of date_after."""
    whole = (day.year - start.year) * 12 + day.month - start.month
    if add_months(start, whole) > day:
        whole -= 1
    here, there = add_months(start, whole), add_months(start, whole + 1)
    return whole + (day - here).days / (there - here).days


@dataclass(frozen=True, slots=True)
class Plan:
    """A learner's calendar on a roadmap: when it began, and how much longer its months take at their hours."""

    started_on: date
    hours_per_week: int
    weekly_hours: int

    @property
    def stretch(self) -> float:
        """Calendar months for each month of the roadmap: 2.0 at half the hours that it is meant for."""
        return self.weekly_hours / self.hours_per_week

    def date_of(self, month: float) -> date:
        """Return the day on which the plan reaches MONTH of the roadmap."""
        return date_after(self.started_on, month * self.stretch)

    def calendar_month(self, day: date) -> float:
        """Return the calendar months from the start to DAY, 0 before the start."""
        return max(0.0, months_between(self.started_on, day))

    def month_on(self, day: date) -> float:
        """Return the month of the roadmap where the plan says one should be on DAY."""
        return self.calendar_month(day) / self.stretch


@dataclass(frozen=True, slots=True)
class Span:
    """A stage on the scale of months, with its progress."""

    start: int
    end: int
    progress: Progress


def walked(spans: Iterable[Span], plan_month: float) -> float:
    """Return the months walked: each stage's months times the share of it that is done.

    A stage with nothing to count goes along with the plan, so that it puts nobody behind or ahead.
    """
    return sum(
        _planned_of(span, plan_month) if span.progress.is_empty else (span.end - span.start) * span.progress.fraction
        for span in spans
    )


def planned(spans: Iterable[Span], month: float) -> float:
    """Return the months of stages that the plan has behind it at MONTH: a gap adds none, an overlap twice."""
    return sum(_planned_of(span, month) for span in spans)


def month_reached(spans: Iterable[Span], months: float, *, last: bool) -> float:
    """Return the month at which `planned` reaches so many MONTHS; in a gap the first such month, or the LAST."""
    spans = list(spans)
    marks = sorted({0, *(span.start for span in spans), *(span.end for span in spans)})
    for here, there in pairwise(marks):
        before, after = planned(spans, here), planned(spans, there)
        if months < after - SMALL or (not last and months <= after + SMALL):
            return here if after == before else here + (there - here) * (months - before) / (after - before)
    return float(marks[-1])


def _planned_of(span: Span, month: float) -> float:
    return min(span.end - span.start, max(0.0, month - span.start))


class Status(StrEnum):
    """How a learner stands against the plan."""

    NOT_BEGUN = "not_begun"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    AHEAD = "ahead"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a learner stands in time. Months are months of the roadmap, but calendar_month."""

    status: Status
    weeks: int
    calendar_month: float
    plan_month: float
    walked_month: float
    starts_in_days: int
    ends_on: date


def pace(plan: Plan, spans: Iterable[Span], today: date) -> Pace:
    """Return how a learner with PLAN and these stages' progress stands TODAY (a day in their time zone).

    The weeks are whole weeks between today and the day on which the plan reaches what is walked; under one is on track.
    """
    spans = list(spans)
    end = max((span.end for span in spans), default=0)
    plan_month = min(float(end), plan.month_on(today))
    due, done = planned(spans, plan_month), walked(spans, plan_month)
    if abs(done - due) <= SMALL:
        walked_month, days_behind = plan_month, 0
    else:
        walked_month = month_reached(spans, done, last=done < due)
        days_behind = (today - plan.date_of(walked_month)).days
    everything = [span.progress for span in spans if not span.progress.is_empty]
    weeks = abs(days_behind) // 7
    if everything and all(progress.is_finished for progress in everything):
        status, weeks = Status.FINISHED, 0
    elif today < plan.started_on:
        status, weeks = Status.NOT_BEGUN, 0
    elif weeks == 0:
        status = Status.ON_TRACK
    else:
        status = Status.BEHIND if days_behind > 0 else Status.AHEAD
    return Pace(
        status=status,
        weeks=weeks,
        calendar_month=min(float(end), plan.calendar_month(today)),
        plan_month=plan_month,
        walked_month=walked_month,
        starts_in_days=max(0, (plan.started_on - today).days),
        ends_on=plan.date_of(end),
    )
