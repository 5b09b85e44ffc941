"""Restoring deleted content from its history."""

import pytest

from roadmap_app.actions.curriculum import delete_content
from roadmap_app.actions.history import CannotRestore, restore
from roadmap_app.models import Item, Roadmap, Topic
from tests.makers import make_item, make_topic

pytestmark = pytest.mark.django_db


def deletion(row):
    """Delete ROW as an editor does; return the number of the record."""
    pk, model = row.pk, type(row)
    delete_content(row)
    return model.history.filter(id=pk, history_type="-").latest("history_id").history_id


def test_a_restored_item_keeps_its_key_and_ref_and_raises_the_version():
    item = make_item(make_topic(items=1), title="Back")
    record, version = deletion(item), Roadmap.objects.get().version
    restored = restore(model=Item, record_id=record)
    assert (restored.ref, Item.objects.get(title="Back").ref) == (item.ref, item.ref)
    assert Roadmap.objects.get().version == version + 1


def test_a_topic_comes_back_with_its_items():
    topic = make_topic(items=3)
    record = deletion(topic)
    restore(model=Topic, record_id=record)
    assert Topic.objects.get().items.count() == 3


def test_an_item_that_was_deleted_before_its_topic_stays_deleted():
    topic = make_topic(items=3)
    first, second = topic.items.first(), deletion(topic.items.first())
    Item.history.filter(history_id=second).update(request_id="one")
    record = deletion(topic)
    for model in (Item, Topic):
        model.history.filter(history_type="-", request_id="").update(request_id="two")
    restore(model=Topic, record_id=record)
    assert Topic.objects.get().items.count() == 2 and first not in Topic.objects.get().items.all()


def test_a_second_restore_is_refused_and_changes_nothing():
    record = deletion(make_item(make_topic(items=1)))
    restore(model=Item, record_id=record)
    with pytest.raises(CannotRestore, match="already"):
        restore(model=Item, record_id=record)
    assert Item.objects.count() == 2


def test_an_item_of_a_deleted_topic_names_the_topic_as_the_reason():
    topic = make_topic(items=2)
    record = deletion(topic.items.first())
    deletion(topic)
    with pytest.raises(CannotRestore, match="Restore the topic first"):
        restore(model=Item, record_id=record)


def test_a_deleted_roadmap_and_an_unknown_record_are_refused():
    for model in (Roadmap, Item):
        with pytest.raises(CannotRestore):
            restore(model=model, record_id=999)
