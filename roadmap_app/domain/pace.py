"""Compare a learner's progress with their plan. Months are floats counted from the start unless noted otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from roadmap_app.domain.pauses import PausedDays, pause_on
from roadmap_app.domain.progress import Progress
from roadmap_app.domain.schedule import EPSILON, Schedule


@dataclass(frozen=True, slots=True)
class Span:
    """The first and last month of a stage (`end` is exclusive), with its progress."""

    start: float
    end: float
    progress: Progress


def walked(spans: Iterable[Span]) -> float:
    """Return the months completed: the sum of each stage's months times the share of it that is done."""
    return sum((span.end - span.start) * span.progress.fraction for span in spans)


def planned(spans: Iterable[Span], month: float) -> float:
    """Return the months of stages due by MONTH: gaps between stages add nothing, overlapping months count twice."""
    return sum(min(span.end - span.start, max(0.0, month - span.start)) for span in spans)


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


class Status(StrEnum):
    """A learner's progress compared with the plan."""

    NOT_BEGUN = "not_begun"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    AHEAD = "ahead"
    FINISHED = "finished"


OFF_PLAN = (Status.BEHIND, Status.AHEAD)


@dataclass(frozen=True, slots=True)
class Pace:
    """A learner's progress in time.

    Months are months of the roadmap, except `calendar_month`. `weeks` is how far behind or ahead, without pauses.
    `pause` is the pause that today lies in. `hours_needed` are the hours a week that lead to the end by `ends_on` for
    somebody who is behind, None if no number does; `is_overdue` says that this day has come before they have finished.
    `arrival` is the day to which the plan leads if it is taken up from here, None if that changes less than a week.
    """

    status: Status
    weeks: int
    calendar_month: float
    plan_month: float
    walked_month: float
    starts_in_days: int
    ends_on: date
    pause: PausedDays | None = None
    hours_needed: int | None = None
    is_overdue: bool = False
    arrival: date | None = None

    @property
    def is_under_way(self) -> bool:
        """Return whether the plan has begun and the roadmap is not finished."""
        return self.status not in (Status.NOT_BEGUN, Status.FINISHED)


def pace(plan: Schedule, spans: Iterable[Span], today: date) -> Pace:
    """Compare the progress in SPANS with PLAN on TODAY, a day in the learner's time zone.

    Behind or ahead by the whole weeks of study between today and the day on which the completed months are due; less
    than one week is on track. A stage without items, such as a skipped one, is a gap: nobody is late or early in it.
    """
    spans = list(spans)
    counting = [span for span in spans if not span.progress.is_empty]
    end = max((span.end for span in spans), default=0)
    plan_month = min(float(end), plan.month_on(today))
    due, done = planned(counting, plan_month), walked(counting)
    if abs(done - due) <= EPSILON:
        walked_month, days_behind = plan_month, 0
    else:
        walked_month = month_reached(counting, done, last=done < due)
        days_behind = plan.study_days(plan.due_on(walked_month), today)
    status = _status(plan, counting, days_behind, today)
    ends_on = plan.date_of(end)
    return Pace(
        status=status,
        weeks=abs(days_behind) // 7 if status in OFF_PLAN else 0,
        calendar_month=min(float(end), plan.calendar_month(today)),
        plan_month=plan_month,
        walked_month=walked_month,
        starts_in_days=max(0, (plan.started_on - today).days),
        ends_on=ends_on,
        pause=pause_on(plan.pauses, today),
        hours_needed=plan.hours_needed(today, walked_month, end) if status == Status.BEHIND else None,
        arrival=plan.arrival(today, walked_month, end, plan.hours_per_week) if status in OFF_PLAN else None,
        is_overdue=status == Status.BEHIND and today >= ends_on,
    )


def _status(plan: Schedule, counting: list[Span], days_behind: int, today: date) -> Status:
    if counting and all(span.progress.is_finished for span in counting):
        return Status.FINISHED
    if today < plan.started_on:
        return Status.NOT_BEGUN
    if abs(days_behind) < 7:
        return Status.ON_TRACK
    return Status.BEHIND if days_behind > 0 else Status.AHEAD
