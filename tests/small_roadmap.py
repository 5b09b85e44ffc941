"""Small roadmaps as fixture entries."""

import json

import pytest

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.load_roadmap import load_fixture
from roadmap_app.models import Item, LoadedEntry


def entry(model, **fields):
    return {"model": f"roadmap_app.{model}", "fields": fields}


def small(items=3):
    """Return the entries of a roadmap with one stage, one topic and ITEMS items."""
    return [
        entry("roadmap", slug="r", title="R"),
        entry("stage", ref="s", roadmap=["r"], slug="s", title="S", start_month=0, end_month=3),
        entry("topic", ref="t", stage=["s"], slug="t", title="T"),
        *(entry("item", ref=f"i{n}", topic=["t"], title=f"Item {n}", position=n) for n in range(1, items + 1)),
        entry("resource", ref="b", topic=["t"], kind="book", title="B", url="https://example.org/"),
    ]


def shipped(items=3, **fields):
    """Return the small roadmap with FIELDS set on its first item."""
    rows = small(items)
    rows[3]["fields"] |= fields
    return rows


def item(ref="i1"):
    """Return the stored item with this ref."""
    return Item.objects.get(ref=ref)


def edit(ref="i1", **fields):
    """Set FIELDS on an item as an editor does."""
    row = item(ref)
    for name, value in fields.items():
        setattr(row, name, value)
    save_content(row)


def waiting():
    """Return the entries that wait for an editor's decision."""
    return list(LoadedEntry.objects.filter(shipped__isnull=False).order_by("pk"))


def two_stages(words, moved, renamed):
    """Return a roadmap of two stages and four topics with one item for each of WORDS; some MOVED, some RENAMED."""
    rows = [entry("roadmap", slug="r", title="R")]
    for stage in range(2):
        months = {"start_month": 3 * stage, "end_month": 3 * stage + 3}
        rows.append(entry("stage", ref=f"s{stage}", roadmap=["r"], slug=f"s{stage}", title=f"Stage s{stage}", **months))
        for topic in range(2):
            ref = f"s{stage}t{topic}"
            rows.append(entry("topic", ref=ref, stage=[f"s{stage}"], slug=ref, title=f"Topic {ref}", position=topic))
    books = {"kind": "book", "url": "https://example.org/"}
    rows += [
        entry("resource", ref=f"b{place}", topic=[f"s{place}t0"], title=f"Book b{place}", **books) for place in range(2)
    ]
    for place, word in enumerate(words):
        topic = (place + (word in moved)) % 4
        title = f"Shipped {word}" if word in renamed else f"Item {word}"
        rows.append(
            entry("item", ref=word, topic=[f"s{topic // 2}t{topic % 2}"], group="G", title=title, position=place)
        )
    return rows


@pytest.fixture
def load(tmp_path, db):
    """Return a function that writes entries to a file, loads it and returns the report."""

    def load(entries):
        path = tmp_path / "small.json"
        path.write_text(entries if isinstance(entries, str) else json.dumps(entries))
        return load_fixture(path)

    return load


@pytest.fixture
def conflict(load):
    """The entry of an item whose title was changed here and in the fixture, and whose hint in the fixture alone."""
    load(small())
    edit(title="Ours")
    report = load(shipped(title="Theirs", hint="New hint"))
    assert report.to_decide == ["item i1: changed here, and title, hint in the fixture"]
    (found,) = waiting()
    return found
