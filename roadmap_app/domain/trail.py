"""Lay out the trail: where stages, months, figures, pauses and the forecast lie on it, and what is said of them.

Lengths are shares of the whole trail in per cent, as text, since that is what SVG takes.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from math import ceil

from roadmap_app.domain.forecast.finish import Finish
from roadmap_app.domain.pace import Pace, Span, Status, month_reached, walked
from roadmap_app.domain.pauses import PausedDays
from roadmap_app.domain.schedule import Schedule
from roadmap_app.domain.spans import length_in_words
from roadmap_app.domain.trail_parts import (
    TrailFigure,
    TrailMonth,
    TrailPauses,
    TrailPicture,
    TrailRuler,
    TrailShade,
    TrailStretch,
)
from roadmap_app.domain.trail_scale import Ruler, end_of, legs, percent, rise, ruler

# In months, or in weeks where the ruler counts weeks. Figures closer than that are drawn as one.
MERGED_WITHIN = 0.2
# Shares of the trail: figures closer than the first share a label, or than twice that if their labels lie between them;
# beyond the second it goes before the figure.
LABELS_CLASH_WITHIN = 0.06
LABELS_TURN_AT = 0.88
PAUSES_NAMED = 3
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
    in_weeks = any(month % 1 for span in spans for month in span)
    scale = ruler(length, plan.month_on(finish.high) if plan and finish else 0.0, in_weeks=in_weeks)
    lanes = legs(spans, scale)
    ends = [(stretch.number, stretch.end_month) for stretch in stretches]
    here = now.walked_month if now else walked_without_plan(stretches)
    return TrailPicture(
        length=length_in_words(length),
        rise=rise(spans, scale),
        legs=tuple(zip(stretches, lanes, strict=True)),
        ruler=TrailRuler(end_of(scale), months(scale, plan)),
        figures=figures(here, now.plan_month if now else None, scale),
        pauses=pauses(plan, scale, length) if plan else TrailPauses(),
        shade=shade(plan, scale, finish) if plan and finish else None,
        here=spot(ends, here, scale) if here is not None else "",
        plan=plan_in_words(now, spot(ends, now.plan_month, scale)) if now else "",
    )


@lru_cache(maxsize=1024)
def months(ruler: Ruler, plan: Schedule | None) -> tuple[TrailMonth, ...]:
    """Return the marks of RULER, with the names that PLAN gives them: each name and year where it first applies."""
    found, before = [], (0, 0)
    for place in range(round(ruler.length / ruler.step)):
        name, year = "", ""
        if plan:
            day = plan.date_of(place * ruler.step)
            name = MONTHS[day.month - 1] if (day.year, day.month) != before else ""
            year = str(day.year) if day.year != before[0] else ""
            before = day.year, day.month
        found.append(TrailMonth(ruler.number(place * ruler.step), name, year))
    return tuple(found)


def walked_without_plan(stretches: Iterable[TrailStretch]) -> float | None:
    """Return the month that what is done comes to, None if nothing is; stages without items count for nothing."""
    counting = (stretch for stretch in stretches if not stretch.progress.is_empty)
    spans = [Span(stretch.start_month, stretch.end_month, stretch.progress) for stretch in counting]
    return month_reached(spans, walked(spans), last=False) if any(span.progress.done for span in spans) else None


def figures(here: float | None, plan: float | None, ruler: Ruler) -> tuple[TrailFigure, ...]:
    """Return the figures at the months of what is done (HERE) and of the PLAN; close ones share a figure or a label."""
    if here is None:
        return ()
    if plan is None:
        return (_figure("you", here, "You", ruler),)
    if abs(plan - here) < MERGED_WITHIN * min(1, ruler.step):
        return (_figure("you", here, "You and the plan", ruler),)
    you, ahead = _figure("you", here, "You", ruler), _figure("plan", plan, "Plan", ruler)
    needed = LABELS_CLASH_WITHIN * (1 if you.side == ahead.side else 2)
    if abs(ruler.share(plan) - ruler.share(here)) >= needed:
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


def spot(stages: Sequence[tuple[int, float]], month: float, ruler: Ruler) -> str:
    """Return MONTH in words, such as "stage 3, month 9", given the (number, last month) of the STAGES in order.

    RULER says whether weeks are counted instead of months.
    """
    if ruler.number(month) == 0:
        return "the start"
    if not stages or month >= max(end for _, end in stages):
        return "the end"
    stage = next(number for number, end in stages if end > month)
    return f"stage {stage}, {ruler.unit} {ruler.number(month)}"


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


def pauses(plan: Schedule, ruler: Ruler, months: float) -> TrailPauses:
    """Return where PLAN's pauses break a trail of MONTHS, and their dates in words, those that begin last."""
    first, last = plan.date_of(0), plan.date_of(months)
    shown = [pause for pause in plan.pauses if pause.last >= first and pause.first <= last]
    tenths = range(ceil(10 * months) + 1)
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
