"""Reading fixtures: a broken one names file, entry and field, and nothing of it is loaded."""

import pytest

from roadmap_app.actions.load_roadmap import load_fixture
from roadmap_app.models import LoadedEntry, Roadmap
from roadmap_app.queries.fixture import FixtureError
from tests.small_roadmap import entry, small


def faulty(change):
    entries = small()
    change(entries)
    return entries


def with_field(place, **fields):
    """Return the small fixture with these fields in the entry of this place (counted from 1)."""
    return faulty(lambda entries: entries[place - 1]["fields"].update(fields))


BROKEN = {
    "not JSON": ("{", ["small.json: is not JSON"]),
    "not a list": ("{}", ["small.json: is not a list"]),
    "no fields": (faulty(lambda e: e.append({"model": "roadmap_app.item"})), ["entry 8: is not an object"]),
    "unknown model": (faulty(lambda e: e.append(entry("user"))), ["entry 8, field “model”: “roadmap_app.user”"]),
    "primary key": (faulty(lambda e: e[3].update(pk=1)), ["entry 4, field “pk”"]),
    "unknown field": (with_field(4, colour="red"), ["entry 4", "“i1”", "field “colour”: is unknown"]),
    "no title": (
        faulty(lambda e: e[3]["fields"].pop("title")),
        ["entry 4", "field “title”: This field cannot be blank"],
    ),
    "no ref": (faulty(lambda e: e[3]["fields"].pop("ref")), ["entry 4", "field “ref”: is missing"]),
    "bad ref": (with_field(4, ref="a b"), ["entry 4", "field “ref”"]),
    "wrong type": (with_field(2, start_month="soon"), ["entry 2", "field “start_month”: “soon” value must be"]),
    "part of a week": (with_field(2, start_month=0.1), ["entry 2", "field “start_month”: A quarter of a month is the"]),
    "wrong kind": (with_field(7, kind="scroll"), ["entry 7", "field “kind”: Value 'scroll'"]),
    "wrong address": (with_field(7, url="ftp://x.org"), ["entry 7", "field “url”: Enter a valid URL"]),
    "ends before it starts": (with_field(2, end_month=0), ["entry 2", "A stage ends at least a quarter of a month"]),
    "unknown parent": (with_field(4, topic=["nope"]), ["entry 4", "field “topic”: no topic “nope”"]),
    "audience": (with_field(1, teams_only=True), ["roadmap “r”", "field “teams_only”: teams are set here"]),
    "teams of another portal": (with_field(1, teams=[[1]]), ["roadmap “r”", "field “teams”: teams are set here"]),
    "parent by number": (with_field(4, topic=7), ["entry 4", "field “topic”: must be a natural key"]),
    "twice": (faulty(lambda e: e.append(e[3])), ["entry 8", "“i1”", "occurs twice"]),
    "no roadmap": ([], ["holds one roadmap, this one 0"]),
    "NUL": (with_field(4, title="a\0b"), ["entry 4", "field “title”: holds a NUL"]),
    "slug of a sibling": (
        faulty(
            lambda e: e.append(entry("stage", ref="s2", roadmap=["r"], slug="s", title="S", start_month=3, end_month=6))
        ),
        ["entry 8", "“s2”", "already exists"],
    ),
    "topic without items": (
        faulty(lambda e: e.append(entry("topic", ref="t2", stage=["s"], slug="t2", title="T2"))),
        ["entry 8", "“t2”", "has no item"],
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_fixture_names_file_entry_and_field_and_loads_nothing(load, case):
    entries, words = BROKEN[case]
    with pytest.raises(FixtureError) as error:
        load(entries)
    assert "small.json" in str(error.value)
    for word in words:
        assert word in str(error.value)
    assert not Roadmap.objects.exists() and not LoadedEntry.objects.exists()


def test_all_faults_are_named_at_once(load):
    entries = faulty(lambda e: (e[3]["fields"].update(title=""), e[4]["fields"].update(colour="red")))
    with pytest.raises(FixtureError) as error:
        load(entries)
    assert len(error.value.problems) == 2


def test_a_missing_file_gives_an_error_message(tmp_path, db):
    with pytest.raises(FixtureError, match="cannot be read"):
        load_fixture(tmp_path / "gone.json")
