"""A learner's standing, computed from a snapshot and their own rows without a database."""

from datetime import date

import pytest

from roadmap_app.domain.curriculum import ItemRow, RoadmapTree, StageNode, TopicNode
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.standing import compute_standing

TODAY = date(2026, 4, 1)


def item(number, *, group="", retired=False):
    return ItemRow(number, group, f"Item {number}", "", retired)


def topic(number, *items, retired=False):
    return TopicNode(number, f"t{number}", f"Topic {number}", "", retired, f"/t{number}/", items, ())


def standing_on(*topics, **state):
    """Return the standing on a roadmap of one stage, months 0 to 3, that holds TOPICS."""
    stage = StageNode(1, 1, "s", "Basics", "", 0, 3, False, "/s/", topics)
    tree = RoadmapTree(1, 1, "r", "Roadmap", "", "", 10, True, "/r/", (stage,))
    state = {name: frozenset(ids) for name, ids in state.items()}
    return compute_standing(tree, LearnerState(**state), TODAY)


@pytest.mark.parametrize(
    ("items", "state", "status"),
    [
        ([1, 2, 3], {}, "0 of 3"),
        ([1, 2, 3], {"done": [1, 3]}, "2 of 3"),
        ([1, 2, 3], {"done": [1, 2, 3]}, "complete"),
        ([1, 2, 3], {"done": [1, 2, 3], "skipped": [1]}, "skipped"),
        ([], {}, "nothing to tick"),
        ([], {"skipped": [1]}, "skipped"),
    ],
)
def test_the_status_of_a_topic_is_given_in_words(items, state, status):
    [shown] = standing_on(topic(1, *map(item, items)), **state).stages[0].topics
    assert shown.status == status


def test_the_status_counts_a_retired_item_only_if_it_is_completed():
    items = [item(1), item(2, retired=True)]
    assert standing_on(topic(1, *items)).topic(1).status == "0 of 1"
    assert standing_on(topic(1, *items), done=[2]).topic(1).status == "1 of 2"


def test_a_checklist_is_grouped_and_counted_by_label():
    shown = standing_on(topic(1, item(1, group="A"), item(2, group="B"), item(3, group="A")), done=[3]).topic(1)
    assert [(group.label, group.done, len(group.rows)) for group in shown.groups] == [("A", 1, 2), ("B", 0, 1)]
    assert [(row.id, done) for row, done in shown.rows] == [(1, False), (3, True), (2, False)]


def test_a_stage_is_described_in_one_line():
    stage = standing_on(topic(1, item(1), item(2)), done=[1]).stages[0]
    assert stage.description == "Stage 1, Basics, 50 % done, months 0 to 3"


def test_a_retired_topic_is_shown_only_with_a_completion_or_a_note():
    retired = topic(1, item(1), retired=True)
    assert standing_on(retired).topic(1) is None
    assert standing_on(retired, done=[1]).topic(1) and standing_on(retired, noted=[1]).topic(1)


def test_the_next_items_are_open_and_not_skipped():
    shown = standing_on(topic(1, item(1)), topic(2, item(2), item(3)), done=[2], skipped=[1])
    assert [next_item.item.id for next_item in shown.next_items] == [3]


def test_standings_share_the_topics_in_the_same_state():
    topics = topic(1, item(1), item(2)), topic(2, item(3))
    stage = StageNode(1, 1, "s", "Basics", "", 0, 3, False, "/s/", topics)
    tree = RoadmapTree(1, 1, "r", "Roadmap", "", "", 10, True, "/r/", (stage,))
    states = [{"done": [1]}, {"done": [1, 3]}, {"done": [1], "skipped": [2]}, {"done": [1], "noted": [2]}]
    found = [
        compute_standing(tree, LearnerState(**{name: frozenset(ids) for name, ids in state.items()}), TODAY)
        for state in [*states, states[0]]
    ]
    assert len({standing.topic(1) for standing in found}) == 1
    assert len({standing.topic(2) for standing in found}) == len(states)
    assert len({standing.stages[0] for standing in found}) == len(states)
