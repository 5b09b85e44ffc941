"""Plans with a past: what a change keeps, and what it replaces."""

from datetime import date, timedelta
from random import Random

import pytest

from roadmap_app.actions.plans import enrol, take_back, take_up
from roadmap_app.domain.plan_history import changed_plans
from roadmap_app.models import EarlierPlan, Enrolment
from roadmap_app.queries.progress import learner_state
from tests.makers import make_topic, make_user

pytestmark = pytest.mark.django_db
START = date(2026, 3, 1)


@pytest.fixture
def roadmap():
    return make_topic().roadmap


@pytest.fixture
def on(time_machine):
    """Return a function that moves the clock to noon of a day."""
    return lambda day: time_machine.move_to(f"{day}T12:00:00Z", tick=False)


def plans(user):
    """Return (valid from, first day, hours, from month) of each plan, oldest first."""
    return [(str(plan.valid_from), str(plan.started_on), *plan[2:]) for _, plan in learner_state(user).plans]


def test_a_first_plan_is_valid_from_the_day_it_is_made(learner, roadmap, on):
    on("2026-03-20")
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    assert plans(learner) == [("2026-03-20", "2026-03-01", 10, None)]


def test_a_change_counts_from_today_on_and_keeps_the_plan_before(learner, roadmap, on):
    on("2026-03-01")
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    on("2026-05-04")
    for _ in range(2):
        enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=3)
        assert plans(learner) == [("2026-03-01", "2026-03-01", 10, None), ("2026-05-04", "2026-03-01", 3, None)]
    assert Enrolment.objects.get().hours_per_week == 3


def test_a_plan_from_before_plans_had_a_past_is_valid_from_its_first_day(learner, roadmap, on):
    on("2026-05-04")
    Enrolment.objects.create(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    assert plans(learner) == [("2026-03-01", "2026-03-01", 10, None)]
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=3)
    assert plans(learner) == [("2026-03-01", "2026-03-01", 10, None), ("2026-05-04", "2026-03-01", 3, None)]


def test_several_changes_on_a_day_leave_one_and_back_again_leaves_none(learner, roadmap, on):
    on("2026-03-01")
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    on("2026-05-04")
    for hours in (3, 5):
        enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=hours)
    assert plans(learner)[1:] == [("2026-05-04", "2026-03-01", 5, None)]
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    assert plans(learner) == [("2026-03-01", "2026-03-01", 10, None)]


@pytest.mark.parametrize("today", ["2026-02-10", "2026-03-01"])
def test_a_plan_that_has_not_begun_is_replaced(learner, roadmap, on, today):
    on("2026-02-01")
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    on(today)
    enrol(user=learner, roadmap=roadmap, started_on=date(2026, 3, 15), hours_per_week=5)
    assert plans(learner) == [(today, "2026-03-15", 5, None)]
    assert not EarlierPlan.objects.exists()


@pytest.mark.parametrize(("today", "is_kept"), [("2026-05-10", False), ("2026-05-11", True)])
def test_a_first_day_is_corrected_for_a_week(learner, roadmap, on, today, is_kept):
    on("2026-05-04")
    enrol(user=learner, roadmap=roadmap, started_on=date(2026, 5, 4), hours_per_week=10)
    on(today)
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    if is_kept:
        assert plans(learner)[1:] == [(today, "2026-03-01", 10, None)]
    else:
        assert plans(learner) == [("2026-05-04", "2026-03-01", 10, None)]


def test_hours_changed_in_the_first_week_count_from_then_on(learner, roadmap, on):
    on("2026-05-04")
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    on("2026-05-06")
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=3)
    assert plans(learner) == [("2026-05-04", "2026-03-01", 10, None), ("2026-05-06", "2026-03-01", 3, None)]


def test_a_plan_made_today_is_replaced_though_its_first_day_lies_before(learner, roadmap, on):
    on("2026-05-04")
    enrol(user=learner, roadmap=roadmap, started_on=date(2025, 3, 1), hours_per_week=10)
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    assert plans(learner) == [("2026-05-04", "2026-03-01", 10, None)]


def test_a_plan_is_taken_up_from_a_month_once_and_can_be_taken_back_that_day(learner, roadmap, on):
    on("2026-03-01")
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    on("2026-05-04")
    assert take_up(user=learner, roadmap=roadmap, month=0.5, hours_per_week=10)
    assert not take_up(user=learner, roadmap=roadmap, month=0.5, hours_per_week=10)
    assert plans(learner)[1:] == [("2026-05-04", "2026-03-01", 10, 0.5)]
    assert take_back(user=learner, roadmap=roadmap)
    assert not take_back(user=learner, roadmap=roadmap)
    assert plans(learner) == [("2026-03-01", "2026-03-01", 10, None)]


def test_a_plan_made_and_taken_up_on_one_day_can_be_taken_back(learner, roadmap, on):
    on("2026-05-04")
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    for _ in range(2):
        take_up(user=learner, roadmap=roadmap, month=0.5, hours_per_week=12)
        assert plans(learner) == [("2026-03-01", "2026-03-01", 10, None), ("2026-05-04", "2026-03-01", 12, 0.5)]
    assert take_back(user=learner, roadmap=roadmap)
    assert plans(learner) == [("2026-03-01", "2026-03-01", 10, None)]


def test_a_change_of_another_day_cannot_be_taken_back(learner, roadmap, on):
    on("2026-03-01")
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    on("2026-05-04")
    take_up(user=learner, roadmap=roadmap, month=0.5, hours_per_week=10)
    on("2026-05-05")
    assert not take_back(user=learner, roadmap=roadmap)
    assert len(plans(learner)) == 2


def test_hours_changed_after_taking_up_keep_the_month_on_that_day_and_go_on_later(learner, roadmap, on):
    on("2026-03-01")
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    on("2026-05-04")
    take_up(user=learner, roadmap=roadmap, month=0.5, hours_per_week=10)
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=5)
    assert plans(learner)[1:] == [("2026-05-04", "2026-03-01", 5, 0.5)]
    on("2026-06-01")
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=8)
    assert plans(learner)[1:] == [("2026-05-04", "2026-03-01", 5, 0.5), ("2026-06-01", "2026-03-01", 8, None)]


def test_a_first_day_changed_after_taking_up_is_no_plan_taken_up(learner, roadmap, on):
    on("2026-03-01")
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    on("2026-05-04")
    take_up(user=learner, roadmap=roadmap, month=0.5, hours_per_week=10)
    enrol(user=learner, roadmap=roadmap, started_on=date(2026, 4, 1), hours_per_week=10)
    assert plans(learner)[1:] == [("2026-05-04", "2026-04-01", 10, None)]


def test_in_a_time_zone_behind_the_change_of_tomorrow_is_still_one(learner, roadmap, on):
    on("2026-03-01")
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=10)
    on("2026-05-05")
    enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=3)
    for day, hours in (("2026-05-04", 5), ("2026-05-05", 6), ("2026-05-06", 7)):
        on(day)
        enrol(user=learner, roadmap=roadmap, started_on=START, hours_per_week=hours)
    assert [(plan[0], plan[2]) for plan in plans(learner)] == [("2026-03-01", 10), ("2026-05-05", 6), ("2026-05-06", 7)]


def test_plans_are_those_of_one_learner_and_one_roadmap(learner, roadmap, on):
    on("2026-03-01")
    enrol(user=make_user(), roadmap=roadmap, started_on=START, hours_per_week=2)
    enrol(user=learner, roadmap=make_topic().roadmap, started_on=START, hours_per_week=4)
    assert not take_up(user=learner, roadmap=roadmap, month=1.0, hours_per_week=5)
    assert not take_back(user=learner, roadmap=roadmap)
    assert [plan[2] for plan in plans(learner)] == [4]


@pytest.mark.parametrize("seed", range(12))
def test_what_a_change_would_make_of_the_plans_is_what_it_makes(learner, roadmap, on, seed):
    random, today = Random(seed), START
    for _ in range(15):
        on(today)
        started_on, hours = START + timedelta(days=random.choice((-9, 0, 0, 20))), random.choice((3, 10))
        before = tuple(plan for _, plan in learner_state(learner).plans)
        expected = changed_plans(before, today, started_on, hours)
        enrol(user=learner, roadmap=roadmap, started_on=started_on, hours_per_week=hours)
        assert tuple(plan for _, plan in learner_state(learner).plans) == expected
        if random.random() < 0.3:
            take_up(user=learner, roadmap=roadmap, month=random.choice((0.5, 1.5)), hours_per_week=hours)
        today += timedelta(days=random.choice((0, 0, 1, 9)))
