"""Where the months of a roadmap's stages overlap or leave a gap: pure arithmetic, no Django."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class StageSpan:
    """A stage's title and its months, counted from the start: the first one counts, the last no more."""

    title: str
    start_month: int
    end_month: int


def overlaps(spans: Iterable[StageSpan]) -> list[tuple[StageSpan, StageSpan]]:
    """Return each pair of SPANS that share a month, the earlier first; touching ends (0 to 3, 3 to 6) share none."""
    ordered = _by_start(spans)
    return [
        (first, second)
        for place, first in enumerate(ordered)
        for second in ordered[place + 1 :]
        if second.start_month < first.end_month
    ]


def gaps(spans: Iterable[StageSpan]) -> list[tuple[StageSpan, StageSpan]]:
    """Return the spans before and after each stretch of months, between the first and the last, that no span covers."""
    found: list[tuple[StageSpan, StageSpan]] = []
    furthest: StageSpan | None = None
    for span in _by_start(spans):
        if furthest is not None and span.start_month > furthest.end_month:
            found.append((furthest, span))
        if furthest is None or span.end_month >= furthest.end_month:
            furthest = span
    return found


def _by_start(spans: Iterable[StageSpan]) -> list[StageSpan]:
    return sorted(spans, key=lambda span: (span.start_month, span.end_month))
