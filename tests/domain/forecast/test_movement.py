"""The days by which a forecast moved are split into parts that add up to the day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.forecast.finish import Finish, forecast
from roadmap_app.domain.forecast.milestones import WHOLE, milestone_inputs
from roadmap_app.domain.forecast.movement import CAUSES, Movement, movement
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.weeks import monday_of
from tests.domain.forecast.makers import TODAY, inputs, make_inputs
from tests.domain.forecast.test_milestones import make_tree

MONDAY = monday_of(TODAY)
STEADY = make_inputs(*[3, 2, 4] * 10)
A_DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
NAMES = CAUSES | {"pauses": ("pauses",)}


@given(inputs(st.integers(8, 60)), inputs(st.integers(8, 60)))
def test_the_parts_add_up_to_the_day(before, after):
    moved = movement(before, after)
    first, second = forecast(before), forecast(after)
    if isinstance(first, Finish) and isinstance(second, Finish):
        assert moved.days == (second.likely - first.likely).days
    else:
        assert moved is None


@given(inputs(st.integers(8, 60)), inputs(st.integers(8, 60)), st.sampled_from(list(NAMES)))
def test_a_single_cause_gets_all_days_and_the_others_none(before, other, cause):
    after = replace(before, **{name: getattr(other, name) for name in NAMES[cause]})
    moved = movement(before, after)
    if moved:
        assert moved == Movement(**dict.fromkeys(NAMES, 0) | {cause: moved.days})


def test_nothing_changed_is_no_movement():
    assert movement(STEADY, STEADY) == Movement(0, 0, 0, 0)


def test_each_cause_points_in_its_direction():
    after = replace(
        STEADY,
        scope=STEADY.scope + 9,
        done=STEADY.done + 12,
        pauses=((TODAY + WEEK, TODAY + 2 * WEEK),),
        hours=((TODAY - 100 * WEEK, 5), (TODAY, 10)),
    )
    moved = movement(replace(STEADY, hours=((TODAY - 100 * WEEK, 5),)), after)
    assert moved.learner < 0 < moved.editors
    assert moved.pauses == 8 and moved.plan < 0


def test_a_week_without_work_is_what_the_learner_did():
    today = TODAY + WEEK
    idle = replace(STEADY, today=today, weekly=(*STEADY.weekly, 0.0))
    moved = movement(STEADY, idle)
    assert moved.learner == moved.days > 7


@pytest.mark.parametrize(
    ("booked", "then"),
    [
        # Open all the time, booked as open meanwhile, booked afterwards, and opened meanwhile and ended.
        (((MONDAY, None),), ((MONDAY, None),)),
        ((), ((MONDAY, None),)),
        ((), ((MONDAY, MONDAY + WEEK - A_DAY),)),
        (((MONDAY, None),), ((MONDAY, MONDAY + WEEK - A_DAY),)),
    ],
)
def test_a_week_in_a_pause_is_nothing_that_the_learner_did(booked, then):
    before = replace(STEADY, pauses=booked)
    after = replace(STEADY, today=TODAY + WEEK, weekly=(*STEADY.weekly, 0.0), pauses=then)
    moved = movement(before, after)
    assert moved.pauses == moved.days > 3 and moved.learner == 0


@pytest.mark.parametrize("estimates", [{}, {1: 30}, {1: 30, 2: 30, 3: 30, 4: 30, 5: 30}])
def test_items_that_editors_add_or_estimate_are_nothing_that_the_learner_did(estimates):
    def given_(minutes, retired):
        tree, state = make_tree(minutes, retired), LearnerState(done=frozenset(range(1, 6)))
        return milestone_inputs(tree, state, {item: TODAY - item * WEEK for item in range(1, 6)}, TODAY, 0.2)[WHOLE]

    # A long item is added; with its estimate, all others weigh less.
    moved = movement(given_(estimates, {8}), given_(estimates | {8: 300}, ()))
    assert moved.editors == moved.days > 5 and moved.learner == 0


def test_an_old_tick_taken_back_is_what_the_learner_did():
    after = replace(STEADY, weekly=(*STEADY.weekly[:4], 0.0, *STEADY.weekly[5:]), done=STEADY.done - 2)
    moved = movement(replace(STEADY, unit=30), replace(after, unit=30))
    assert moved.learner == moved.days > 0


@given(inputs(st.integers(8, 60)), st.floats(0.1, 10))
def test_other_weights_of_all_items_move_nothing(before, factor):
    work = {name: round(factor * getattr(before, name), 6) for name in ("scope", "done", "skipped")}
    after = replace(before, weekly=tuple(round(factor * each, 6) for each in before.weekly), unit=30.0, **work)
    moved = movement(replace(before, unit=0.0), after)
    if moved and before.remaining:
        # Rounding may turn a day.
        assert abs(moved.learner) <= 1 and abs(moved.editors) <= 1 and abs(moved.days) <= 1
