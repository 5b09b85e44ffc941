"""Snapshots: read once per version."""

from dataclasses import replace

import pytest

from roadmap_app.actions.curriculum import save_content
from roadmap_app.models import Roadmap
from roadmap_app.queries.curriculum import cached_tree_with, forget_tree, published, tree
from tests.makers import make_item, make_resource, make_roadmap, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db


def test_a_snapshot_is_read_once_per_version(django_assert_num_queries):
    topic = make_topic()
    roadmap = Roadmap.objects.get()
    first = tree(roadmap)
    with django_assert_num_queries(0):
        assert tree(roadmap) is first
    topic.title = "Renamed"
    save_content(topic)
    assert tree(Roadmap.objects.get()).stages[0].topics[0].title == "Renamed"


def test_a_cached_snapshot_serves_ticks_while_it_was_open_to_all():
    topic = make_topic(items=1)
    item, snapshot = topic.items.get(), tree(Roadmap.objects.get())
    assert cached_tree_with(item.pk) is snapshot and cached_tree_with(item.pk + 1) is None
    forget_tree(replace(snapshot))  # another one
    assert cached_tree_with(item.pk) is snapshot
    forget_tree(snapshot)
    assert cached_tree_with(item.pk) is None
    for closed in ({"teams_only": True}, {"is_published": False}):
        forget_tree(tree(Roadmap.objects.get()))
        Roadmap.objects.update(**({"teams_only": False, "is_published": True} | closed))
        tree(Roadmap.objects.get())
        assert cached_tree_with(item.pk) is None


def test_reading_costs_the_same_for_many_rows(django_assert_num_queries):
    stage = make_stage()
    for _ in range(6):
        make_resource(make_topic(stage, items=50))
    with django_assert_num_queries(4):
        tree(stage.roadmap)


def test_stages_are_numbered_along_the_trail_without_the_retired():
    roadmap = make_roadmap()
    make_stage(roadmap, start_month=6, end_month=9, title="Third")
    make_stage(roadmap, start_month=0, end_month=3, title="First")
    make_stage(roadmap, start_month=3, end_month=6, title="Gone", retired=True)
    numbers = [(stage.title, stage.number) for stage in tree(roadmap).stages if not stage.retired]
    assert numbers == [("First", 1), ("Third", 2)]


def test_hues_go_round_after_six():
    roadmap = make_roadmap()
    for _ in range(7):
        make_stage(roadmap)
    assert [stage.hue for stage in tree(roadmap).stages] == [1, 2, 3, 4, 5, 6, 1]


def test_neighbours_cross_stages_and_pass_over_the_retired():
    roadmap = make_roadmap()
    first = make_topic(make_stage(roadmap))
    make_topic(first.stage, retired=True)
    last = make_topic(make_stage(roadmap))
    snapshot = tree(roadmap)
    nodes = {topic.id: topic for _, topic in snapshot.walk}
    assert snapshot.neighbours(nodes[first.pk]) == (None, nodes[last.pk])
    assert snapshot.neighbours(nodes[last.pk]) == (nodes[first.pk], None)


def test_a_topic_of_a_retired_stage_is_retired_with_its_items():
    item = make_item(make_topic(make_stage(retired=True), items=0))
    topic = tree(item.roadmap).stages[0].topics[0]
    assert topic.retired and topic.items[0].retired


def test_retired_resources_are_not_shown():
    topic = make_topic()
    make_resource(topic, title="Kept")
    make_resource(topic, title="Gone", retired=True)
    assert [row.title for row in tree(topic.roadmap).stages[0].topics[0].resources] == ["Kept"]


def test_published_hides_drafts_from_all_but_staff():
    shown, draft = make_roadmap(position=1), make_roadmap(position=2, is_published=False)
    assert published() == published(make_user()) == [shown]
    assert published(make_user(is_staff=True)) == [shown, draft]


def test_a_snapshot_tells_which_items_are_to_be_shown_to_somebody():
    topic = make_topic(items=1)
    make_item(topic, sign_off=True)
    (read,) = tree(topic.roadmap).stages[0].topics
    assert [item.sign_off for item in read.items] == [False, True]
