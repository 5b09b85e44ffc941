"""Days of study, counted around pauses."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app.domain.pauses import (
    PausedDays,
    after_study_days,
    before_study_days,
    merged,
    pause_on,
    study_days,
)

A_DAY = timedelta(days=1)
patient = settings(deadline=None)  # on a busy machine, an example takes as long as it takes
TODAY = date(2026, 5, 10)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
pauses = st.lists(st.tuples(days, st.one_of(st.none(), days)), max_size=8)


def may(first, last):
    return date(2026, 5, first), date(2026, 5, last)


@pytest.mark.parametrize(
    ("booked", "found"),
    [
        ([], []),
        ([may(4, 8)], [may(4, 8)]),
        ([may(12, 14), may(4, 8)], [may(4, 8), may(12, 14)]),
        ([may(4, 8), may(6, 12)], [may(4, 12)]),
        ([may(4, 12), may(6, 8)], [may(4, 12)]),
        ([may(4, 8), may(9, 12)], [may(4, 12)]),
        ([may(4, 8), may(10, 12)], [may(4, 8), may(10, 12)]),
        ([may(4, 8), may(4, 8)], [may(4, 8)]),
        ([(date(2026, 5, 7), None)], [may(7, 10)]),
        ([(date(2026, 5, 10), None)], [may(10, 10)]),
        ([(date(2026, 5, 11), None)], []),
        ([may(12, 20), (date(2026, 5, 7), None)], [may(7, 10), may(12, 20)]),
    ],
)
def test_overlapping_and_adjacent_pauses_are_one_and_an_open_one_lasts_until_today(booked, found):
    assert [(pause.first, pause.last) for pause in merged(booked, TODAY)] == found
    is_open = any(last is None and first <= TODAY for first, last in booked)
    assert any(pause.is_open for pause in merged(booked, TODAY)) is is_open


@patient
@given(pauses)
def test_merged_pauses_hold_the_same_days_in_order_and_apart(booked):
    found = merged(booked, TODAY)
    assert all(left.last + A_DAY < right.first for left, right in pairwise(found))
    held = {pause.first + count * A_DAY for pause in found for count in range((pause.last - pause.first).days + 1)}
    meant = set()
    for first, last in booked:
        meant |= {first + count * A_DAY for count in range(((last or TODAY) - first).days + 1)}
    assert held == meant


@patient
@given(pauses, days, days)
def test_study_days_are_those_in_no_pause(booked, one, other):
    found, (start, end) = merged(booked, TODAY), sorted([one, other])
    free = [start + count * A_DAY for count in range((end - start).days)]
    assert study_days(found, start, end) == sum(pause_on(found, day) is None for day in free)
    assert study_days(found, end, start) == -study_days(found, start, end)


@patient
@given(pauses, days, st.integers(0, 400))
def test_moving_by_study_days_finds_the_nearest_day_with_that_many_between(booked, day, count):
    found = merged(booked, TODAY)
    after, before = after_study_days(found, day, count), before_study_days(found, day, count)
    assert study_days(found, day, after) == count == study_days(found, before, day)
    assert count == 0 or study_days(found, day, after - A_DAY) == count - 1
    assert count == 0 or study_days(found, before + A_DAY, day) == count - 1


def test_a_pause_is_found_by_each_of_its_days():
    found = merged([may(4, 8)], TODAY)
    assert [pause_on(found, date(2026, 5, day)) for day in (3, 4, 8, 9)] == [None, found[0], found[0], None]
    assert found[0] == PausedDays(*may(4, 8))
