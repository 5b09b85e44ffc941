"""The snapshot's own arithmetic: groups of a checklist, the order of topics, colours."""

from roadmap_app.domain.curriculum import ItemRow, RoadmapTree, StageNode, TopicNode


def topic(number, groups=(), retired=False):
    items = tuple(ItemRow(place, group, f"Item {place}", "", False) for place, group in enumerate(groups))
    return TopicNode(number, f"t{number}", f"Topic {number}", "", retired, f"/t{number}/", items, ())


def stage(number, months, *topics):
    return StageNode(number, number, f"s{number}", f"Stage {number}", "", *months, False, f"/s{number}/", topics)


def roadmap(*stages):
    return RoadmapTree(1, 1, "r", "Roadmap", "", "", 10, True, "/r/", stages)


FIRST, RETIRED, SECOND, THIRD = topic(1), topic(2, retired=True), topic(3), topic(4)
TREE = roadmap(stage(1, (0, 3), FIRST, RETIRED), stage(2, (3, 9), SECOND, THIRD))


def test_groups_keep_the_order_in_which_their_labels_first_appear():
    groups = topic(1, ["Tools", "", "Tools", "Books", ""]).groups
    assert [(label, [item.id for item in items]) for label, items in groups] == [
        ("Tools", [0, 2]),
        ("", [1, 4]),
        ("Books", [3]),
    ]
    assert topic(1).groups == ()


def test_the_walk_is_every_topic_in_order_without_retired_ones():
    assert [(stage.id, topic.id) for stage, topic in TREE.walk] == [(1, 1), (2, 3), (2, 4)]


def test_neighbours_cross_stages_and_end_at_the_ends():
    assert TREE.neighbours(FIRST) == (None, SECOND)
    assert TREE.neighbours(SECOND) == (FIRST, THIRD)
    assert TREE.neighbours(THIRD) == (SECOND, None)
    assert TREE.neighbours(RETIRED) == (None, None)


def test_months_end_with_the_last_stage_and_colours_repeat_after_six():
    assert (TREE.months, roadmap().months) == (9, 0)
    assert TREE.stages[1].months == 6
    assert [stage(number, (0, 1)).hue for number in (1, 6, 7)] == [1, 6, 1]
