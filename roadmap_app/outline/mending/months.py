"""Cures of the months of stages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from roadmap_app.domain.spans import MAX_MONTHS, QUARTER, WEEKS_IN_A_MONTH, months_of_weeks, tidy_months
from roadmap_app.outline.mending.repair import Repair, balanced
from roadmap_app.outline.nodes import Outline, OutlineStage

Span = tuple[float, float]


def spread_evenly(outline: Outline, repair: Repair, value: str) -> Outline:
    """Spread all stages over VALUE months, in order, each as long as the others; a week each is the least."""
    live = sum(not stage.retired for stage in outline.stages)
    months = int(value)
    # balanced() divides whole numbers: with as many of them as stages or more, none is empty.
    if months >= live:
        spans: Iterator[Span] = iter(balanced(months, live))
    else:
        weeks = balanced(max(months * WEEKS_IN_A_MONTH, live), live)
        spans = ((months_of_weeks(start), months_of_weeks(end)) for start, end in weeks)
    return _with_spans(outline, repair, lambda stage, start: next(spans))


def weeks_each(outline: Outline, repair: Repair, value: str) -> Outline:
    """Give each stage whose months are assumed VALUE weeks, and put all one after another."""
    length = months_of_weeks(int(value))

    def span(stage: OutlineStage, start: float) -> Span:
        own = length if stage.line in repair.without_months else _length(stage)
        return start, tidy_months(start + own)

    return _with_spans(outline, repair, span)


def in_a_row(outline: Outline, repair: Repair, value: str) -> Outline:
    """Put all stages one after another in the order of the text, each as long as it says."""
    return _with_spans(outline, repair, lambda stage, start: (start, tidy_months(start + _length(stage))))


def _length(stage: OutlineStage) -> float:
    """Return the months of STAGE; one that ends before it starts gets a month."""
    length = stage.end_month - stage.start_month
    return length if length > 0 else 1


def _with_spans(outline: Outline, repair: Repair, span: Callable[[OutlineStage, float], Span]) -> Outline:
    """Return OUTLINE with the months that SPAN returns for each stage and the month where the one before ends.

    Retired stages keep theirs, unless those are impossible.
    """
    stages, before = [], 0.0
    for stage in outline.stages:
        if stage.retired:
            start = min(max(0, stage.start_month), MAX_MONTHS - 1)
            end = min(max(start + QUARTER, stage.end_month), MAX_MONTHS)
        else:
            start, end = span(stage, before)
            before = end
        changed = replace(stage, start_month=start, end_month=end)
        repair.count += changed != stage
        stages.append(changed)
    return replace(outline, stages=tuple(stages))
