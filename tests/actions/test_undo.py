"""Undoing a whole save: a save of its own, which refuses what was changed later and loses nothing of a learner's."""

import pytest

from roadmap_app.actions.curriculum import delete_content, save_content, set_retired
from roadmap_app.actions.notes import save_note
from roadmap_app.actions.outline import apply_outline
from roadmap_app.actions.progress import set_item
from roadmap_app.actions.publication import publish
from roadmap_app.actions.undo import CannotUndo, undo_save
from roadmap_app.models import Completion, Forecast, Item, Note, Resource, Roadmap, Stage, Topic
from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.writer import write_outline
from roadmap_app.queries.outline import outline_of
from roadmap_app.queries.saves import read_saves
from tests.makers import make_item, make_resource, make_roadmap, make_stage, make_topic, make_user
from tests.saving import one_save

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    with one_save():
        stage = make_stage(make_roadmap(title="Sailing"), title="Ashore", goal="Know the boat.")
        topic = make_topic(stage, items=0, title="Knots", summary="Ropes.")
        make_item(topic, title="Bowline"), make_item(topic, title="Clove hitch")
        make_resource(topic)
    return topic


def change(row, **fields):
    row = type(row).objects.get(pk=row.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    save_content(row)


def undo(roadmap, place=0):
    """Undo the newest save, or the one at PLACE."""
    with one_save():
        record = read_saves(roadmap)[0][place].record
        return undo_save(roadmap=roadmap, kind=record.kind, number=record.number)


def refusal(roadmap, place=0):
    before = content()
    with pytest.raises(CannotUndo) as error:
        undo(roadmap, place)
    assert content() == before
    return str(error.value)


def content():
    """Return all content, without versions."""
    return [
        sorted(model.objects.values_list(*(f.attname for f in model._meta.concrete_fields if f.name != "version")))
        for model in (Roadmap, Stage, Topic, Item, Resource)
    ]


def test_an_undo_puts_back_what_a_save_has_changed_and_is_a_save_itself(topic):
    before, version, editor = content(), Roadmap.objects.get().version, make_user()
    with one_save(editor):
        change(topic, title="Ropes", summary="")
        change(topic.items.first(), title="Bowline, tied")
    changed = content()
    newest = read_saves(topic.roadmap)[0][0]
    assert (newest.who, newest.summary) == (editor, "1 topic, 1 item changed")
    assert undo(topic.roadmap).changed == 2
    assert content() == before and Roadmap.objects.get().version > version
    newest = read_saves(topic.roadmap)[0][0]
    assert newest.record.reason.startswith("Undid the save of") and newest.summary == "1 topic, 1 item changed"
    undo(topic.roadmap)
    assert content() == changed


def test_what_was_changed_later_is_kept_if_it_is_another_field(topic):
    with one_save():
        change(topic, title="Ropes")
    with one_save():
        change(topic, summary="Later.")
    undo(topic.roadmap, 1)
    topic.refresh_from_db()
    assert (topic.title, topic.summary) == ("Knots", "Later.")


def test_a_field_that_was_changed_later_refuses_the_undo_of_the_whole_save(topic):
    with one_save():
        change(topic, title="Ropes", summary="New.")
        change(topic.items.first(), title="Bowline, tied")
    with one_save():
        change(topic, title="Lines")
    assert refusal(topic.roadmap, 1) == "“Ropes” was changed later: title."


def test_what_was_deleted_comes_back_with_its_keys(topic):
    before = content()
    with one_save():
        delete_content(topic)
    assert undo(topic.roadmap).changed == 4
    assert content() == before


def test_what_was_made_is_deleted_unless_learners_depend_on_it(topic, learner):
    before = content()
    with one_save():
        other = make_topic(topic.stage, items=0, title="Winds")
        first, second = make_item(other), make_item(other)
        make_item(topic)
    undo(topic.roadmap)
    assert content() == before
    undo(topic.roadmap)  # which undoes the undo
    set_item(user=learner, item=Item.objects.get(pk=second.pk), done=True)
    undone = undo(topic.roadmap)
    assert undone.retired == 1 and Completion.objects.get().item_id == second.pk
    assert Topic.objects.get(pk=other.pk).retired and Item.objects.filter(pk=first.pk).exists()
    assert topic.items.count() == 2


def test_what_stays_of_what_a_save_has_made_keeps_its_address(topic, learner):
    with one_save():
        stage = make_stage(topic.roadmap, slug="afloat", start_month=3, end_month=6)
        new = make_topic(stage, items=0, slug="anchoring")
        item = make_item(new)
    set_item(user=learner, item=item, done=True)
    assert undo(topic.roadmap).retired == 1
    new = Topic.objects.get(pk=new.pk)
    assert (new.stage.slug, new.slug, new.stage.retired) == ("afloat", "anchoring", True)


def test_a_note_on_a_topic_that_a_save_has_made_is_kept(topic, learner):
    with one_save():
        other = make_topic(topic.stage, items=0, title="Winds")
        make_item(other)
    save_note(user=learner, topic=other, body="Mine.", version=0)
    undo(topic.roadmap)
    assert Note.objects.get().body == "Mine." and Topic.objects.get(pk=other.pk).retired


def test_a_forecast_for_a_stage_that_a_save_has_made_is_kept(topic, learner):
    with one_save():
        stage = make_stage(topic.roadmap, title="Afloat")
    days = dict.fromkeys(("week", "made_on", "low", "likely", "high"), "2026-01-05")
    Forecast.objects.create(user=learner, roadmap=topic.roadmap, stage=stage, inputs={}, **days)
    assert undo(topic.roadmap).retired == 1
    assert Forecast.objects.filter(stage=stage).exists()


def test_rows_put_later_into_what_a_save_has_made_refuse_the_undo(topic):
    with one_save():
        stage = make_stage(topic.roadmap, title="Afloat")
    with one_save():
        change(topic, stage=stage)
    assert refusal(topic.roadmap, 1) == "“Knots” was put into “Afloat” later."


def test_a_move_into_a_new_stage_is_undone_before_the_stage_is_deleted(topic):
    before = content()
    with one_save():
        change(topic, stage=make_stage(topic.roadmap, title="Afloat"), position=7)
    undo(topic.roadmap)
    assert content() == before


def test_swapped_addresses_are_swapped_back(topic):
    with one_save():
        other = make_topic(topic.stage, slug="winds")
    with one_save():
        for row, slug in ((topic, "between"), (other, topic.slug), (topic, "winds")):
            change(row, slug=slug)
    undo(topic.roadmap)
    assert [Topic.objects.get(pk=row.pk).slug for row in (topic, other)] == [topic.slug, "winds"]


def test_retiring_is_undone(topic, learner):
    set_item(user=learner, item=topic.items.first(), done=True)
    with one_save():
        set_retired([topic], retired=True)
    undo(topic.roadmap)
    topic.refresh_from_db()
    assert not topic.retired and Completion.objects.count() == 1


def test_an_undo_cannot_take_a_topics_last_item(topic):
    with one_save():
        make_item(topic, title="Splice")
    with one_save():
        for item in topic.items.exclude(title="Splice"):
            delete_content(item)
    assert "“Knots” would have no item" in refusal(topic.roadmap, 1)


def test_publishing_is_undone_and_a_published_roadmap_stays_sound(topic):
    roadmap = topic.roadmap
    with one_save():
        change(roadmap, is_published=False)
    with one_save():
        publish(roadmap=roadmap)
    undo(roadmap)
    assert not Roadmap.objects.get().is_published
    with one_save():
        for item in topic.items.all():
            change(item, retired=True)
    with one_save():
        for item in topic.items.all():
            change(item, retired=False)
    with one_save():
        change(roadmap, is_published=True)
    assert "Learners could not walk it so." in refusal(roadmap, 1)


def test_an_edit_as_text_is_undone(topic):
    before = content()
    text = write_outline(outline_of(topic.roadmap)).replace("Bowline", "Figure eight").replace("Ropes.", "Lines.")
    with one_save():
        apply_outline(roadmap=topic.roadmap, outline=read_outline(text).outline, version=Roadmap.objects.get().version)
    assert content() != before
    undo(topic.roadmap)
    assert content() == before


def test_the_save_that_made_the_roadmap_and_an_unknown_one_are_refused(topic):
    assert "has made the roadmap" in refusal(topic.roadmap)
    for kind, number in (("item", 999_999), ("user", 1)):
        with pytest.raises(CannotUndo, match="no such save"):
            undo_save(roadmap=topic.roadmap, kind=kind, number=number)


def test_a_save_of_another_roadmap_is_not_undone(topic):
    record = read_saves(topic.roadmap)[0][0].record
    with pytest.raises(CannotUndo, match="no such save"):
        undo_save(roadmap=make_roadmap(), kind=record.kind, number=record.number)


def test_a_row_whose_state_before_is_not_known_is_never_taken_for_a_new_one(topic):
    item = topic.items.first()
    with one_save():
        change(item, title="Bowline, tied")
    Item.history.filter(id=item.pk, history_type="+").delete()
    assert refusal(topic.roadmap) == "The history does not tell what “Bowline, tied” was before."
    assert Item.objects.filter(pk=item.pk, retired=False).exists()


def test_a_second_undo_of_the_same_save_changes_nothing(topic):
    with one_save():
        change(topic, title="Ropes")
        delete_content(topic.items.first())
    assert undo(topic.roadmap).changed == 2
    before, version = content(), Roadmap.objects.get().version
    assert undo(topic.roadmap, 1).changed == 0
    assert content() == before and Roadmap.objects.get().version == version
