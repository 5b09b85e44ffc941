"""The forecast of a finish: dates in order, in the time ahead, or a reason why there is none."""

from dataclasses import replace
from datetime import date, timedelta
from time import process_time

import pytest
from hypothesis import given

from roadmap_app.domain.forecast.finish import (
    MIN_ACTIVE_WEEKS,
    OUTLIER,
    Finish,
    Unknown,
    forecast,
    pace_of,
    record,
    years_after,
)
from roadmap_app.domain.forecast.inputs import MAX_WEEKS, first_week, from_json, to_json, weekly_work
from roadmap_app.domain.weeks import monday_of
from tests.domain.forecast.makers import TODAY, inputs, make_inputs

WEEK = timedelta(weeks=1)


@given(inputs())
def test_dates_are_in_order_from_today_to_ten_years_ahead(given_):
    found = forecast(given_)
    if isinstance(found, Finish):
        assert given_.today <= found.low <= found.likely <= found.high <= years_after(given_.today, 10)
        assert not any(first <= found.likely <= last for first, last in given_.pauses if found.likely > given_.today)


@given(inputs())
def test_the_same_inputs_have_the_same_forecast_also_when_stored(given_):
    assert from_json(to_json(given_)) == given_
    assert forecast.__wrapped__(given_) == forecast(given_)


@given(inputs())
def test_a_stricter_level_is_never_narrower(given_):
    narrow, wide = forecast(replace(given_, miscoverage=0.4)), forecast(replace(given_, miscoverage=0.05))
    if isinstance(wide, Finish):
        assert wide.low <= narrow.low and wide.likely == narrow.likely and wide.high >= narrow.high


@given(inputs())
def test_more_work_is_never_done_sooner(given_):
    less, more = forecast(given_), forecast(replace(given_, scope=given_.scope + 10))
    if isinstance(less, Finish) and isinstance(more, Finish):
        assert (less.low, less.likely, less.high) <= (more.low, more.likely, more.high)


def test_a_steady_pace_names_the_week_that_arithmetic_does():
    found = forecast(make_inputs(*[3] * 40, remaining=60))
    # 20 weeks, and 8 % for pauses that are not booked yet.
    assert abs(found.likely - (monday_of(TODAY) + 21.6 * WEEK)) < WEEK
    assert found.low < found.likely < found.high


def test_recent_weeks_weigh_more():
    early, late = [4] * 20 + [2] * 20, [2] * 20 + [4] * 20
    assert pace_of(record(make_inputs(*late))).mean > pace_of(record(make_inputs(*early))).mean
    assert forecast(make_inputs(*late)).likely < forecast(make_inputs(*early)).likely


def test_the_interval_widens_with_the_horizon_by_more_than_chance():
    def width(remaining):
        found = forecast(make_inputs(*[2, 4] * 20, remaining=remaining))
        return (found.high - found.likely) / (found.likely - TODAY)

    assert width(400) > width(200)


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        (make_inputs(*[2] * (MIN_ACTIVE_WEEKS - 1)), Unknown.TOO_EARLY),
        (make_inputs(5, 0, 0, 0, 0, 0, 5, 5), Unknown.TOO_EARLY),
        (make_inputs(), Unknown.TOO_EARLY),
        (make_inputs(*[1, 0, 0, 0] * 5, remaining=300), Unknown.TOO_FAR),
        (make_inputs(*[2] * 5, remaining=0), Unknown.REACHED),
        (make_inputs(scope=0, done=0), Unknown.EMPTY),
        (make_inputs(*[2] * 5, scope=30, done=10, skipped=20), Unknown.REACHED),
        (make_inputs(*[3] * 9, pauses=((TODAY + WEEK, TODAY + 530 * WEEK),)), Unknown.TOO_FAR),
    ],
)
def test_without_a_date_there_is_a_reason(given_, reason):
    assert forecast(given_) is reason


def test_four_weeks_with_work_are_enough():
    assert isinstance(forecast(make_inputs(2, 0, 2, 2, 0, 2)), Finish)


def test_an_open_pause_lasts_until_today_as_nobody_knows_how_long_it_will():
    begun = TODAY - timedelta(days=1)
    closed = forecast(make_inputs(*[3] * 30, pauses=((begun, TODAY),)))
    assert forecast(make_inputs(*[3] * 30, pauses=((begun, None),))) == closed
    assert forecast(make_inputs(*[3] * 30, pauses=((TODAY + WEEK, None),))) == forecast(make_inputs(*[3] * 30))


def test_a_booked_pause_pushes_the_finish_by_its_days():
    free = forecast(make_inputs(*[3] * 30))
    paused = forecast(make_inputs(*[3] * 30, pauses=((TODAY + WEEK, TODAY + 3 * WEEK - timedelta(days=1)),)))
    assert paused.likely - free.likely == 2 * WEEK


def test_paused_weeks_are_no_slow_weeks():
    weeks = [3] * 10 + [0] * 10 + [3] * 10
    first = monday_of(TODAY) - 20 * WEEK
    pause = (first, first + 10 * WEEK - timedelta(days=1))
    assert record(make_inputs(*weeks, pauses=(pause,))).paces == (3.0,) * 20
    assert forecast(make_inputs(*weeks, pauses=(pause,))).likely < forecast(make_inputs(*weeks)).likely


def test_a_week_with_a_pause_counts_by_its_other_days_if_they_are_enough():
    monday_ago = monday_of(TODAY) - WEEK
    three = ((monday_ago, monday_ago + timedelta(days=3)),)
    assert record(make_inputs(7, 3, pauses=three)).paces == (7.0, 7.0)
    two = ((monday_ago, monday_ago + timedelta(days=4)),)
    assert record(make_inputs(7, 3, pauses=two)).paces == (7.0,)


def test_the_first_week_counts_as_a_whole_one():
    friday = monday_of(TODAY) - timedelta(days=3)
    assert record(make_inputs(6, first_day=friday)).paces == (6.0,)


def test_the_running_week_counts_as_an_average_one_until_more_is_done_in_it():
    def likely(running, today=TODAY):
        return forecast(make_inputs(*[3] * 30, running=running, remaining=60 - running, today=today)).likely

    assert likely(0) == likely(2) == likely(3)
    assert likely(10) < likely(3)
    # Whoever studies at weekends does not fall behind from Monday to Friday.
    assert likely(0, monday_of(TODAY)) == likely(0, monday_of(TODAY) + timedelta(days=6))


def test_what_one_knew_before_is_no_pace():
    weeks = record(make_inputs(*[2] * 5, 90, *[2] * 5)).paces
    assert max(weeks) == 2 * OUTLIER


def test_half_the_hours_are_half_believed():
    before = ((date(2026, 1, 1), 10),)
    after = (*before, (monday_of(TODAY), 5))
    assert record(make_inputs(*[4] * 9, hours=before)).paces == (4.0,) * 9
    assert record(make_inputs(*[4] * 9, hours=after)).paces == pytest.approx((4 / 2**0.5,) * 9)


def test_weekly_work_sums_days_by_calendar_weeks():
    sunday = monday_of(TODAY) - timedelta(days=1)
    work = {sunday: 2.0, sunday - 6 * timedelta(days=1): 1.0, monday_of(TODAY): 4.0, TODAY + WEEK: 9.0}
    assert weekly_work(work, sunday, TODAY) == (3.0, 4.0)
    long_ago = weekly_work({TODAY: 1.0}, TODAY - 200 * WEEK, TODAY)
    assert len(long_ago) == MAX_WEEKS and long_ago[-1] == 1.0
    assert first_week(TODAY - 200 * WEEK, TODAY) == monday_of(TODAY) - (MAX_WEEKS - 1) * WEEK


def test_a_forecast_takes_at_most_five_milliseconds():
    given_ = make_inputs(*[n % 6 for n in range(MAX_WEEKS - 1)], pauses=((TODAY, TODAY + WEEK),) * 5)
    times = []
    for _ in range(20):
        start = process_time()
        forecast.__wrapped__(given_)
        times.append(process_time() - start)
    assert min(times) < 0.005
