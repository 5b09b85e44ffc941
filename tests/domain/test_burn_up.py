"""The burn-up: what is done against the plan, and how many items there are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.burn_up import POINTS, Fan, burn_up, finish_day, planned_items
from roadmap_app.domain.pace import Span
from roadmap_app.domain.progress import Progress
from roadmap_app.domain.schedule import PlanTerm, Schedule

START = date(2026, 1, 5)
SPANS = (Span(0, 3, Progress(0, 30)), Span(4, 6, Progress(0, 10)))
PLAN = Schedule((PlanTerm(START, START, 10),), (), 10)


def plot(done=None, scope=None, today=START + timedelta(weeks=8), **options):
    planned = {"month_on": PLAN.month_on, "starts_on": START, "ends_on": PLAN.date_of(6)}
    return burn_up(spans=SPANS, done=done or {}, scope=scope or {START: 40}, today=today, **planned | options)


def test_the_plan_is_due_evenly_within_a_stage_and_waits_in_a_gap():
    assert [planned_items(SPANS, month) for month in (-1, 0, 1.5, 3, 4, 5, 6, 9)] == [0, 0, 15, 30, 30, 35, 40, 40]


def test_the_plot_runs_from_the_start_to_the_end_of_the_plan():
    found = plot({START + timedelta(days=3): 2})
    assert (found.first, found.last) == (START, PLAN.date_of(6))
    assert (found.now.done, found.points[-1].plan, found.points[-1].done) == (2, 40, None)
    assert len(found.points) <= POINTS + 3


def test_without_a_plan_it_runs_from_the_first_tick_for_four_weeks_at_least():
    found = plot({START: 1}, today=START, month_on=None, starts_on=None, ends_on=None)
    assert (found.first, found.last) == (START, START + timedelta(weeks=4))
    assert {point.plan for point in found.points} == {None} and found.plan_line == ""


def test_a_plan_that_starts_later_begins_with_today():
    found = plot(today=START - timedelta(days=9))
    assert (found.first, found.now.plan, found.now.done) == (START - timedelta(days=9), 0, 0)


def test_ticks_before_the_first_day_and_after_today_are_part_of_the_plot():
    early, late = START - timedelta(days=30), START + timedelta(weeks=8, days=1)
    found = plot({early: 1, late: 2})
    assert (found.first, found.today, found.now.done) == (early, late, 3)


def test_the_scope_rises_where_editors_have_added_items():
    added = START + timedelta(weeks=4)
    found = plot(scope={date.min: 30, added: 10})
    scope = {point.day: point.scope for point in found.points if point.scope is not None}
    assert set(scope.values()) == {30, 40} and all((count == 40) == (day >= added) for day, count in scope.items())


def test_the_forecast_is_a_fan_from_today_to_everything_done():
    fan = Fan(date(2026, 9, 1), date(2026, 10, 1), date(2026, 12, 1))
    found = plot({START: 20}, fan=fan)
    assert found.last == fan.high
    assert found.fan_area == f"{found.across(found.today)},50.0 {found.across(fan.low)},0.0 100.0,0.0"
    assert found.fan_line.endswith(f"{found.across(fan.likely)},0.0")
    assert plot().fan_area == plot().fan_line == ""


@pytest.mark.parametrize("years", [0, 1, 5, 30])
def test_the_number_of_points_does_not_depend_on_time(years):
    done = {START + timedelta(days=number): 1 for number in range(365 * years)}
    found = plot(done, today=START + timedelta(days=365 * years))
    assert len(found.points) <= POINTS + 3
    assert found.now.done == len(done)


def test_an_empty_roadmap_has_a_plot():
    found = burn_up(spans=(), done={}, scope={}, today=START)
    assert found.top == 1 and found.done_line == "0.0,100.0"


changes = st.dictionaries(
    st.integers(0, 500).map(lambda days: START + timedelta(days)), st.integers(-2, 4), max_size=30
)


@given(changes, st.integers(0, 600))
def test_lines_stay_inside_the_plot_and_end_with_what_is_done(done, days):
    found = plot(done, today=START + timedelta(days))
    for line in (found.done_line, found.plan_line, found.scope_line):
        shares = [float(number) for pair in line.split() for number in pair.split(",")]
        assert all(0 <= share <= 100 for share in shares)
    assert found.now.done == max(0, sum(done.values()))
    assert [point.day for point in found.points] == sorted({point.day for point in found.points})
    assert [mark.share for mark in found.dates] == [0, 50, 100]


def on(*days):
    """Return changes of one each on days counted from START; negative days take one back."""
    changes = {}
    for day in days:
        when = START + timedelta(days=abs(day))
        changes[when] = changes.get(when, 0) + (1 if day >= 0 else -1)
    return changes


@pytest.mark.parametrize(
    ("done", "scope", "day"),
    [
        ({}, {}, None),
        (on(3), {date.min: 2}, None),
        (on(3, 5), {date.min: 2}, 5),
        (on(3, 5, -5), {date.min: 2}, None),  # taken back on the same day
        (on(3, 5, -8), {date.min: 2}, 5),  # and on a later one
        (on(3, 5), {date.min: 2} | on(9), 5),  # an editor adds an item
        (on(3, 5, 12), {date.min: 2} | on(9), 12),  # which is done, too
        (on(3), {date.min: 2} | on(-7), 7),  # the last open item is retired
        (on(3, 5), {date.min: 2} | on(5), None),  # added on the day of the last tick
    ],
)
def test_the_finish_is_the_day_on_which_everything_was_done(done, scope, day):
    assert finish_day(done, scope) == (day and START + timedelta(days=day))
