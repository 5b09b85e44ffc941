"""The months of a roadmap's stages: as numbers and in words, and overlaps and gaps between them.

Months are whole or end in a quarter, as a week counts as a quarter of a month; binary fractions hold quarters exactly.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

WEEKS_IN_A_MONTH = 4


def months_of_weeks(weeks: int) -> float:
    """Return how many months WEEKS are; whole months as an int, so that they are shown without a fraction."""
    months, rest = divmod(weeks, WEEKS_IN_A_MONTH)
    return months + rest / WEEKS_IN_A_MONTH if rest else months


def weeks_of_months(months: float) -> int:
    """Return how many weeks MONTHS are, rounded down."""
    return int(months * WEEKS_IN_A_MONTH)


def span_in_words(start: float, end: float) -> str:
    """Return the months START to END such as "months 0–3", or "weeks 2–6" if they are not whole months."""
    if start == int(start) and end == int(end):
        return f"months {int(start)}–{int(end)}"
    return f"weeks {weeks_of_months(start)}–{weeks_of_months(end)}"


@dataclass(frozen=True)
class StageSpan:
    """A stage's title and its months, counted from the start of the roadmap; `end_month` is exclusive."""

    title: str
    start_month: float
    end_month: float


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
