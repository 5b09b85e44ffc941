"""Weeks in a row with study."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.rhythm import Rhythm, rhythm
from roadmap_app.domain.weeks import monday_of

MONDAY = date(2026, 3, 2)
WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
offsets = st.integers(-400, 400)
days = st.sets(offsets.map(lambda number: MONDAY + number * DAY), max_size=60)
pauses = st.lists(
    st.tuples(offsets, st.one_of(st.none(), st.integers(0, 90))).map(
        lambda pair: (MONDAY + pair[0] * DAY, None if pair[1] is None else MONDAY + (pair[0] + pair[1]) * DAY)
    ),
    max_size=4,
)


def weeks(*numbers):
    """Return the Wednesdays of the weeks so many before the week of MONDAY."""
    return [MONDAY - number * WEEK + 2 * DAY for number in numbers]


def test_weeks_in_a_row_count_whatever_their_days():
    assert rhythm([MONDAY, MONDAY - DAY, MONDAY - WEEK, *weeks(2)], MONDAY + DAY) == Rhythm(3, 3, True, False)


def test_a_day_without_study_breaks_nothing_and_a_week_does():
    assert rhythm(weeks(0, 1, 3, 4, 5), MONDAY).weeks == 2
    assert rhythm(weeks(0, 1, 3, 4, 5), MONDAY).longest == 3


def test_the_current_week_breaks_nothing_before_it_is_over():
    sunday = MONDAY + 6 * DAY
    assert rhythm(weeks(1, 2), MONDAY) == rhythm(weeks(1, 2), sunday) == Rhythm(2, 2, False, False)
    assert rhythm(weeks(1, 2), sunday + DAY) == Rhythm(0, 2, False, False)


def test_nothing_is_nothing():
    assert rhythm([], MONDAY) == Rhythm(0, 0, False, False)


def test_a_week_wholly_inside_a_pause_breaks_nothing_and_counts_if_one_studied_all_the_same():
    pause = (MONDAY - 2 * WEEK, MONDAY - DAY)
    assert rhythm(weeks(0, 3, 4), MONDAY, [pause]).weeks == 3
    assert rhythm(weeks(0, 1, 3, 4), MONDAY, [pause]).weeks == 4
    assert rhythm(weeks(0, 3), MONDAY, [(MONDAY - 2 * WEEK, None)]) == Rhythm(2, 2, True, True)


def test_a_week_partly_inside_a_pause_breaks_and_counts():
    pause = (MONDAY - WEEK, MONDAY - 2 * DAY)  # from Monday to Saturday
    assert rhythm(weeks(0, 2), MONDAY, [pause]).weeks == 1
    assert rhythm(weeks(0, 1, 2), MONDAY, [pause]).weeks == 3


def test_pauses_that_overlap_or_follow_on_each_other_are_one():
    halves = [(MONDAY - 4 * DAY, MONDAY - DAY), (MONDAY - WEEK, MONDAY - 5 * DAY)]
    assert rhythm(weeks(0, 2), MONDAY, halves).weeks == 2
    assert rhythm(weeks(0, 2), MONDAY, [(MONDAY - WEEK, MONDAY), (MONDAY - 3 * DAY, MONDAY - DAY)]).weeks == 2


def test_a_pause_without_an_end_keeps_the_row():
    pause = (MONDAY - 9 * WEEK, None)
    assert rhythm(weeks(10, 11), MONDAY, [pause]) == Rhythm(2, 2, False, True)


def test_a_pause_that_ends_before_it_begins_is_none():
    assert rhythm(weeks(0, 2), MONDAY, [(MONDAY, MONDAY - 2 * WEEK)]).weeks == 1


def test_the_row_survives_the_date_line():
    sunday = MONDAY - DAY
    # Studied on Monday in Auckland, then flew to Honolulu, where it is still Sunday.
    assert rhythm([MONDAY, *weeks(2, 3)], sunday).weeks == 3
    assert rhythm([MONDAY, sunday, *weeks(2, 3)], sunday).weeks == 4
    # Samoa had no 30 December 2011: a day that never was breaks no week.
    assert rhythm([date(2011, 12, 29), date(2012, 1, 2)], date(2012, 1, 2)).weeks == 2


@given(days, offsets, st.sampled_from([-1, 1]))
def test_a_week_that_is_not_over_keeps_the_row_whatever_day_it_is(studied, offset, step):
    today = MONDAY + offset * DAY
    moved = today + step * DAY
    if monday_of(moved) == monday_of(today):
        assert rhythm(studied, today) == rhythm(studied, moved)


@given(days, offsets)
def test_going_back_over_the_date_line_loses_nothing(studied, offset):
    today = MONDAY + offset * DAY
    assert rhythm(studied, today - DAY).weeks >= rhythm(studied, today).weeks


@given(days, offsets, pauses)
def test_the_row_is_part_of_the_longest_and_of_the_weeks_with_study(studied, offset, booked):
    found = rhythm(studied, MONDAY + offset * DAY, booked)
    assert 0 <= found.weeks <= found.longest <= len({monday_of(day) for day in studied})


@given(days, offsets, offsets, pauses)
def test_more_study_never_shortens_the_row(studied, offset, more, booked):
    today = MONDAY + offset * DAY
    assert rhythm(studied | {MONDAY + more * DAY}, today, booked).weeks >= rhythm(studied, today, booked).weeks


@given(days, offsets, pauses)
def test_pauses_never_shorten_the_row(studied, offset, booked):
    today = MONDAY + offset * DAY
    assert rhythm(studied, today, booked).weeks >= rhythm(studied, today).weeks
