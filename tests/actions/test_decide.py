"""Upgrades: what editors changed waits for their decision; nothing is overwritten unasked."""

import pytest
from django.core.exceptions import ValidationError

from roadmap_app.actions.curriculum import delete_content, save_content, set_retired
from roadmap_app.actions.decide import Decision, DecisionStale, decide, update_of
from roadmap_app.models import Item, Resource, Roadmap, Stage, Topic
from tests.small_roadmap import edit, entry, item, shipped, small, two_stages, waiting


def test_a_row_changed_on_both_sides_stays_and_waits(conflict):
    assert (item().title, item().hint) == ("Ours", "")
    changes = {each.name: each.changed_by for each in update_of(conflict).fields}
    assert changes == {"title": "conflict", "hint": "theirs"}


def test_loading_again_neither_doubles_nor_drops_what_waits(conflict, load):
    assert load(shipped(title="Theirs", hint="New hint")).to_decide
    assert [each.shipped["title"] for each in waiting()] == ["Theirs"]
    load(shipped(title="Theirs, newer"))
    assert [each.shipped["title"] for each in waiting()] == ["Theirs, newer"]


def test_a_fixture_that_goes_back_leaves_nothing_to_decide(conflict, load):
    assert load(small()).left_alone == ["item i1: title changed here"]
    assert waiting() == []


def test_an_edit_equal_to_the_shipped_value_decides_the_conflict(conflict, load):
    edit(title="Theirs", hint="New hint")
    load(shipped(title="Theirs", hint="New hint"))
    assert waiting() == []


def test_to_keep_ours_is_remembered(conflict, load):
    version = Roadmap.objects.get().version
    decide([Decision(conflict, [])])
    assert (item().title, item().hint) == ("Ours", "")
    assert waiting() == []
    report = load(shipped(title="Theirs", hint="New hint"))
    assert (report.to_decide, report.left_alone) == ([], ["item i1: title, hint changed here"])
    assert Roadmap.objects.get().version == version


def test_to_take_some_fields(conflict, load):
    version = Roadmap.objects.get().version
    decide([Decision(conflict, ["hint"])])
    assert (item().title, item().hint) == ("Ours", "New hint")
    assert Roadmap.objects.get().version == version + 1


def test_to_take_all_is_to_follow_the_fixture_again(conflict, load):
    decide([Decision(conflict, ["title", "hint"])])
    assert load(shipped(title="Next")).updated == ["item i1"]
    assert item().title == "Next"


def test_what_has_changed_since_it_was_shown_is_not_decided(conflict):
    seen = update_of(conflict).digest
    edit(title="Ours, newer")
    with pytest.raises(DecisionStale):
        decide([Decision(conflict, ["title"], seen)])
    assert item().title == "Ours, newer"
    assert waiting()


def test_a_row_that_was_deleted_meanwhile(conflict):
    delete_content(item())
    assert update_of(conflict) is None
    with pytest.raises(DecisionStale):
        decide([Decision(conflict, ["title"])])


def test_what_leaves_the_fixture_and_was_edited_waits_to_be_retired(load):
    load(small())
    edit("i3", title="Mine")
    assert load(small(items=2)).to_decide == ["item i3: changed here, and retired in the fixture"]
    (found,) = waiting()
    decide([Decision(found, [])])
    assert not load(small(items=2)).to_decide
    assert not Item.objects.get(ref="i3").retired
    load(small())
    load(small(items=2))
    if found := waiting():
        decide([Decision(found[0], ["retired"])])
    assert Item.objects.get(ref="i3").title == "Mine"


@pytest.fixture
def moved(load):
    """Return an item that was renamed here, and that the fixture has moved to another topic."""
    rows = small()
    rows.insert(3, entry("topic", ref="t2", stage=["s"], slug="t2", title="T2", position=2))
    rows.insert(4, entry("item", ref="i9", topic=["t2"], title="Nine"))
    load(rows)
    edit(title="Ours")
    rows[5]["fields"]["topic"] = ["t2"]
    load(rows)
    (found,) = waiting()
    return found


def test_a_move_on_either_side(moved):
    decide([Decision(moved, ["topic"])])
    assert (item().title, item().topic.ref) == ("Ours", "t2")


def test_a_move_to_a_topic_that_was_deleted_here_is_refused_in_words(moved):
    delete_content(Topic.objects.get(ref="t2"))
    with pytest.raises(ValidationError, match="was deleted here"):
        decide([Decision(moved, ["topic"])])
    assert waiting()


def test_every_kind_of_row_can_wait(load):
    load(small())
    for model in (Roadmap, Stage, Topic, Resource):
        row = model.objects.get()
        row.title = "Ours"
        save_content(row)
    rows = small()
    for row in rows:
        if row["model"] != "roadmap_app.item":
            row["fields"]["title"] = "Theirs"
    assert len(load(rows).to_decide) == 4
    for each in waiting():
        decide([Decision(each, ["title"])])
    assert {model.objects.get().title for model in (Roadmap, Stage, Topic, Resource)} == {"Theirs"}


def test_a_row_that_an_editor_retired_and_the_fixture_changed_waits(load):
    load(small())
    set_retired([item()], retired=True)
    load(shipped(title="Theirs"))
    assert item().retired
    assert item().title == "Item 1"
    assert len(waiting()) == 1


def test_what_learners_could_not_walk_is_not_decided(load):
    """A published topic whose last item would be retired has nothing left to tick."""
    load(small())
    Roadmap.objects.update(is_published=True)
    edit("i2", retired=True)
    edit("i3", retired=True)
    edit(title="Ours")
    load(shipped(title="Theirs", retired=True))
    (found,) = waiting()
    with pytest.raises(ValidationError, match="Learners could not walk it so"):
        decide([Decision(found, ["retired"])])
    assert not item().retired
    assert waiting() == [found]
    decide([Decision(found, ["title"])])
    assert item().title == "Theirs"


def test_publishing_as_shipped_passes_the_gate_too(load):
    load(small())
    roadmap = Roadmap.objects.get()
    roadmap.is_published, roadmap.title = False, "Ours"
    save_content(roadmap)
    second = Stage.objects.get()
    Stage.objects.create(roadmap=roadmap, slug="empty", title="Empty", start_month=5, end_month=6)
    rows = small()
    rows[0]["fields"] |= {"title": "Theirs", "is_published": True}
    load(rows)
    (found,) = waiting()
    with pytest.raises(ValidationError, match="stage “Empty”: it has no topic"):
        decide([Decision(found, ["is_published", "title"])])
    assert not Roadmap.objects.get().is_published
    decide([Decision(found, ["title"])])  # an older fault of a draft keeps nobody from this
    assert (Roadmap.objects.get().title, second.title) == ("Theirs", "S")


def test_fields_that_are_valid_only_together_are_decided_together(load):
    rows = two_stages(["w001", "w002", "w003", "w004"], set(), set())
    load(rows)
    Roadmap.objects.update(is_published=True)
    for stage in Stage.objects.all():
        stage.title = f"Ours {stage.ref}"
        save_content(stage)
    for row in rows:
        if row["model"] == "roadmap_app.stage":  # the first becomes longer, the second begins later
            longer = {"s0": (0, 5), "s1": (5, 8)}[row["fields"]["ref"]]
            row["fields"] |= {"title": "Theirs", "start_month": longer[0], "end_month": longer[1]}
    load(rows)
    first, second = waiting()
    with pytest.raises(ValidationError, match="overlap"):
        decide([Decision(first, ["title", "start_month", "end_month"])])
    take = ["title", "start_month", "end_month"]
    decide([Decision(each, take) for each in (first, second)])
    assert [(s.start_month, s.end_month) for s in Stage.objects.order_by("ref")] == [(0, 5), (5, 8)]
    assert waiting() == []
