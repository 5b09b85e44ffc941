"""What leads see: projected from what a member shares, and nothing else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadmap_app.domain.curriculum import ItemRow, RoadmapTree, StageNode, TopicNode
from roadmap_app.domain.member_view import Level, MemberRecord, State, project
from roadmap_app.domain.progress import Progress
from roadmap_app.domain.team_view import as_table, team_view

TODAY = date(2026, 5, 6)  # a Wednesday
DAYS = st.dates(date(2026, 1, 1), date(2026, 5, 10))


def make_tree():
    """Return two stages with two topics of three items: 10 to 12, 20 to 22 and so on; item 42 and topic 5 retired."""
    stages = []
    for number in (1, 2):
        topics = []
        for place in (2 * number - 1, 2 * number):
            items = tuple(ItemRow(10 * place + i, "G", f"Item {place}.{i}", "", (place, i) == (4, 2)) for i in range(3))
            topics.append(TopicNode(place, f"t{place}", f"Topic {place}", "", False, f"/t{place}/", items, ()))
        if number == 2:
            old = (ItemRow(50, "G", "Old", "", True),)
            topics.append(TopicNode(5, "t5", "Old topic", "", True, "/t5/", old, ()))
        start = 3 * (number - 1)
        stages.append(
            StageNode(number, number, f"s{number}", f"S {number}", "", start, start + 3, False, "/", (*topics,))
        )
    return RoadmapTree(1, 1, "r", "R", "", "", 10, True, "/roadmaps/r/", tuple(stages))


TREE = make_tree()
ALL = {item for item in TREE.known_items if item not in (42, 50)}


def record(level=Level.PROGRESS, name="Ada", **values):
    values = {key: frozenset(value) if key in ("done", "skipped") else value for key, value in values.items()}
    return MemberRecord(values.pop("ref", name.lower()), name, level, **values)


def view(level=Level.PROGRESS, **values):
    return project(record(level, **values), TREE, TODAY)


def weeks(ago):
    return TODAY - timedelta(weeks=ago)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, State.NOT_BEGUN),
        ({"done": [10], "last_on": TODAY}, State.MOVING),
        ({"done": [10], "last_on": date(2026, 4, 27)}, State.MOVING),  # the Monday of last week
        ({"done": [10], "last_on": date(2026, 4, 26)}, State.SLOWING),  # the Sunday before
        ({"done": [10], "last_on": date(2026, 4, 13)}, State.SLOWING),
        ({"done": [10], "last_on": date(2026, 4, 12)}, State.STALLED),
        ({"done": [10]}, State.STALLED),
        ({"done": [10], "last_on": date(2026, 5, 11)}, State.MOVING),  # it is Monday already where they are
        ({"done": [10], "last_on": weeks(9), "is_paused": True}, State.PAUSED),
        ({"done": ALL, "last_on": weeks(9), "is_paused": True}, State.FINISHED),
        ({"done": ALL - {20, 21, 22}, "skipped": [2]}, State.FINISHED),
    ],
)
def test_a_state_follows_from_counts_the_week_and_whether_there_is_a_pause(values, state):
    assert view(**values).state == state and view(Level.ITEMS, **values).state == state
    assert view(Level.NOTHING, **values).state == State.UNSHARED


def test_counts_are_those_of_the_one_arithmetic():
    seen = view(done=[10, 11, 40, 42, 50, 999], skipped=[2], last_on=TODAY)
    assert [progress for _, progress in seen.stages] == [Progress(2, 3), Progress(3, 7)]
    assert seen.progress == Progress(5, 10) and seen.week == date(2026, 5, 4)
    assert [(piece.start, piece.months, piece.percent) for piece in seen.trail.pieces] == [(0, 3, 67), (3, 3, 43)]
    assert seen.topics == () and seen.done == frozenset()


def test_items_are_those_of_this_roadmap_with_topics_in_words():
    seen = view(Level.ITEMS, done=[10, 11, 12, 30, 999], skipped=[2], last_on=weeks(5))
    assert [topic.status for topic in seen.topics] == ["complete", "skipped", "1 of 3", "0 of 2"]
    assert seen.done == {10, 11, 12, 30} and seen.stuck_at.node.id == 3
    assert view(Level.ITEMS, done=[10], last_on=TODAY).stuck_at is None
    assert view(done=[10], last_on=weeks(5)).stuck_at is None


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.sampled_from(sorted(TREE.known_items))), st.sets(st.integers(1, 5)), DAYS, st.booleans())
def test_who_shares_nothing_looks_like_anybody_who_does(done, skipped, last_on, is_paused):
    seen = view(Level.NOTHING, done=done, skipped=skipped, last_on=last_on, is_paused=is_paused)
    assert seen == view(Level.NOTHING)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.sampled_from([10, 11, 12, 20, 21, 22])), st.permutations([10, 11, 12, 20, 21, 22]), st.integers(0, 6))
def test_who_shares_progress_does_not_show_which_items_or_which_day(done, order, weekday):
    monday = date(2026, 3, 2)
    others = set(order[: len(done)])
    assert view(done=done, last_on=monday) == view(done=others, last_on=monday + timedelta(days=weekday))


def test_who_may_need_help_comes_first_and_who_shares_nothing_last():
    people = {
        "Zoe": {"done": [10], "last_on": weeks(5)},
        "Bo": {"done": [10], "last_on": weeks(8)},
        "Ann": {"done": [10], "last_on": weeks(2)},
        "Cy": {},
        "Dan": {"done": [10], "last_on": TODAY},
        "Eve": {"done": [10], "is_paused": True},
        "Flo": {"done": ALL},
    }
    records = [record(name=name, **values) for name, values in people.items()]
    hidden = [record(Level.NOTHING, "Abe"), record(Level.NOTHING, "Aaron", last_on=weeks(9), done=[10])]
    team = team_view(TREE, [project(each, TREE, TODAY) for each in (*hidden, *records)])
    names = [member.name for member in team.members]
    assert names == ["Bo", "Zoe", "Ann", "Cy", "Dan", "Eve", "Flo", "Aaron", "Abe"]
    assert (team.sharing, team.sharing_items) == (7, 0)
    assert next((str(state), count) for state, count in team.states) == ("stalled", 2)


def test_sums_and_stuck_topics_count_only_who_shares():
    stalled = {"done": [10, 11, 12, 20], "last_on": weeks(5)}
    records = [record(Level.ITEMS, name, **stalled) for name in ("Ada", "Bo")]
    records += [record(Level.PROGRESS, "Cy", **stalled), record(Level.NOTHING, "Di", **stalled)]
    team = team_view(TREE, [project(each, TREE, TODAY) for each in records])
    assert [(topic.node.id, topic.count) for topic in team.stuck] == [(2, 2)] and team.sharing_items == 2
    assert [each.progress for each in team.stages] == [Progress(12, 18), Progress(0, 15)]
    fewer = team_view(TREE, [project(each, TREE, TODAY) for each in records[1:]])
    assert fewer.stuck == []
    finished = replace(records[0], done=frozenset([10, 11, 12, 20, 21, 22]))
    assert [each.finished for each in team_view(TREE, [project(finished, TREE, TODAY)]).stages] == [1, 0]


def test_a_spreadsheet_has_a_row_for_each_and_nothing_of_who_shares_nothing():
    records = [record(done=[10], last_on=TODAY), record(Level.NOTHING, "Bo", done=[10], last_on=TODAY)]
    team = team_view(TREE, [project(each, TREE, TODAY) for each in records])
    head, ada, bo = as_table(team, team.members)
    assert head[-2:] == ("Stage 1: S 1", "Stage 2: S 2")
    assert ada == ("Ada", "moving", "1", "11", "2026-05-04", "", "1 of 6", "0 of 5")
    assert bo == ("Bo", "nothing shared", "", "", "", "", "", "")
