"""Overlaps and gaps between the months of stages."""

from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.spans import (
    StageSpan,
    count_overlaps,
    gaps,
    is_in_quarters,
    length_in_words,
    overlaps,
    span_in_words,
)

A, B, C = StageSpan("A", 0, 3), StageSpan("B", 3, 7), StageSpan("C", 7, 12)
SPANS = st.lists(
    st.builds(lambda title, start, length: StageSpan(title, start, start + length), st.text(max_size=3),
              st.integers(0, 30), st.integers(1, 12)),
    max_size=8,
)  # fmt: skip


def test_consecutive_stages_have_neither_overlaps_nor_gaps():
    assert [*overlaps([C, A, B])] == []
    assert gaps([C, A, B]) == []
    assert [*overlaps([])] == gaps([]) == []


def test_a_shared_month_is_an_overlap_and_the_earlier_comes_first():
    late = StageSpan("Late", 2, 5)
    assert [*overlaps([late, A])] == [(A, late)]
    assert [*overlaps([StageSpan("All", 0, 12), A, B])] == [(A, StageSpan("All", 0, 12)), (StageSpan("All", 0, 12), B)]
    assert gaps([late, A]) == []


def test_an_uncovered_month_is_a_gap():
    assert gaps([A, C]) == [(A, C)]
    assert [*overlaps([A, C])] == []


def test_a_long_stage_closes_the_gap_between_two_short_ones():
    long = StageSpan("Long", 0, 7)
    assert gaps([A, long, C]) == []


def test_months_before_the_first_stage_are_not_a_gap():
    assert gaps([B, C]) == []


@given(SPANS)
def test_overlaps_and_gaps_agree_with_counting_each_month(spans):
    covered = [{*range(span.start_month, span.end_month)} for span in spans]
    shared = sum(bool(a & b) for place, a in enumerate(covered) for b in covered[place + 1 :])
    assert len([*overlaps(spans)]) == count_overlaps(spans) == shared
    months = set().union(*covered)
    holes = {month for month in range(min(months), max(months)) if month not in months} if months else set()
    assert {m for before, after in gaps(spans) for m in range(before.end_month, after.start_month)} == holes


def test_overlaps_are_counted_without_listing_them():
    spans = [StageSpan(str(number), 0, 3) for number in range(20_000)]
    assert count_overlaps(spans) == 20_000 * 19_999 // 2
    found = overlaps(spans)
    assert next(found) == (spans[0], spans[1])  # one at a time, never all of them in memory


def test_weeks_count_where_months_are_not_whole():
    assert [length_in_words(months) for months in (3, 1, 0.5, 0.25, 2.75, 0)] == [
        "3 months", "1 month", "2 weeks", "1 week", "11 weeks", "0 months",
    ]  # fmt: skip
    assert span_in_words(0, 3) == "months 0–3" and span_in_words(0.5, 3, " to ") == "weeks 2 to 12"
    assert [is_in_quarters(months) for months in (0, 2, 0.75, 0.3, float("nan"), float("inf"))] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
