"""Loading fixtures: idempotent, whole or not at all, and never over an editor's work."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.serializers import serialize

from roadmap_app.actions.curriculum import delete_content, save_content
from roadmap_app.actions.load_roadmap import load_fixture, load_fixture_files, outcome_of
from roadmap_app.actions.progress import set_item
from roadmap_app.models import Completion, Item, LoadedEntry, Resource, ResourceState, Roadmap, Stage, Topic
from roadmap_app.queries.fixture import Entry, FixtureError, values_of
from tests.makers import make_item, make_roadmap, make_stage, make_topic
from tests.small_roadmap import edit, shipped, small

SHIPPED = Path(__file__).parents[2] / "fixtures" / "ml-engineer-2025.json"


@pytest.mark.django_db
def test_the_shipped_roadmap_is_complete():
    load_fixture_files()
    roadmap = Roadmap.objects.get()
    assert (Stage.objects.count(), Topic.objects.count(), Item.objects.count()) == (6, 17, 113)
    assert len(set(Item.objects.values_list("topic", "group"))) == 43
    assert Resource.objects.count() == 25
    spans = list(roadmap.stages.order_by("start_month").values_list("start_month", "end_month"))
    assert [start for start, _ in spans] == [0, *(end for _, end in spans[:-1])]
    assert spans[-1][1] == 24
    assert all(topic.summary and topic.items.exists() for topic in Topic.objects.all())
    assert all(stage.goal for stage in Stage.objects.all())


@pytest.mark.django_db
def test_djangos_loaddata_accepts_the_shipped_fixture():
    call_command("loaddata", str(SHIPPED), verbosity=0)
    assert Item.objects.count() == 113
    report = load_fixture(SHIPPED)
    assert not (report.added or report.updated or report.left_alone)


@pytest.mark.django_db
def test_months_are_dumped_as_the_shipped_fixture_has_them():
    call_command("loaddata", str(SHIPPED), verbosity=0)
    shipped = [entry for entry in json.loads(SHIPPED.read_text()) if entry["model"] == "roadmap_app.stage"]
    dumped = json.loads(serialize("json", Stage.objects.order_by("start_month"), use_natural_foreign_keys=True))
    for name in ("start_month", "end_month"):
        assert [repr(entry["fields"][name]) for entry in dumped] == [repr(entry["fields"][name]) for entry in shipped]


OLD, NEW, MINE = "Old", "New", "Mine"


@pytest.mark.parametrize(
    ("shipped", "loaded", "stored", "kind", "remembered", "waits"),
    [
        (NEW, None, None, "added", NEW, None),
        (NEW, OLD, OLD, "updated", NEW, None),
        (NEW, OLD, NEW, "", NEW, None),
        (NEW, OLD, MINE, "to_decide", None, NEW),
        (OLD, OLD, MINE, "left_alone", OLD, None),
        (NEW, None, MINE, "left_alone", NEW, None),
        (NEW, OLD, None, "left_alone", None, None),
        (None, OLD, None, "", None, None),
        (None, OLD, OLD, "retired", OLD, None),
        (None, OLD, MINE, "to_decide", None, OLD),
    ],
)
def test_the_outcome_depends_on_what_is_shipped_loaded_and_stored(shipped, loaded, stored, kind, remembered, waits):
    topic = Topic(ref="t")

    def values(title):
        return title and values_of(Item(ref="i", topic=topic, title=title))

    entry = shipped and Entry("here", Item, "i", values(shipped))
    before = loaded and LoadedEntry(model="item", key="i", values=values(loaded))
    outcome = outcome_of(entry, before, stored and Item(ref="i", topic=topic, title=stored), has_parent=True)
    titles = [values and values["title"] for values in (outcome.loaded, outcome.shipped)]
    assert (outcome.kind, *titles) == (kind, remembered, waits)


def test_a_second_load_does_nothing(load):
    assert len(load(small()).added) == 7
    version = Roadmap.objects.get().version
    report = load(small())
    assert str(report) == "nothing to do"
    assert Roadmap.objects.get().version == version


def test_an_untouched_row_follows_the_fixture(load):
    load(small())
    version = Roadmap.objects.get().version
    changed = small()
    changed[3]["fields"]["title"] = "Renamed"
    assert load(changed).updated == ["item i1"]
    assert Item.objects.get(ref="i1").title == "Renamed"
    assert Roadmap.objects.get().version == version + 1


def test_an_estimate_follows_the_fixture_unless_an_editor_has_set_another(load):
    load(small())
    assert load(shipped(minutes=30)).updated == ["item i1"]
    assert Item.objects.get(ref="i1").minutes == 30
    edit(minutes=45)
    assert load(shipped(minutes=60)).to_decide == ["item i1: changed here, and minutes in the fixture"]
    with pytest.raises(FixtureError, match="minutes"):
        load(shipped(minutes=0))


def test_whether_an_item_is_to_be_shown_follows_the_fixture_unless_an_editor_has_changed_the_item(load):
    load(small())
    assert load(shipped(sign_off=True)).updated == ["item i1"]
    assert Item.objects.get(ref="i1").sign_off is True
    edit(title="Ours")
    assert load(small()).to_decide == ["item i1: changed here, and sign_off in the fixture"]
    assert Item.objects.get(ref="i1").sign_off is True


def test_hours_and_price_of_a_resource_are_merged_from_a_fixture(load, learner):
    load(small())
    row = Resource.objects.get()
    ResourceState.objects.create(user=learner, resource=row, state="read")
    entries = small()
    entries[-1]["fields"] |= {"hours": 40, "price": "paid"}
    assert load(entries).updated == ["resource b"]
    row.refresh_from_db()
    assert (row.hours, row.price) == (40, "paid")
    row.price = "free"
    save_content(row)
    entries[-1]["fields"] |= {"hours": 50}
    # The editor's price stays, and the new hours wait for a decision.
    assert load(entries).to_decide == ["resource b: changed here, and hours in the fixture"]
    assert load(small()[:-1]).to_decide == ["resource b: changed here, and retired in the fixture"]
    entries[-1]["fields"] |= {"hours": 0}
    with pytest.raises(FixtureError, match="hours"):
        load(entries)
    assert ResourceState.objects.get().resource == row


def test_an_edited_row_stays_and_is_reported(load):
    load(small())
    edit(title="As the editor has it")
    changed = small()
    changed[3]["fields"]["title"] = "As the fixture has it"
    for _ in range(2):
        report = load(changed)
        assert report.to_decide == ["item i1: changed here, and title in the fixture"]
        assert Item.objects.get(ref="i1").title == "As the editor has it"


def test_a_row_that_an_editor_moved_stays_where_it_is(load):
    load(small())
    stage = Stage.objects.get()
    topic = Topic.objects.create(stage=stage, slug="other", title="Other")
    edit("i2", topic=topic)
    assert load(small()).left_alone == ["item i2: topic changed here"]
    assert Item.objects.get(ref="i2").topic == topic


def test_a_row_that_an_editor_moved_to_another_roadmap_does_not_block_the_load(load):
    load(small())
    elsewhere = Topic.objects.create(stage=make_stage(make_roadmap(slug="elsewhere")), slug="other", title="Other")
    edit("i2", topic=elsewhere)
    changed = small(items=4)
    changed[3]["fields"]["title"] = "Renamed"
    report = load(changed)
    assert report.left_alone == ["item i2: topic changed here"]
    assert report.updated == ["item i1"] and report.added == ["item i4"]
    assert Item.objects.get(ref="i2").topic == elsewhere


def test_an_edit_that_equals_a_newer_fixture_follows_it_again(load):
    load(small())
    edit(title="Better")
    changed = small()
    changed[3]["fields"]["title"] = "Better"
    assert not load(changed).left_alone
    changed[3]["fields"]["title"] = "Best"
    assert load(changed).updated == ["item i1"]


def test_a_deleted_row_does_not_come_back(load):
    load(small())
    delete_content(Item.objects.get(ref="i3"))
    assert load(small()).left_alone == ["item i3: deleted here"]
    assert not Item.objects.filter(ref="i3").exists()


def test_a_new_item_under_a_deleted_topic_is_left_alone(load):
    load(small())
    delete_content(Topic.objects.get(ref="t"))
    assert "item i4: its topic was deleted here" in load(small(items=4)).left_alone
    assert Stage.objects.exists() and not Topic.objects.exists()


def test_what_leaves_the_fixture_is_retired_and_comes_back_with_it(load, learner):
    load(small())
    set_item(user=learner, item=Item.objects.get(ref="i3"), done=True)
    assert load(small(items=2)).retired == ["item i3"]
    assert Item.objects.get(ref="i3").retired
    assert str(load(small(items=2))) == "nothing to do"
    assert Completion.objects.count() == 1
    assert load(small()).updated == ["item i3"]
    assert not Item.objects.get(ref="i3").retired


def test_a_load_leaves_rows_that_editors_added(load):
    load(small())
    make_item(Topic.objects.get(), title="Added here")
    assert str(load(small())) == "nothing to do"
    assert Item.objects.count() == 4


def test_a_copy_under_another_slug_is_refused_as_its_refs_are_taken(load):
    load(small())
    copy = small()
    copy[0]["fields"]["slug"] = "copy"
    copy[1]["fields"]["roadmap"] = ["copy"]
    with pytest.raises(FixtureError, match=r"entry 2 .*field “ref”: belongs to another roadmap"):
        load(copy)
    assert Roadmap.objects.count() == 1


def test_the_command_names_what_is_invalid(tmp_path, db):
    path = tmp_path / "small.json"
    path.write_text("[]")
    with pytest.raises(Exception, match="Nothing of this fixture is loaded"):
        call_command("load_roadmap", str(path))


def test_a_row_that_was_changed_before_it_was_ever_loaded_may_move_to_another_roadmap(load):
    load(small())
    LoadedEntry.objects.all().delete()  # as in a copy that is older than this table
    item = Item.objects.get(ref="i1")
    item.title = "Ours"
    save_content(item)
    load(small())
    item.topic = make_topic()
    save_content(item)
    assert str(load(small())) == "1 left as editors made them"
    newer = small(items=4)
    newer[3]["fields"]["title"] = "Theirs"
    assert str(load(newer)) == "1 added, 1 to be decided in the admin, under “Updates to decide”"
    assert Item.objects.get(ref="i1").topic == item.topic
