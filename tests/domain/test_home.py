"""The first lines of a roadmap's page: the week, what is next, what is done and planned this week."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from roadmap_app.domain.curriculum import RoadmapTree, StageNode
from roadmap_app.domain.home import home_of, planned_hours
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.schedule import PlanTerm
from roadmap_app.domain.standing import compute_standing
from roadmap_app.domain.weeks import monday_of
from tests.domain.test_standing import item, topic

FIRST_DAY = date(2026, 1, 5)  # a Monday
A_DAY = timedelta(days=1)


def home(today, **given):
    """Return the first lines of the roadmap of `standing_on`."""
    return home_of(standing_on(today, **given))


def standing_on(today, *, items=26, months=3, started_on=FIRST_DAY, hours=10, pauses=(), **state):
    """Return the standing on a roadmap of one stage of so many MONTHS with ITEMS, written for 10 hours a week."""
    stage = StageNode(1, 1, "s", "Basics", "", 0, months, False, "/s/", (topic(1, *map(item, range(items))),))
    tree = RoadmapTree(1, 1, "r", "Roadmap", "", "", 10, True, "/r/", (stage,))
    plans = ((1, PlanTerm(started_on, started_on, hours)),) if started_on else ()
    state = LearnerState(plans=plans, pauses=pauses, **state)
    return compute_standing(tree, state, today)


@pytest.mark.parametrize(("days", "week"), [(0, 1), (6, 1), (7, 2), (200, 29)])
def test_weeks_count_from_the_first_day(days, week):
    assert home(FIRST_DAY + days * A_DAY).week == week


def test_there_is_no_week_before_the_first_day():
    before = home(FIRST_DAY - A_DAY)
    assert (before.week, before.begins_on) == (None, FIRST_DAY)


def test_a_pause_stops_the_weeks():
    pause = (FIRST_DAY + 7 * A_DAY, FIRST_DAY + 20 * A_DAY)
    during, after = (home(FIRST_DAY + days * A_DAY, pauses=(pause,)) for days in (10, 21))
    assert (during.week, during.paused_until) == (None, pause[1])
    assert (after.week, after.paused_until) == (2, None)


def test_without_a_plan_there_is_no_week_and_nothing_planned():
    assert (home(FIRST_DAY, started_on=None).week, home(FIRST_DAY, started_on=None).planned) == (None, None)


def test_two_items_are_planned_for_each_of_thirteen_weeks():
    assert [home(FIRST_DAY + 7 * week * A_DAY).planned for week in range(12)] == [2] * 12


def test_nothing_is_planned_for_a_week_inside_a_pause():
    monday = FIRST_DAY + 14 * A_DAY
    assert home(monday, pauses=((monday, monday + 6 * A_DAY),)).planned == 0


def test_an_open_pause_lasts_for_the_rest_of_the_week():
    monday = FIRST_DAY + 14 * A_DAY
    assert home(monday, pauses=((monday, None),)).planned == 0
    assert home(monday + 4 * A_DAY, pauses=((monday + 4 * A_DAY, None),)).planned == 1
    # With one that is booked for later, and one that has not begun.
    assert home(monday, pauses=((monday, None), (monday + 3 * A_DAY, monday + 4 * A_DAY))).planned == 0
    assert home(monday, pauses=((monday + 6 * A_DAY, None),)).planned == 2


def test_nothing_is_planned_for_weeks_after_the_end():
    assert home(FIRST_DAY + 400 * A_DAY).planned == 0


def test_only_items_that_count_are_done_this_week():
    now = home(FIRST_DAY, done=frozenset({0, 1, 99}), done_this_week=frozenset({1, 99}))
    assert now.done == 1  # 99 is on another roadmap
    skipped = home(FIRST_DAY, done=frozenset({1}), done_this_week=frozenset({1}), skipped=frozenset({1}))
    assert skipped.done == 0


def test_next_is_the_first_open_item():
    now = home(FIRST_DAY, done=frozenset({0}))
    assert (now.item, now.topic, now.item_url) == ("Item 1", "Topic 1", "/t1/#item-1")


def test_a_finished_roadmap_has_no_next_item():
    now = home(FIRST_DAY, items=2, done=frozenset({0, 1}))
    assert (now.finish_url, now.item, now.planned) == ("/r/finish/", "", None)


def test_the_last_note_is_linked():
    now = home(FIRST_DAY, noted=frozenset({1}), last_noted=1)
    assert (now.note, now.note_url) == ("Topic 1", "/t1/#note")
    assert home(FIRST_DAY, noted=frozenset({7}), last_noted=7).note == ""  # on another roadmap


@pytest.mark.parametrize("days", range(7))
def test_a_week_begins_on_monday(days):
    assert monday_of(FIRST_DAY + days * A_DAY) == FIRST_DAY


@pytest.mark.parametrize(
    ("first_days", "hours"),
    [
        ((), 0),
        ((FIRST_DAY, FIRST_DAY), 20),
        # The end of the first plan is the day on which the second can begin; both may lie ahead.
        ((FIRST_DAY, date(2026, 4, 5)), 10),
        ((FIRST_DAY, date(2026, 4, 4)), 20),
        ((date(2026, 9, 1), date(2026, 10, 1), date(2027, 3, 1)), 20),
        # One that should have ended is still under way.
        ((date(2025, 1, 1), FIRST_DAY), 20),
        ((None, FIRST_DAY), 10),
    ],
)
def test_hours_of_plans_add_up_where_they_run_at_the_same_time(first_days, hours):
    assert planned_hours([standing_on(FIRST_DAY, started_on=day) for day in first_days]) == hours


def test_finished_roadmaps_take_no_hours_and_those_without_stages_do():
    finished = standing_on(FIRST_DAY, items=2, done=frozenset({1, 2, 0}))
    empty = compute_standing(replace(finished.tree, stages=()), finished.state, FIRST_DAY)
    assert finished.progress.is_finished and empty.pace is None
    assert (planned_hours([finished]), planned_hours([empty])) == (0, 10)
