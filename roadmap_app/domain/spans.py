"""The months of a roadmap's stages: as numbers and in words, and overlaps and gaps between them.

Months are whole or end in a quarter, as a week counts as a quarter of a month; binary fractions hold quarters exactly.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import overload

MAX_MONTHS = 240
WEEKS_IN_A_MONTH = 4
QUARTER = 1 / WEEKS_IN_A_MONTH


def is_in_quarters(months: float) -> bool:
    """Return whether MONTHS is a multiple of a quarter; infinity and NaN are none."""
    return months * WEEKS_IN_A_MONTH % 1 == 0


@overload
def tidy_months(months: float) -> float: ...
@overload
def tidy_months(months: float | None) -> float | None: ...
def tidy_months(months: float | None) -> float | None:
    """Return MONTHS, whole ones as an int, so that they are shown and written without a fraction."""
    return int(months) if months is not None and months % 1 == 0 else months


def months_of_weeks(weeks: int) -> float:
    """Return how many months WEEKS are, whole ones as an int."""
    return tidy_months(weeks / WEEKS_IN_A_MONTH)


def weeks_of_months(months: float) -> int:
    """Return how many weeks MONTHS are, rounded down."""
    return int(months * WEEKS_IN_A_MONTH)


def span_in_words(start: float, end: float, joint: str = "–") -> str:
    """Return the months START to END such as "months 0–3", or "weeks 2–6" if they are not whole months."""
    if start % 1 == end % 1 == 0:
        return f"months {start:.0f}{joint}{end:.0f}"
    return f"weeks {weeks_of_months(start)}{joint}{weeks_of_months(end)}"


def length_in_words(months: float) -> str:
    """Return MONTHS such as "3 months", or "2 weeks" if they are not whole."""
    number, unit = (int(months), "month") if months % 1 == 0 else (weeks_of_months(months), "week")
    return f"{number} {unit}{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class StageSpan:
    """A stage's title and its months, counted from the start of the roadmap; `end_month` is exclusive.

    `line` is the stage's line in an outline.
    """

    title: str
    start_month: float
    end_month: float
    line: int = 0


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
