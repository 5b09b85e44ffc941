"""Pauses in a schedule: they move what comes after them, and nothing inside counts as late."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from roadmap_app.domain.pace import Span, Status, pace
from roadmap_app.domain.pauses import merged
from roadmap_app.domain.progress import Progress
from roadmap_app.domain.schedule import PlanTerm, Schedule
from tests.domain.test_schedule import (
    A_DAY,
    LATER,
    START,
    TODAY,
    days,
    histories,
    hours,
    patient,
    pauses,
    schedule,
    stages,
)


def paused(first, last, **more):
    return schedule(paused=[(first, last)], **more)


def test_a_pause_moves_what_comes_after_it_by_its_days():
    plan = paused(date(2026, 2, 10), date(2026, 2, 19))
    assert [plan.date_of(month) for month in (1, 2, 24)] == [
        date(2026, 2, 1),
        date(2026, 3, 11),
        date(2028, 1, 11),
    ]


@pytest.mark.parametrize(
    ("first", "last", "ends_on"),
    [
        (date(2025, 12, 1), date(2025, 12, 31), date(2028, 1, 1)),
        (date(2025, 12, 1), date(2026, 1, 10), date(2028, 1, 11)),
        (date(2027, 12, 22), date(2027, 12, 31), date(2028, 1, 11)),
        (date(2027, 12, 31), date(2028, 1, 9), date(2028, 1, 11)),
        (date(2028, 1, 1), date(2028, 1, 9), date(2028, 1, 1)),
        (date(2028, 2, 1), date(2028, 3, 1), date(2028, 1, 1)),
        (date(2026, 7, 18), None, date(2028, 1, 11)),
        (date(2026, 8, 1), None, date(2028, 1, 1)),
    ],
)
def test_a_pause_before_the_start_or_after_the_end_changes_nothing(first, last, ends_on):
    assert paused(first, last).date_of(24) == ends_on


def test_a_stage_that_would_begin_in_a_pause_begins_after_it():
    plan = paused(date(2026, 4, 1), date(2026, 4, 30))
    assert (plan.date_of(3), plan.resumes_on(3)) == (date(2026, 4, 1), date(2026, 5, 1))


def test_nothing_inside_a_pause_counts_as_late():
    plan = paused(date(2026, 4, 1), date(2026, 6, 30))
    for day in (date(2026, 4, 1), date(2026, 5, 20), date(2026, 6, 30), date(2026, 7, 1)):
        now = pace(plan, stages(10, 0), day)
        assert (now.status, now.weeks, now.plan_month, now.calendar_month) == (Status.ON_TRACK, 0, 3, 3)
    assert pace(plan, stages(10, 0), date(2026, 7, 15)).weeks == 2
    assert pace(plan, stages(5, 0), date(2026, 6, 1)).weeks == pace(schedule(), stages(5, 0), date(2026, 4, 1)).weeks


def test_the_pace_names_the_pause_of_today():
    plan = paused(date(2026, 4, 1), date(2026, 4, 30))
    assert pace(plan, stages(0), date(2026, 4, 30)).pause == plan.pauses[0]
    assert pace(plan, stages(0), date(2026, 5, 1)).pause is None


def test_a_pause_booked_afterwards_counts_before_a_change_of_hours_too():
    terms = (PlanTerm(START, START, 10), PlanTerm(date(2026, 5, 1), START, 5))
    plan = schedule(*terms, paused=[(date(2026, 4, 1), date(2026, 4, 30))])
    assert plan.month_on(date(2026, 5, 1)) == 3


@patient
@given(histories(), days, days, st.integers(0, 240))
def test_in_a_pause_nobody_falls_behind(plan, one, other, done):
    first, last = sorted([one, other])
    plan = Schedule(
        plan.terms, merged([*(pause[:2] for pause in plan.pauses), (first, last)], TODAY), plan.weekly_hours
    )
    assume(not any(first < term.valid_from <= last for term in plan.terms))
    spans = [Span(0, 24, Progress(done, 240))]
    inside = [pace(plan, spans, day) for day in (first, first + (last - first) // 2, last)]
    assert len({now.weeks for now in inside}) == 1 or Status.NOT_BEGUN in {now.status for now in inside}


@patient
@given(st.dates(date(2025, 6, 1), date(2027, 1, 1)), hours, hours, pauses, st.integers(0, 24))
def test_planned_time_is_kept_whatever_pauses_are_added_moved_or_removed(start, per_week, weekly, found, month):
    term = (PlanTerm(start, start, per_week),)
    plan, without = Schedule(term, found, weekly), Schedule(term, (), weekly)
    assert plan.study_days(start, plan.date_of(month)) == (without.date_of(month) - start).days


@patient
@given(histories(continued=True), st.integers(1, 24))
def test_planned_months_are_kept_with_a_past_too(plan, month):
    # Dates are whole days: a month ends within one of them.
    day = plan.date_of(month)
    assert plan.month_on(day - A_DAY) <= month + 1e-9
    assert plan.month_on(plan.resumes_on(month) + A_DAY) >= month - 1e-9


@patient
@given(histories(paused=st.just(())), days, days)
def test_a_pause_outside_the_plan_changes_nothing(plan, one, other):
    first, last = sorted([one, other])
    begins_on, ends_on = min(term.started_on for term in plan.terms), plan.date_of(24)
    days_back = max((term.started_on for term in plan.terms), default=begins_on) - begins_on
    assume(last < begins_on - days_back or first >= max(ends_on, *(term.valid_from for term in plan.terms)))
    more = Schedule(plan.terms, merged([(first, last)], LATER), plan.weekly_hours)
    assert [more.date_of(month) for month in range(25)] == [plan.date_of(month) for month in range(25)]
