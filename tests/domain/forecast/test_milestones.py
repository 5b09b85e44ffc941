"""The record and the work ahead of the next stage and of the roadmap, in items of average size."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.curriculum import ItemRow, RoadmapTree, StageNode, TopicNode
from roadmap_app.domain.forecast.milestones import WHOLE, milestone_inputs, milestone_work, next_stage, weights_of
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.schedule import PlanTerm
from tests.domain.forecast.makers import TODAY

DAY = timedelta(days=1)


def make_tree(minutes=None, retired=()):
    """Return two stages (10, 20) of two topics each with two items each, numbered 1 to 8."""

    def topic(number, items):
        rows = tuple(ItemRow(n, "", f"Item {n}", "", n in retired, (minutes or {}).get(n)) for n in items)
        return TopicNode(number, f"t{number}", f"T{number}", "", False, "", rows, ())

    stages = (
        StageNode(10, 1, "s1", "S1", "", 0, 3, False, "", (topic(11, (1, 2)), topic(12, (3, 4)))),
        StageNode(20, 2, "s2", "S2", "", 3, 6, False, "", (topic(21, (5, 6)), topic(22, (7, 8)))),
    )
    return RoadmapTree(1, 1, "r", "R", "", "", 10, True, "", stages)


def find(tree, state, ticked=None):
    return milestone_inputs(tree, state, ticked or {}, TODAY, 0.2)


def ahead(tree, **state):
    return {key: each.remaining for key, each in find(tree, LearnerState(**state)).items()}


def test_done_skipped_and_retired_items_are_not_ahead():
    assert ahead(make_tree()) == {10: 4, WHOLE: 8}
    assert ahead(make_tree(), done=frozenset({1, 5})) == {10: 3, WHOLE: 6}
    assert ahead(make_tree(), done=frozenset({1}), skipped=frozenset({11, 22})) == {10: 2, WHOLE: 4}
    assert ahead(make_tree(retired={1, 8}), done=frozenset({1})) == {10: 3, WHOLE: 6}


def test_the_next_stage_is_the_first_with_work_ahead():
    assert ahead(make_tree(), done=frozenset({1, 2}), skipped=frozenset({12})) == {20: 4, WHOLE: 4}
    everything = frozenset(range(1, 9))
    assert ahead(make_tree(), done=everything) == {WHOLE: 0}
    assert next_stage(make_tree(), milestone_work(make_tree(), LearnerState(done=everything), {})) is None


def test_retiring_a_done_item_changes_neither_scope_nor_done():
    done = LearnerState(done=frozenset({1}))
    assert milestone_work(make_tree(retired={1}), done, {}) == milestone_work(make_tree(), done, {})


def test_items_weigh_by_minutes_and_one_without_an_estimate_as_the_average():
    assert weights_of(make_tree()) == dict.fromkeys(range(1, 9), 1.0)
    weights = weights_of(make_tree({1: 30, 2: 90, 3: 600}, retired={3}))
    assert (weights[1], weights[2], weights[3], weights[4]) == (0.5, 1.5, 10.0, 1.0)


def test_work_is_summed_by_weeks_from_the_first_tick():
    ticked = {1: TODAY - 9 * DAY, 2: TODAY - 8 * DAY, 5: TODAY, 6: TODAY + DAY}
    found = find(make_tree({1: 30, 2: 90}), LearnerState(done=frozenset({1, 2, 4, 5, 6})), ticked)[WHOLE]
    assert (found.first_day, found.weekly) == (TODAY - 9 * DAY, (2.0, 1.0))
    assert (found.scope, found.done) == (8.0, 5.0)
    unticked = find(make_tree(), LearnerState(), ticked)[WHOLE]
    assert (unticked.first_day, unticked.weekly) == (TODAY, (0.0,))


def test_hours_are_those_of_this_roadmap_and_pauses_those_of_the_learner():
    plans = ((1, PlanTerm(TODAY, TODAY, 7)), (2, PlanTerm(TODAY, TODAY, 40)))
    pauses = ((TODAY, None),)
    found = find(make_tree(), LearnerState(plans=plans, pauses=pauses))[WHOLE]
    assert (found.hours, found.pauses) == (((TODAY, 7),), pauses)


def test_the_last_day_is_that_of_the_last_tick_on_the_milestone():
    state = LearnerState(done=frozenset({1, 2, 5, 6}))
    work = milestone_work(make_tree(), state, {1: TODAY, 2: TODAY - DAY, 3: TODAY + DAY, 5: TODAY + DAY})
    assert {key: each.last_on for key, each in work.items()} == {10: TODAY, 20: TODAY + DAY, WHOLE: TODAY + DAY}
    assert milestone_work(make_tree(), LearnerState(), {})[WHOLE].last_on is None


@given(
    st.dictionaries(st.integers(1, 8), st.dates(date(2026, 1, 1), date(2028, 1, 1))),
    st.dates(date(2026, 1, 1), date(2028, 1, 1)),
)
def test_later_activity_changes_no_pace_of_the_past(ticked, today):
    state = LearnerState(done=frozenset(ticked))
    before = {item: day for item, day in ticked.items() if day <= today}
    then = milestone_inputs(make_tree(), state, before, today, 0.2)
    assert milestone_inputs(make_tree(), state, ticked, today, 0.2) == then


@pytest.mark.parametrize("retired", [True, False])
def test_a_retired_stage_is_no_milestone(retired):
    tree = make_tree()
    tree = replace(tree, stages=(replace(tree.stages[0], retired=retired), tree.stages[1]))
    assert (10 in milestone_work(tree, LearnerState(), {})) is not retired
