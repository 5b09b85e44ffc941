"""Lay out the trail: where stages, months, figures, pauses and the forecast lie on it, and what is said of them.

Lengths are shares of the whole trail in per cent, as text, since that is what SVG takes.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil

from roadmap_app.domain.forecast.finish import Finish
from roadmap_app.domain.pace import Pace, Span, Status, month_reached, walked
from roadmap_app.domain.pauses import PausedDays
from roadmap_app.domain.schedule import Schedule
from roadmap_app.domain.trail_parts import (
    TrailFigure,
    TrailLeg,
    TrailMonth,
    TrailPauses,
    TrailPicture,
    TrailRuler,
    TrailShade,
    TrailStretch,
)

# Overlapping stages lie side by side; beyond these, on top of each other.
MAX_LANES = 12
# How many months get a mark of their own; on a longer trail there is one for every few months.
MAX_MARKS = 30
STEPS = (1, 2, 3, 6, 12)
# In months. Figures closer than that are drawn as one.
MERGED_WITHIN = 0.2
# Shares of the trail: figures closer than the first share a label; beyond the second it goes before the figure.
LABELS_CLASH_WITHIN = 0.08
LABELS_TURN_AT = 0.88
# A forecast may make the trail longer by this share of it.
FORECAST_ROOM = 0.5
# Upright, in pixels: the height of the shortest stage, of a mark, and of the whole where that stretches it.
STAGE_HEIGHT, MARK_HEIGHT, STRETCHED_HEIGHT = 64, 18, 900
LEAST_HEIGHT = 112
PAUSES_NAMED = 3
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Ruler:
    """How long the trail is drawn, in months, and every how many months there is a mark."""

    length: int
    step: int

    def share(self, month: float) -> float:
        """Return where MONTH lies, 0 to 1."""
        return min(1.0, max(0.0, month / self.length))

    def place(self, month: float) -> str:
        """Return where MONTH lies, in per cent."""
        return percent(self.share(month))


def picture(
    stretches: tuple[TrailStretch, ...],
    plan: Schedule | None,
    now: Pace | None,
    finish: Finish | None = None,
) -> TrailPicture:
    """Return the trail of STRETCHES with what PLAN, the pace NOW and the forecast FINISH add to it."""
    if now and now.status == Status.FINISHED:
        finish = None
    spans = [(stretch.start_month, stretch.end_month) for stretch in stretches]
    length = max((end for _, end in spans), default=0)
    scale = ruler(length, plan.month_on(finish.high) if plan and finish else 0.0)
    lanes = legs(spans, scale)
    ends = [(stretch.number, stretch.end_month) for stretch in stretches]
    here = now.walked_month if now else walked_without_plan(stretches)
    return TrailPicture(
        months=length,
        rise=rise(spans, scale),
        legs=tuple(zip(stretches, lanes, strict=True)),
        ruler=TrailRuler(scale.length, months(scale, plan)),
        figures=figures(here, now.plan_month if now else None, scale),
        pauses=pauses(plan, scale, length) if plan else TrailPauses(),
        shade=shade(plan, scale, finish) if plan and finish else None,
        here=spot(ends, here) if here is not None else "",
        plan=plan_in_words(now, spot(ends, now.plan_month)) if now else "",
    )


def percent(share: float) -> str:
    """Return SHARE (0 to 1) in per cent, with two digits at most."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".")


def ruler(months: int, last_month: float = 0.0) -> Ruler:
    """Return the ruler of a trail of MONTHS that also shows LAST_MONTH, if it lies near enough."""
    length = max(months, 1)
    length = max(length, min(ceil(last_month), ceil(length * (1 + FORECAST_ROOM))))
    step = next((step for step in STEPS if length <= step * MAX_MARKS), STEPS[-1])
    return Ruler(step * ceil(length / step), step)


def legs(spans: Sequence[tuple[int, int]], ruler: Ruler) -> list[TrailLeg]:
    """Return how the stages with SPANS (first month, last month) are drawn, each in the first lane that is free."""
    lanes: list[int] = []
    ends: list[int] = []
    for start, end in spans:
        lane = next((lane for lane, taken in enumerate(ends) if taken <= start), min(len(ends), MAX_LANES - 1))
        ends[lane:] = [end, *ends[lane + 1 :]]
        lanes.append(lane + 1)
    return [
        TrailLeg(
            lane=lane,
            before=ruler.place(start),
            after=percent(1 - ruler.share(end)),
            is_late=ruler.share(start) >= 0.5,
            is_lowest=lane == len(ends),
        )
        for lane, (start, end) in zip(lanes, spans, strict=True)
    ]


def rise(spans: Iterable[tuple[int, int]], ruler: Ruler) -> int:
    """Return the height of the upright trail in pixels: to scale, if possible with room for each title."""
    shortest = min((end - start for start, end in spans), default=ruler.length)
    wanted = max(STAGE_HEIGHT / shortest, MARK_HEIGHT / ruler.step) * ruler.length
    most = max(STRETCHED_HEIGHT, MARK_HEIGHT / ruler.step * ruler.length)
    return ceil(max(LEAST_HEIGHT, min(wanted, most)))


@lru_cache(maxsize=1024)
def months(ruler: Ruler, plan: Schedule | None) -> tuple[TrailMonth, ...]:
    """Return the marks of RULER, with the names that PLAN gives them: each name and year where it first applies."""
    found, before = [], (0, 0)
    for number in range(0, ruler.length, ruler.step):
        name, year = "", ""
        if plan:
            day = plan.date_of(number)
            name = MONTHS[day.month - 1] if (day.year, day.month) != before else ""
            year = str(day.year) if day.year != before[0] else ""
            before = day.year, day.month
        found.append(TrailMonth(number, name, year))
    return tuple(found)


def walked_without_plan(stretches: Iterable[TrailStretch]) -> float | None:
    """Return the month that what is done comes to, None if nothing is; stages without items count for nothing."""
    counting = (stretch for stretch in stretches if not stretch.progress.is_empty)
    spans = [Span(stretch.start_month, stretch.end_month, stretch.progress) for stretch in counting]
    return month_reached(spans, walked(spans, 0), last=False) if any(span.progress.done for span in spans) else None


def figures(here: float | None, plan: float | None, ruler: Ruler) -> tuple[TrailFigure, ...]:
    """Return the figures at the months of what is done (HERE) and of the PLAN; close ones share a figure or a label."""
    if here is None:
        return ()
    if plan is None:
        return (_figure("you", here, "You", ruler),)
    if abs(plan - here) < MERGED_WITHIN:
        return (_figure("you", here, "You and the plan", ruler),)
    you, ahead = _figure("you", here, "You", ruler), _figure("plan", plan, "Plan", ruler)
    if abs(ruler.share(plan) - ruler.share(here)) >= LABELS_CLASH_WITHIN:
        return (ahead, you)
    label = "You · Plan" if here < plan else "Plan · You"
    is_early = ruler.share(max(here, plan)) >= LABELS_TURN_AT
    labelled_you = (here < plan) == is_early
    you = _figure("you", here, label if labelled_you else "", ruler, is_early)
    ahead = _figure("plan", plan, "" if labelled_you else label, ruler, is_early)
    return (ahead, you)


def _figure(kind: str, month: float, label: str, ruler: Ruler, is_early: bool | None = None) -> TrailFigure:
    share = ruler.share(month)
    early = share >= LABELS_TURN_AT if is_early is None else is_early
    return TrailFigure(kind, percent(share), label, "early" if early else "late")


def spot(stages: Sequence[tuple[int, int]], month: float) -> str:
    """Return MONTH in words, such as "stage 3, month 9", given the (number, last month) of the STAGES in order."""
    if round(month) == 0:
        return "the start"
    if not stages or month >= max(end for _, end in stages):
        return "the end"
    stage = next(number for number, end in stages if end > month)
    return f"stage {stage}, month {round(month)}"


def plan_in_words(pace: Pace, at: str) -> str:
    """Return how far the plan is from the learner: what follows "The plan" in a sentence; AT is its `spot`."""
    weeks = f"{pace.weeks} week{'' if pace.weeks == 1 else 's'}"
    match pace.status:
        case Status.NOT_BEGUN:
            days = pace.starts_in_days
            return f"sets out in {days} day{'' if days == 1 else 's'}."
        case Status.BEHIND:
            words = f"is {weeks} ahead of you: {at}."
        case Status.AHEAD:
            words = f"is {weeks} behind you: {at}."
        case Status.ON_TRACK:
            words = "is with you."
        case Status.FINISHED:
            return f"is at {at}."
    return f"{words} It waits while you pause." if pace.pause else words


def pauses(plan: Schedule, ruler: Ruler, months: int) -> TrailPauses:
    """Return where PLAN's pauses break a trail of MONTHS, and their dates in words, those that begin last."""
    first, last = plan.date_of(0), plan.date_of(months)
    shown = [pause for pause in plan.pauses if pause.last >= first and pause.first <= last]
    tenths = range(10 * months + 1)
    places = [bisect_right(tenths, pause.first, key=lambda tenth: plan.date_of(tenth / 10)) - 1 for pause in shown]
    breaks = dict.fromkeys(ruler.place(place / 10) for place in places if place > 0)
    named = [days_in_words(pause) for pause in shown[-PAUSES_NAMED:]]
    return TrailPauses(tuple(breaks), tuple(named), len(shown) - len(named))


def days_in_words(days: PausedDays) -> str:
    """Return DAYS such as "3–17 Aug 2026"."""
    first, last = days.first, days.last
    if days.is_open:
        return f"since {_date(first)}"
    if first == last:
        return _date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_date(last)}"
    return f"{_date(first)} – {_date(last)}"


def shade(plan: Schedule, ruler: Ruler, finish: Finish) -> TrailShade:
    """Return the forecast on the trail, by the dates of PLAN; the likely day is left out if it lies off the trail."""
    start, likely, end = (plan.month_on(day) / ruler.length for day in (finish.low, finish.likely, finish.high))
    return TrailShade(
        before=percent(min(start, 1 - 0.5 / ruler.length)),
        after=percent(1 - min(1.0, end)),
        likely=percent(likely) if likely <= 1 else None,
        goes_on=end > 1,
        words=f"{_month(finish.low)} to {_month(finish.high)}, most likely {_month(finish.likely)}",
    )


def _date(day: date) -> str:
    return f"{day.day} {_month(day)}"


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"
