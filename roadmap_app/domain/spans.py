"""Where the months of a roadmap's stages overlap or leave a gap: pure arithmetic, no Django."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True)
class StageSpan:
    """A stage's title and its months, counted from the start: the first one counts, the last no more."""

    title: str
    start_month: int
    end_month: int


def overlaps(spans: Iterable[StageSpan]) -> Iterator[tuple[StageSpan, StageSpan]]:
    """Yield each pair of SPANS that share a month, the earlier first; touching ends (0 to 3, 3 to 6) share none.

    There may be as many as the square of their number: take the first of them, and count them by `count_overlaps`.
    """
    ordered = _by_start(spans)
    for place, first in enumerate(ordered):
        for second in islice(ordered, place + 1, None):
            if second.start_month >= first.end_month:
                break
            yield first, second


def count_overlaps(spans: Iterable[StageSpan]) -> int:
    """Return how many pairs of SPANS share a month, without looking at each."""
    ordered = _by_start(spans)
    starts = [span.start_month for span in ordered]
    return sum(max(0, bisect_left(starts, span.end_month) - place - 1) for place, span in enumerate(ordered))


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
