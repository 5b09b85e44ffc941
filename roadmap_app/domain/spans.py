"""Find overlaps and gaps between the months of a roadmap's stages."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True)
class StageSpan:
    """A stage's title and its months, counted from the start of the roadmap; `end_month` is exclusive."""

    title: str
    start_month: int
    end_month: int


def overlaps(spans: Iterable[StageSpan]) -> Iterator[tuple[StageSpan, StageSpan]]:
    """Yield each pair of SPANS that share a month, the earlier first; 0 to 3 and 3 to 6 share none.

    The number of pairs can be quadratic: take the first few, and count all of them with `count_overlaps`.
    """
    ordered = _by_start(spans)
    for index, first in enumerate(ordered):
        for second in islice(ordered, index + 1, None):
            if second.start_month >= first.end_month:
                break
            yield first, second


def count_overlaps(spans: Iterable[StageSpan]) -> int:
    """Return how many pairs of SPANS share a month, in O(n log n)."""
    ordered = _by_start(spans)
    starts = [span.start_month for span in ordered]
    return sum(max(0, bisect_left(starts, span.end_month) - index - 1) for index, span in enumerate(ordered))


def gaps(spans: Iterable[StageSpan]) -> list[tuple[StageSpan, StageSpan]]:
    """Return (span before, span after) for each run of months between the first and the last that no span covers."""
    found: list[tuple[StageSpan, StageSpan]] = []
    furthest: StageSpan | None = None  # the span that ends last so far
    for span in _by_start(spans):
        if furthest is not None and span.start_month > furthest.end_month:
            found.append((furthest, span))
        if furthest is None or span.end_month >= furthest.end_month:
            furthest = span
    return found


def _by_start(spans: Iterable[StageSpan]) -> list[StageSpan]:
    return sorted(spans, key=lambda span: (span.start_month, span.end_month))
