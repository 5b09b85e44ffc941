"""The order of rows: counted from 1 on every save, and each change raises the roadmap's version."""

import pytest

from roadmap_app.models import Item, Resource, Roadmap, Stage, Topic
from tests.admin.conftest import roadmap_form, stage_form, topic_form, url
from tests.makers import make_resource, make_roadmap, make_stage, make_topic

pytestmark = pytest.mark.django_db


def order(model):
    return [*model.objects.order_by("position", "pk").values_list("title", "position")]


def test_items_and_resources_can_be_ordered(editor_client):
    topic = make_topic(items=3)
    make_resource(topic, title="A", position=1), make_resource(topic, title="B", position=2)
    version = topic.roadmap.version
    changes = {"items-0-position": 3, "items-1-position": 1, "items-2-position": 2}
    changes |= {"resources-0-position": 2, "resources-1-position": 1}
    assert editor_client.post(url(topic), topic_form(topic, **changes)).status_code == 302
    assert order(Item) == [("Item 2", 1), ("Item 3", 2), ("Item 1", 3)]
    assert order(Resource) == [("B", 1), ("A", 2)]
    assert Roadmap.objects.get().version > version


@pytest.mark.parametrize(
    ("place", "expected"), [(1, ["Item 3", "Item 1", "Item 2"]), (2, ["Item 1", "Item 3", "Item 2"])]
)
def test_a_row_moved_up_to_a_taken_place_goes_before_it(editor_client, place, expected):
    topic = make_topic(items=3)
    editor_client.post(url(topic), topic_form(topic, **{"items-2-position": place}))
    assert order(Item) == [(title, number) for number, title in enumerate(expected, start=1)]


def test_a_row_moved_down_to_a_taken_place_goes_after_it(editor_client):
    topic = make_topic(items=3)
    editor_client.post(url(topic), topic_form(topic, **{"items-0-position": 3}))
    assert order(Item) == [("Item 2", 1), ("Item 3", 2), ("Item 1", 3)]


def test_a_new_item_goes_last_and_a_deleted_one_leaves_no_gap(editor_client):
    topic = make_topic(items=3)
    new = {"items-TOTAL_FORMS": 4, "items-3-title": "New", "items-3-position": "", "items-3-topic": topic.pk}
    editor_client.post(url(topic), topic_form(topic, **new, **{"items-0-DELETE": "on"}))
    assert order(Item) == [("Item 2", 1), ("Item 3", 2), ("New", 3)]


def test_an_empty_extra_row_is_ignored(editor_client):
    topic = make_topic(items=1)
    opened = {"items-TOTAL_FORMS": 2, "items-1-title": "", "items-1-position": "", "items-1-topic": topic.pk}
    assert editor_client.post(url(topic), topic_form(topic, **opened)).status_code == 302
    assert order(Item) == [("Item 1", 1)]


def test_saving_an_unchanged_order_writes_no_item(editor_client):
    topic = make_topic(items=3)
    before = Item.history.count()
    editor_client.post(url(topic), topic_form(topic, title="Renamed"))
    assert Item.history.count() == before
    assert Topic.objects.get().title == "Renamed"


def test_topics_and_stages_can_be_ordered(editor_client):
    roadmap = make_roadmap()
    stage = make_stage(roadmap)
    make_topic(stage), make_topic(stage), make_stage(roadmap)
    editor_client.post(url(stage), stage_form(stage, **{"topics-1-position": 1, "topics-0-position": 2}))
    assert order(Topic) == [("Topic 2", 1), ("Topic 1", 2)]
    version = Roadmap.objects.get().version
    editor_client.post(url(roadmap), roadmap_form(roadmap, **{"stages-1-position": 1, "stages-0-position": 2}))
    assert order(Stage) == [("Stage 2", 1), ("Stage 1", 2)]
    assert Roadmap.objects.get().version > version


def test_lists_of_several_topics_cannot_be_ordered(editor_client):
    make_topic()
    response = editor_client.post("/admin/roadmap_app/item/adminsortable2_update/", {"updatedItems": "[]"})
    assert response.status_code in (302, 404)
    assert "adminsortable2_update" not in editor_client.get("/admin/roadmap_app/item/").content.decode()
