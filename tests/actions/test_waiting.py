"""Conflicts that wait for an editor's decision follow later fixtures and edits, and never break a roadmap."""

import pytest
from django.core.exceptions import ValidationError

from roadmap_app.actions.curriculum import delete_content, set_retired
from roadmap_app.actions.decide import Decision, decide
from roadmap_app.models import LoadedEntry, Topic
from tests.makers import make_topic
from tests.small_roadmap import edit, entry, item, shipped, small, waiting


def test_nothing_waits_for_a_row_that_was_deleted(conflict, load):
    delete_content(item())
    load(shipped(title="Theirs"))
    assert waiting() == []


def test_nothing_waits_for_a_row_that_was_deleted_and_left_the_fixture(conflict, load):
    delete_content(item())
    rows = small()
    del rows[3]
    load(rows)
    assert waiting() == []


def test_a_row_retired_here_and_gone_from_the_fixture_is_not_offered_again(conflict, load):
    set_retired([item()], retired=True)
    rows = small()
    del rows[3]
    load(rows)
    assert waiting() == []


def test_a_moved_row_waits_for_a_decision_although_its_old_topic_was_deleted(load):
    load(small())
    other = make_topic(Topic.objects.get().stage)
    for ref in ("i1", "i2", "i3"):
        edit(ref, topic=other)
    delete_content(Topic.objects.get(ref="t"))
    load(shipped(title="Theirs"))
    (found,) = waiting()
    decide([Decision(found, ["title"])])
    assert (item().title, item().topic) == ("Theirs", other)


def test_an_unedited_row_is_updated_although_its_entry_lacks_a_newer_field(load):
    load(small())
    known = LoadedEntry.objects.get(model="item", key="i1")
    del known.values["hint"]  # as loaded by a version without this field
    known.save()
    assert load(shipped(title="Theirs")).updated == ["item i1"]
    assert waiting() == []


def test_the_last_item_of_a_topic_is_not_moved_away(load):
    rows = small(items=1)
    rows += [
        entry("topic", ref="t2", stage=["s"], slug="t2", title="T2"),
        entry("item", ref="i9", topic=["t2"], title="Nine"),
    ]
    load(rows)
    edit("i9", title="Ours")
    rows[-1]["fields"]["topic"] = ["t"]
    rows.append(entry("item", ref="i10", topic=["t2"], title="Ten"))
    load(rows)
    delete_content(item("i10"))
    (found,) = waiting()
    with pytest.raises(ValidationError, match="at least one item"):
        decide([Decision(found, ["topic"])])
    assert item("i9").topic.ref == "t2"
    decide([Decision(found, [])])
    assert waiting() == []


def test_a_row_that_equals_the_newer_fixture_needs_no_decision(load):
    load(small())
    edit(title="Theirs", hint="Mine")
    report = load(shipped(title="Theirs"))
    assert (report.to_decide, report.left_alone) == ([], ["item i1: hint changed here"])
    assert waiting() == []
    assert load(shipped(title="Newer")).to_decide
