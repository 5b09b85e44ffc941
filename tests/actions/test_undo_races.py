"""Undoing a save while somebody else is at work on the same rows."""

from functools import partial

import pytest
from django.db import IntegrityError

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.progress import set_item
from roadmap_app.actions.undo import CannotUndo, undo_save
from roadmap_app.models import Completion, Item
from roadmap_app.queries.saves import read_saves
from tests.concurrency import several_writers, together
from tests.makers import make_item, make_topic, make_user
from tests.saving import one_save

pytestmark = [pytest.mark.django_db(transaction=True), several_writers]


def undoing(roadmap):
    """Return a call that undoes the newest save."""
    record = read_saves(roadmap)[0][0].record
    return partial(undo_save, roadmap=roadmap, kind=record.kind, number=record.number)


@pytest.mark.parametrize("round_", range(5))
def test_a_tick_that_is_acknowledged_stays(round_):
    learner = make_user()
    with one_save():
        topic = make_topic(items=1)
    with one_save():
        item = make_item(topic, title="New")
    tick = partial(set_item, user=learner, item=item, done=True)
    ticked, _ = together(tick, undoing(topic.roadmap), catch=(IntegrityError, Item.DoesNotExist))
    was_refused = isinstance(ticked, Exception)
    assert Completion.objects.filter(user=learner, item_id=item.pk).exists() != was_refused


@pytest.mark.parametrize("round_", range(5))
def test_an_edit_of_the_same_field_is_kept(round_):
    with one_save():
        topic = make_topic(items=1)
    with one_save():
        topic.title = "Ropes"
        save_content(topic)

    def edit():
        topic.title = "Lines"
        save_content(topic)

    _, undone = together(edit, undoing(topic.roadmap), catch=CannotUndo)
    topic.refresh_from_db()
    assert topic.title == "Lines"


def test_a_double_click_undoes_once():
    with one_save():
        topic = make_topic(items=1)
    with one_save():
        topic.title = "Ropes"
        save_content(topic)
    done = together(undoing(topic.roadmap), undoing(topic.roadmap))
    assert sorted(each.changed for each in done) == [0, 1]
