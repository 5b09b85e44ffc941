"""Cures of the months of stages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from roadmap_app.outline.gate import MAX_MONTHS
from roadmap_app.outline.mending.repair import Repair, balanced
from roadmap_app.outline.nodes import Outline, OutlineStage

WEEKS = 4  # in a month


def spread_evenly(outline: Outline, repair: Repair, value: str) -> Outline:
    """Spread all stages over VALUE months, in order, each as long as the others; a month each is the least."""
    live = sum(not stage.retired for stage in outline.stages)
    spans = iter(balanced(max(int(value), live), live))
    # balanced() divides whole months: with as many months as stages or more, none is empty.
    return _with_spans(outline, repair, lambda stage, start: next(spans))


def weeks_each(outline: Outline, repair: Repair, value: str) -> Outline:
    """Give each stage whose months are assumed VALUE weeks, and put all one after another."""
    length = max(1, round(int(value) / WEEKS))

    def span(stage: OutlineStage, start: int) -> tuple[int, int]:
        own = length if stage.line in repair.without_months else _length(stage)
        return start, start + own

    return _with_spans(outline, repair, span)


def in_a_row(outline: Outline, repair: Repair, value: str) -> Outline:
    """Put all stages one after another in the order of the text, each as long as it says."""
    return _with_spans(outline, repair, lambda stage, start: (start, start + _length(stage)))


def _length(stage: OutlineStage) -> int:
    return max(1, stage.end_month - stage.start_month)


def _with_spans(outline: Outline, repair: Repair, span: Callable[[OutlineStage, int], tuple[int, int]]) -> Outline:
    """Return OUTLINE with the months that SPAN returns for each stage and the month where the one before ends.

    Retired stages keep theirs, unless those are impossible.
    """
    stages, before = [], 0
    for stage in outline.stages:
        if stage.retired:
            start = min(max(0, stage.start_month), MAX_MONTHS - 1)
            end = min(max(start + 1, stage.end_month), MAX_MONTHS)
        else:
            start, end = span(stage, before)
            before = end
        changed = replace(stage, start_month=start, end_month=end)
        repair.count += changed != stage
        stages.append(changed)
    return replace(outline, stages=tuple(stages))
