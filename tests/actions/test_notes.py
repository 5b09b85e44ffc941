"""Saving notes: no text is lost, whichever tab comes second."""

import pytest

from roadmap_app.actions.notes import NoteConflict, NoteTooLong, derive_stale_notes, save_note
from roadmap_app.models import Activity, Note
from roadmap_app.models.notes import DERIVATION, MAX_NOTE_BYTES
from tests.makers import make_topic, make_user

pytestmark = pytest.mark.django_db


def test_the_first_save_makes_the_note(learner):
    note = save_note(user=learner, topic=make_topic(), body="# Hello\r\nthere", version=0)
    assert (note.version, note.body) == (1, "# Hello\nthere")


def test_each_change_raises_the_version_and_is_recorded(learner):
    topic = make_topic()
    save_note(user=learner, topic=topic, body="one", version=0)
    assert save_note(user=learner, topic=topic, body="two", version=1).version == 2
    assert list(Activity.objects.values_list("verb", flat=True)) == ["noted", "noted"]


def test_saving_what_is_stored_changes_nothing_whatever_the_version(learner):
    topic = make_topic()
    save_note(user=learner, topic=topic, body="same", version=0)
    assert save_note(user=learner, topic=topic, body="same", version=7).version == 1
    assert Activity.objects.count() == 1


def test_an_empty_first_save_makes_no_row(learner):
    save_note(user=learner, topic=make_topic(), body="", version=0)
    assert not Note.objects.exists()


def test_the_second_tab_gets_a_conflict_and_the_stored_text_stays(learner):
    topic = make_topic()
    save_note(user=learner, topic=topic, body="first tab", version=0)
    with pytest.raises(NoteConflict) as conflict:
        save_note(user=learner, topic=topic, body="second tab", version=0)
    assert conflict.value.stored.body == "first tab"
    assert Note.objects.get().body == "first tab"


def test_join_puts_the_own_text_below_the_stored_one(learner):
    topic = make_topic()
    save_note(user=learner, topic=topic, body="stored", version=0)
    note = save_note(user=learner, topic=topic, body="mine", version=1, join=True)
    assert note.body == "stored\n\n---\n\nmine"


def test_join_on_a_version_that_has_moved_on_is_a_conflict_again(learner):
    topic = make_topic()
    save_note(user=learner, topic=topic, body="one", version=0)
    save_note(user=learner, topic=topic, body="two", version=1)
    with pytest.raises(NoteConflict):
        save_note(user=learner, topic=topic, body="mine", version=1, join=True)
    assert Note.objects.get().body == "two"


def test_the_limit_is_in_bytes(learner):
    topic = make_topic()
    save_note(user=learner, topic=topic, body="é" * (MAX_NOTE_BYTES // 2), version=0)
    with pytest.raises(NoteTooLong):
        save_note(user=learner, topic=topic, body="é" * (MAX_NOTE_BYTES // 2) + "x", version=1)


def test_joined_texts_over_the_limit_are_refused(learner):
    topic = make_topic()
    save_note(user=learner, topic=topic, body="a" * 60_000, version=0)
    with pytest.raises(NoteTooLong):
        save_note(user=learner, topic=topic, body="b" * 60_000, version=1, join=True)


def test_two_learners_notes_on_a_topic_are_two(learner):
    topic = make_topic()
    save_note(user=learner, topic=topic, body="mine", version=0)
    save_note(user=make_user(), topic=topic, body="hers", version=0)
    assert Note.objects.get(user=learner).body == "mine"


def test_derived_columns_of_a_note_follow_its_text(learner):
    topic = make_topic()
    note = save_note(user=learner, topic=topic, body="*Erste* Straße", version=0)
    assert (note.excerpt, note.folded) == ("Erste Straße", "*erste* strasse")
    save_note(user=learner, topic=topic, body="*Zweite*", version=1)
    save_note(user=learner, topic=topic, body="Dritte", version=2, join=True)
    stored = Note.objects.get()
    assert (stored.excerpt, stored.folded) == ("Zweite Dritte", "*zweite* --- dritte")


def test_an_older_derivation_is_renewed_once(learner):
    for body in ("a", "b", "c"):
        save_note(user=learner, topic=make_topic(), body=body, version=0)
    Note.objects.exclude(body="a").update(excerpt="old", folded="old", derivation=DERIVATION - 1)
    assert derive_stale_notes() == 2 and derive_stale_notes() == 0
    assert sorted(Note.objects.values_list("excerpt", "folded")) == [("a", "a"), ("b", "b"), ("c", "c")]
