"""The days by which a forecast moved are split into parts that add up to the day."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.forecast.finish import Finish, forecast
from roadmap_app.domain.forecast.movement import CAUSES, Movement, movement
from tests.domain.forecast.makers import TODAY, inputs, make_inputs

STEADY = make_inputs(*[3, 2, 4] * 10)
WEEK = timedelta(weeks=1)


@given(inputs(st.integers(8, 60)), inputs(st.integers(8, 60)))
def test_the_parts_add_up_to_the_day(before, after):
    moved = movement(before, after)
    first, second = forecast(before), forecast(after)
    if isinstance(first, Finish) and isinstance(second, Finish):
        assert moved.days == (second.likely - first.likely).days
    else:
        assert moved is None


@given(inputs(st.integers(8, 60)), inputs(st.integers(8, 60)), st.sampled_from(list(CAUSES)))
def test_a_single_cause_gets_all_days_and_the_others_none(before, other, cause):
    after = replace(before, **{name: getattr(other, name) for name in CAUSES[cause]})
    moved = movement(before, after)
    if moved:
        assert moved == Movement(**dict.fromkeys(CAUSES, 0) | {cause: moved.days})


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
