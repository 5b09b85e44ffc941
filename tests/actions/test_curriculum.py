"""Editing content raises the version and takes nothing from learners."""

import pytest
from django.db.models import ProtectedError

from roadmap_app.actions.curriculum import delete_content, save_content, set_retired
from roadmap_app.actions.progress import set_item
from roadmap_app.domain.reach import Learners
from roadmap_app.models import Roadmap
from roadmap_app.queries.curriculum import tree
from roadmap_app.queries.reach import holders
from tests.makers import make_item, make_roadmap, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db


def version(roadmap):
    roadmap.refresh_from_db()
    return roadmap.version


def test_every_save_raises_the_version():
    item = make_item()
    for row in (item, item.topic, item.topic.stage, item.roadmap):
        before = version(item.roadmap)
        save_content(row)
        assert version(item.roadmap) == before + 1


def test_a_roadmap_that_was_opened_before_another_edit_does_not_set_the_version_back():
    item = make_item()
    opened = Roadmap.objects.get()
    save_content(item)
    opened.title = "Renamed"
    tree(Roadmap.objects.get())
    save_content(opened)
    assert version(item.roadmap) == 3
    assert tree(Roadmap.objects.get()).title == "Renamed"


def test_a_move_to_another_roadmap_raises_both():
    topic, there = make_topic(), make_stage(make_roadmap())
    here = topic.roadmap
    topic.stage = there
    save_content(topic)
    assert (version(here), version(there.roadmap)) == (2, 2)


def test_deleting_raises_the_version_unless_it_is_refused(learner):
    item = make_item()
    set_item(user=learner, item=item, done=True)
    with pytest.raises(ProtectedError):
        delete_content(item)
    assert version(item.roadmap) == 1
    free = make_item(item.topic)
    delete_content(free)
    assert version(item.roadmap) == 2


def test_retire_counts_what_changed():
    topic = make_topic(items=3)
    items = list(topic.items.all())
    assert set_retired(items[:2], retired=True) == 2
    assert set_retired(items, retired=True) == 1
    assert set_retired(topic.items.all(), retired=False) == 3


def test_holders_counts_people_not_ticks(learner):
    topic = make_topic(items=3)
    for user in (learner, make_user()):
        for item in topic.items.all():
            set_item(user=user, item=item, done=True)
    assert holders(topic) == holders(topic.stage) == holders(topic.items.first()) == Learners(2)
    assert holders(make_topic()) == Learners(0)
