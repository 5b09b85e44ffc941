"""Retired rows offered for an added line."""

from roadmap_app.outline.offers import OFFERED, offers
from roadmap_app.outline.plan import plan_changes
from roadmap_app.outline.reader import read_outline
from tests.outline.small_outline import TEXT, stored_outline


def offered(old, new):
    """Return the offers for each added row when the text OLD becomes NEW."""
    changes = plan_changes(stored_outline(old), read_outline(new).outline).changes
    return [found for found in offers(changes) if found]


def test_of_many_retired_rows_the_most_similar_are_offered():
    topics = [f"### Topic {n}\n\n- old {n} a\n- old {n} b\n\n" for n in range(30)]
    old = "# Big\n\n## Stage 1: S (0–3 Months)\n\n" + "".join(topics)
    new = old.replace("- old 7 a", "- something new").replace("- old 7 b\n", "")
    for n in range(8, 30):
        new = new.replace(f"- old {n} a\n", "")
    (found,) = offered(old, new)
    assert len(found) == OFFERED
    assert {change.title for change in found[:2]} == {"old 7 a", "old 7 b"}


def test_only_rows_of_the_same_type_are_offered():
    new = TEXT.replace("Rye", "Millet").replace("[Flour](https://example.org/flour) (book, A. Miller)", "")
    (found,) = offered(TEXT, new)
    assert [(change.word, change.title) for change in found] == [("item", "Rye")]


def test_nothing_is_offered_without_retired_rows():
    assert offered(TEXT, TEXT.replace("Rye", "Rye, Millet")) == []
