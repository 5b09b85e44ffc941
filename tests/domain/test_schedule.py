"""A schedule: the plans that were in force, and the pauses between."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from roadmap_app.domain.pace import Span, Status, pace
from roadmap_app.domain.pauses import merged, pause_on
from roadmap_app.domain.progress import Progress
from roadmap_app.domain.schedule import PlanTerm, Schedule

A_DAY = timedelta(days=1)
patient = settings(deadline=None)  # on a busy machine, an example takes as long as it takes
START = date(2026, 1, 1)
LATER = date(2040, 1, 1)
# As of this day; an open pause ends there.
TODAY = date(2026, 7, 27)

days = st.dates(date(2025, 6, 1), date(2029, 12, 31))
hours = st.integers(1, 80)
months = st.floats(0, 24)
pauses = st.lists(st.tuples(days, st.one_of(st.none(), days)), max_size=6).map(lambda found: merged(found, TODAY))


def schedule(*terms: PlanTerm, paused=(), weekly_hours=10) -> Schedule:
    return Schedule(terms or (PlanTerm(START, START, 10),), merged(paused, TODAY), weekly_hours)


def taken_up(plan: Schedule, today: date, month: float, hours_per_week: int) -> Schedule:
    """Return PLAN taken up from MONTH on TODAY."""
    before = [earlier for earlier in plan.terms if earlier.valid_from < today]
    term = PlanTerm(today, plan.started_on, hours_per_week, month)
    return Schedule((*before, term), plan.pauses, plan.weekly_hours)


@st.composite
def histories(draw, continued=False, paused=pauses):
    """Schedules of up to four plans, all CONTINUED by the next or some set anew."""
    started_on, terms = draw(st.dates(date(2025, 6, 1), date(2026, 12, 31))), []
    valid_from = started_on
    for place in range(draw(st.integers(1, 4))):
        from_month = None
        if place and not continued:
            from_month = draw(st.one_of(st.none(), months))
            started_on = draw(st.one_of(st.just(started_on), days))
        terms.append(PlanTerm(valid_from, started_on, draw(hours), from_month))
        valid_from += draw(st.integers(1, 300)) * A_DAY
    return Schedule(tuple(terms), draw(paused), draw(hours))


def stages(*done: int) -> list[Span]:
    """Return stages of three months and ten items each, of which DONE are done."""
    return [Span(3 * place, 3 * place + 3, Progress(count, 10)) for place, count in enumerate(done)]


AHEAD = stages(10, 10, 6, 0, 0, 0, 0, 0)


def test_half_the_hours_stretch_the_calendar_to_twice_its_length():
    slow = schedule(PlanTerm(START, START, 5))
    assert slow.date_of(24) == date(2030, 1, 1)
    assert slow.calendar_month(date(2026, 7, 1)) == 6
    assert slow.month_on(date(2026, 7, 1)) == 3


def test_stages_of_weeks_follow_one_another_day_by_day():
    plan = schedule()
    bounds = [plan.date_of(weeks / 4) for weeks in range(9)]
    assert bounds[2] == date(2026, 1, 17) and bounds[4] == date(2026, 2, 1) and bounds[8] == date(2026, 3, 1)
    assert [(after - before).days for before, after in pairwise(bounds)] == [8, 8, 7, 8, 7, 7, 7, 7]
    # A stage begins on the day on which the one before it ends; a pause between them moves it.
    assert [plan.resumes_on(weeks / 4) for weeks in range(9)] == bounds
    paused = schedule(paused=[(date(2026, 1, 17), date(2026, 1, 23))])
    assert (paused.date_of(0.5), paused.resumes_on(0.5)) == (date(2026, 1, 17), date(2026, 1, 24))
    assert paused.date_of(1) == date(2026, 2, 8)


# --- a plan has a past --------------------------------------------------------------------------------------


def test_fewer_hours_count_from_today_on_and_leave_what_lay_before():
    before = schedule()
    assert (pace(before, AHEAD, TODAY).status, pace(before, AHEAD, TODAY).weeks) == (Status.AHEAD, 4)
    after = schedule(*before.terms, PlanTerm(TODAY, START, 3))
    now = pace(after, AHEAD, TODAY)
    # The 40 hours of work that the learner is ahead are 14 weeks at 3 hours; a plan without a past said 83 weeks.
    assert (now.status, now.weeks) == (Status.AHEAD, 14)
    assert now.plan_month == pace(before, AHEAD, TODAY).plan_month
    assert after.date_of(3) == before.date_of(3) == date(2026, 4, 1)
    behind = stages(10, 3, 0, 0, 0, 0, 0, 0)
    assert pace(after, behind, TODAY).weeks == pace(before, behind, TODAY).weeks == 12


def test_a_later_first_day_moves_the_plan_by_as_many_days_from_today_on():
    moved = schedule(PlanTerm(START, START, 10), PlanTerm(TODAY, date(2026, 2, 1), 10))
    assert moved.month_on(TODAY - A_DAY) == schedule().month_on(TODAY - A_DAY)
    assert moved.month_on(TODAY) == schedule().month_on(TODAY - timedelta(days=31))
    assert moved.started_on == date(2026, 2, 1)
    assert abs((moved.date_of(24) - date(2028, 2, 1)).days) <= 1
    # Somebody who is three weeks behind by the old first day is ahead by the new one, also for earlier months.
    three_weeks = schedule().month_on(TODAY - timedelta(days=21))
    late = [Span(0, 240, Progress(round(three_weeks * 1000), 240_000))]
    assert pace(schedule(), late, TODAY).weeks == 3
    assert pace(moved, late, TODAY).status == Status.AHEAD


def test_an_earlier_first_day_moves_the_plan_ahead():
    moved = schedule(PlanTerm(START, START, 10), PlanTerm(TODAY, date(2025, 12, 1), 10))
    assert moved.month_on(TODAY) == schedule().month_on(TODAY + timedelta(days=31))


def test_a_first_day_in_the_future_starts_the_plan_again():
    first_day = date(2026, 10, 1)
    moved = schedule(PlanTerm(START, START, 10), PlanTerm(TODAY, first_day, 10))
    assert moved.month_on(TODAY - A_DAY) > 6
    assert moved.month_on(TODAY) == moved.month_on(first_day) == 0
    assert moved.date_of(1) == date(2026, 11, 1)
    assert pace(moved, stages(10, 0), TODAY).status == Status.NOT_BEGUN


def test_taken_up_from_here_nobody_is_late_and_what_was_is_remembered():
    behind = stages(5, 0, 0, 0, 0, 0, 0, 0)
    before = schedule()
    now = pace(before, behind, TODAY)
    assert (now.status, now.walked_month) == (Status.BEHIND, 1.5)
    again = taken_up(before, TODAY, now.walked_month, 10)
    assert pace(again, behind, TODAY).status == Status.ON_TRACK
    assert again.month_on(TODAY - A_DAY) == before.month_on(TODAY - A_DAY)
    assert again.date_of(1) == before.date_of(1)
    assert again.date_of(24) == date(2028, 6, 12)
    assert again.terms[0] == before.terms[0]
    # A month later without a tick, or after an item is added or unticked, they are behind by what that is worth.
    after = TODAY + timedelta(days=30)
    assert pace(again, behind, after).weeks == 4
    assert pace(again, stages(4, 0, 0, 0, 0, 0, 0, 0), after).weeks == 5


def test_a_plan_taken_up_again_on_the_same_day_replaces_the_first():
    once = taken_up(schedule(), TODAY, 1.5, 10)
    assert taken_up(once, TODAY, 1.5, 10) == once
    assert len(taken_up(once, TODAY, 2.0, 5).terms) == 2


def test_a_plan_taken_up_on_the_day_it_was_made_begins_that_day():
    again = taken_up(schedule(PlanTerm(TODAY, START, 10)), TODAY, 2.0, 10)
    assert again.date_of(3) == date(2026, 8, 27)
    assert again.month_on(START) == 2


def test_months_that_no_plan_came_to_are_left_out_on_the_day_of_the_plan_that_left_them_out():
    waiting = PlanTerm(date(2026, 2, 1), LATER, 10)
    plan = schedule(
        PlanTerm(START, START, 10), waiting, PlanTerm(date(2026, 3, 1), LATER, 5), PlanTerm(TODAY, START, 5, 2.0)
    )
    assert plan.date_of(0) == plan.date_of(1) == plan.date_of(2) == TODAY


@patient
@given(histories(), months, months)
def test_later_months_lie_on_later_days(plan, one, other):
    first, second = sorted([one, other])
    assert plan.date_of(first) <= plan.date_of(second)
    assert plan.due_on(first) <= plan.due_on(second)
    assert plan.date_of(first) <= plan.resumes_on(first)


@patient
@given(histories(), st.integers(0, 1500))
def test_the_plan_in_force_is_the_inverse_of_its_dates(plan, after):
    term = plan.terms[-1]
    day = max(term.valid_from, term.started_on) + after * A_DAY
    assume(pause_on(plan.pauses, day) is None)
    if after and pause_on(plan.pauses, day - A_DAY) is None:
        assert plan.date_of(plan.month_on(day)) == day
    assert plan.resumes_on(plan.month_on(day)) == day


@patient
@given(histories(continued=True), st.integers(0, 1500))
def test_plans_that_continue_each_other_are_the_inverse_of_their_dates_throughout(plan, after):
    day = plan.started_on + after * A_DAY
    assume(pause_on(plan.pauses, day) is None)
    assert plan.resumes_on(plan.month_on(day)) == day


@patient
@given(histories(continued=True), days, days)
def test_a_plan_that_continues_never_goes_back(plan, one, other):
    first, second = sorted([one, other])
    assert plan.month_on(first) <= plan.month_on(second) + 1e-9
    assert plan.calendar_month(first) <= plan.calendar_month(second)


@patient
@given(histories(), days, hours)
def test_what_lies_before_a_change_stays_as_it_was(plan, today, more):
    assume(today > plan.terms[-1].valid_from)
    changed = Schedule((*plan.terms, PlanTerm(today, plan.started_on, more)), plan.pauses, plan.weekly_hours)
    for before in (A_DAY, 100 * A_DAY):
        assert changed.month_on(today - before) == plan.month_on(today - before)
    assert changed.month_on(today) == pytest.approx(plan.month_on(today))


# --- the hours that are needed ------------------------------------------------------------------------------


def test_somebody_behind_is_told_the_hours_that_lead_to_the_end_in_time():
    now = pace(schedule(), stages(5, 0, 0, 0, 0, 0, 0, 0), TODAY)
    assert (now.ends_on, now.hours_needed) == (date(2028, 1, 1), 14)


def test_a_plan_is_overdue_once_its_end_has_come_unless_it_is_finished():
    end = date(2026, 7, 1)
    assert [pace(schedule(), stages(10, 0), end + days * A_DAY).is_overdue for days in (-1, 0, 1)] == [
        False,
        True,
        True,
    ]
    assert not pace(schedule(), stages(10, 10), date(2027, 1, 1)).is_overdue


def test_nobody_else_is_told_hours_nor_where_no_number_is_enough():
    assert pace(schedule(), AHEAD, TODAY).hours_needed is None
    assert pace(schedule(), stages(5, 0, 0, 0, 0, 0, 0, 0), date(2027, 12, 1)).hours_needed is None
    assert pace(schedule(), stages(5, 0), date(2029, 1, 1)).hours_needed is None


@patient
@given(histories(), days, months)
def test_the_hours_needed_arrive_in_time_and_one_hour_less_does_not(plan, today, month):
    assume(today > plan.terms[-1].valid_from)
    today = max(today, plan.started_on)
    found, ends_on = plan.hours_needed(today, month, 24), plan.date_of(24)
    arrives = {count: plan.arrival(today, month, 24, count) for count in range(1, 81)}
    assert arrives[10] == taken_up(plan, today, month, 10).date_of(24)
    assert [count for count in arrives if arrives[count] <= ends_on][:1] == ([found] if found else [])
