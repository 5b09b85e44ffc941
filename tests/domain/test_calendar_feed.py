"""The events of a calendar feed: ends by the plan, study times, pauses."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap_app.domain.calendar_feed import MAX_SLOT_MONTHS, OwnPause, WeeklySlot, calendar_content
from roadmap_app.domain.curriculum import ItemRow, RoadmapTree, StageNode, TopicNode
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.schedule import PlanTerm
from roadmap_app.domain.standing import compute_standing

TODAY = date(2026, 4, 1)
START = date(2026, 1, 1)
MONDAYS = WeeklySlot(7, 1, time(18, 30), 60)


def topic(number, items, *, retired=False):
    """Return a topic with ITEMS items, numbered from its own number times 10."""
    rows = tuple(ItemRow(10 * number + place, "", "An item", "", retired) for place in range(items))
    return TopicNode(number, f"t{number}", f"Topic {number}", "", retired, f"/r/t{number}/", rows, ())


def stage(number, *topics, months=4, retired=False):
    start = months * (number - 1)
    name = f"Stage-{number}"
    return StageNode(number, number, name, name, "", start, start + months, retired, f"/r/s{number}/", topics)


def tree_of(*stages, roadmap_id=1):
    return RoadmapTree(roadmap_id, 1, f"r{roadmap_id}", "Sailing", "", "", 10, True, f"/r{roadmap_id}/", stages)


def content(*trees, slots=(), pauses=(), today=TODAY, start=START, done=(), skipped=(), hours=10):
    """Return the events of a learner who began all TREES on START."""
    state = LearnerState(
        done=frozenset(done),
        skipped=frozenset(skipped),
        plans=tuple((tree.id, PlanTerm(start, start, hours)) for tree in trees) if start else (),
        pauses=tuple((pause.first, pause.last) for pause in pauses),
    )
    standings = [compute_standing(tree, state, today) for tree in trees]
    return calendar_content(standings, slots, pauses, zone="Europe/Berlin", key="key", today=today)


def days(shown):
    return {event.title: event.first for event in shown.days}


def test_a_topic_has_the_share_of_its_stages_months_that_it_has_of_the_items():
    shown = content(tree_of(stage(1, topic(1, 1), topic(2, 3)), stage(2, topic(3, 2), topic(4, 2))))
    assert days(shown) == {
        "Topic ends: Topic 1": date(2026, 2, 1),
        "Topic ends: Topic 2": date(2026, 5, 1),
        "Stage 1 ends: Stage-1": date(2026, 5, 1),
        "Topic ends: Topic 3": date(2026, 7, 1),
        "Topic ends: Topic 4": date(2026, 9, 1),
        "Stage 2 ends: Stage-2": date(2026, 9, 1),
    }
    first = shown.days[0]
    assert (first.first, first.last, first.path) == (date(2026, 2, 1), date(2026, 2, 1), "/r/t1/")
    assert first.text == "By your plan on “Sailing”."


def test_the_days_are_those_of_the_pages():
    tree = tree_of(stage(1, topic(1, 2)), stage(2, topic(2, 2)))
    state = LearnerState(plans=((1, PlanTerm(START, START, 3)),), pauses=((date(2026, 2, 1), date(2026, 2, 20)),))
    standing = compute_standing(tree, state, TODAY)
    shown = calendar_content([standing], [], [], zone="UTC", key="key", today=TODAY)
    ends = {f"Stage {each.node.number} ends: {each.node.title}": each.ends_on for each in standing.stages}
    assert ends.items() <= days(shown).items()


def test_skipped_retired_and_empty_content_is_left_out_and_takes_no_time():
    one = topic(1, 2)
    topics = (one, topic(2, 2), topic(3, 2, retired=True), topic(4, 0))
    shown = content(tree_of(stage(1, *topics), stage(2, topic(5, 1), retired=True)), skipped=[2], done=[30, 50])
    assert days(shown) == {"Topic ends: Topic 1": date(2026, 5, 1), "Stage 1 ends: Stage-1": date(2026, 5, 1)}
    assert days(content(tree_of(stage(1, one)), skipped=[1])) == {}
    assert days(content(tree_of(stage(1)))) == {"Stage 1 ends: Stage-1": date(2026, 5, 1)}


def test_what_is_finished_stays_on_its_day_and_is_marked():
    tree = tree_of(stage(1, topic(1, 2), topic(2, 2)))
    before, after = content(tree), content(tree, done=[10, 11])
    assert days(after) == {
        "✓ Topic ends: Topic 1": date(2026, 3, 1),
        "Topic ends: Topic 2": date(2026, 5, 1),
        "Stage 1 ends: Stage-1": date(2026, 5, 1),
    }
    assert [event.uid for event in before.days] == [event.uid for event in after.days]
    assert "✓ Stage 1 ends: Stage-1" in days(content(tree, done=[10, 11, 20, 21]))


def test_without_a_plan_there_are_pauses_only():
    pause = OwnPause(3, date(2026, 5, 4), date(2026, 5, 10))
    shown = content(tree_of(stage(1, topic(1, 2))), slots=[MONDAYS], pauses=[pause], start=None)
    assert not shown.weekly
    [event] = shown.days
    assert (event.title, event.first, event.last, event.text, event.path) == (
        "Pause from study", pause.first, pause.last, "", "",
    )  # fmt: skip


def test_an_open_pause_ends_today_so_far_and_one_that_has_not_begun_is_left_out():
    tree, later = tree_of(), OwnPause(4, date(2026, 4, 2), None)
    shown = content(tree, pauses=[OwnPause(3, date(2026, 3, 30), None), later])
    assert [(event.first, event.last) for event in shown.days] == [(date(2026, 3, 30), TODAY)]


def test_study_times_recur_within_the_plan_and_not_in_pauses():
    pauses = [OwnPause(1, date(2025, 12, 1), date(2026, 1, 5)), OwnPause(2, date(2026, 2, 2), date(2026, 2, 9))]
    shown = content(tree_of(stage(1, topic(1, 2), months=3)), slots=[MONDAYS], pauses=pauses, today=date(2026, 1, 1))
    [event] = shown.weekly
    # The plan arrives on 14 April: three months and 13 days of pause later (the first of them before the plan).
    assert event.first == datetime(2026, 1, 12, 18, 30)
    assert event.last == datetime(2026, 4, 13, 18, 30)
    assert event.but == (date(2026, 2, 2), date(2026, 2, 9))
    assert (event.minutes, event.path, event.uid) == (60, "/r1/", "slot-7-key")


@pytest.mark.parametrize("done", [[10, 11], []])
def test_study_times_end_when_every_roadmap_is_finished(done):
    trees = [tree_of(stage(1, topic(1, 2), months=3)), tree_of(stage(1, topic(1, 2), months=6), roadmap_id=2)]
    shown = content(*trees, slots=[MONDAYS], done=done)
    assert bool(shown.weekly) == (not done)
    if not done:  # they go on to the end of the longer one, and lead to the list of roadmaps
        assert (shown.weekly[0].last.date(), shown.weekly[0].path) == (date(2026, 6, 29), "/")


def test_a_plan_of_centuries_has_study_times_for_thirty_years_only():
    shown = content(tree_of(stage(1, topic(1, 1), months=240)), slots=[MONDAYS], hours=1)
    assert days(shown)["Stage 1 ends: Stage-1"].year > 2200
    assert shown.weekly[0].last.year == 2026 + MAX_SLOT_MONTHS // 12 - 1


def test_nobody_who_pauses_for_an_unknown_time_is_called_to_study():
    tree = tree_of(stage(1, topic(1, 1)))
    pause = OwnPause(1, date(2026, 2, 1), None)
    [event] = content(tree, slots=[MONDAYS], pauses=[pause]).weekly
    assert (event.last.date(), event.but) == (date(2026, 1, 26), ())
    assert not content(tree, slots=[MONDAYS], pauses=[pause._replace(first=START)]).weekly


def test_equal_content_has_the_same_fingerprint_and_other_content_another():
    tree = tree_of(stage(1, topic(1, 2)))
    now, slots = content(tree, slots=[MONDAYS]), [MONDAYS, MONDAYS._replace(id=3, weekday=3)]
    assert now.fingerprint == content(tree, slots=[MONDAYS], today=TODAY + timedelta(days=1)).fingerprint
    assert content(tree, slots=slots) == content(tree, slots=slots[::-1])
    others = [content(tree, slots=slots), content(tree), content(tree, slots=[MONDAYS], done=[10, 11])]
    assert len({now.fingerprint, *(other.fingerprint for other in others)}) == 4
    assert replace(now, zone="UTC").fingerprint != now.fingerprint


spans = st.tuples(st.integers(0, 300), st.integers(0, 40)).map(
    lambda span: (START + timedelta(days=span[0]), START + timedelta(days=sum(span)))
)


@given(st.lists(spans, max_size=4), st.integers(1, 7), st.integers(3, 20))
def test_no_study_time_lies_in_a_pause_and_none_is_missing(booked, weekday, hours):
    pauses = [OwnPause(number, *span) for number, span in enumerate(booked)]
    slot = WeeklySlot(1, weekday, time(6), 30)
    shown = content(tree_of(stage(1, topic(1, 1))), slots=[slot], pauses=pauses, hours=hours)
    [event] = shown.weekly
    end = days(shown)["Stage 1 ends: Stage-1"]
    held, day = set(), event.first.date()
    while day <= event.last.date():
        held |= {day} - set(event.but)
        day += timedelta(weeks=1)
    every = (START + timedelta(days=number) for number in range((end - START).days))
    wanted = {day for day in every if day.isoweekday() == weekday and not any(a <= day <= b for a, b in booked)}
    assert held == wanted


@given(st.lists(st.integers(0, 6), min_size=1, max_size=8), st.integers(1, 40))
def test_topics_end_in_order_and_the_last_one_with_its_stage(items, hours):
    topics = [topic(number, count) for number, count in enumerate(items, 1)]
    shown = days(content(tree_of(stage(1, *topics)), hours=hours))
    ends = [shown[title] for each in topics if (title := f"Topic ends: {each.title}") in shown]
    assert len(ends) == sum(count > 0 for count in items)
    assert ends == sorted(ends)
    assert not ends or ends[-1] == shown["Stage 1 ends: Stage-1"]
