"""Slugs, and walking an outline."""

from roadmap_app.outline.nodes import RESERVED, Outline, OutlineStage, OutlineTopic, fresh_slug, slug_of, with_slugs
from tests.outline.small_outline import TEXT, read


def test_a_slug_is_made_from_the_title():
    assert slug_of("  Größe & Co. ") == "groe-co"
    assert slug_of("数学") == ""
    assert len(slug_of("x" * 200)) == 80


def test_a_fresh_slug_is_not_taken():
    assert fresh_slug("Bread", {"bread", "bread-2"}, "stage") == "bread-3"
    assert fresh_slug("数学", set(), "topic") == "topic"
    assert len(fresh_slug("x" * 80, {"x" * 80}, "stage")) <= 80


def test_slugs_are_distinct_and_written_ones_are_kept():
    topics = (OutlineTopic("T"), OutlineTopic("T"), OutlineTopic("U", "t"))
    outline = with_slugs(Outline("R", stages=(OutlineStage("Outline", 0, 3, topics=topics), OutlineStage("S", 3, 6))))
    assert [topic.slug for _, topic in outline.topics()] == ["t-2", "t-3", "t"]
    assert outline.stages[0].slug == "outline-2" and "outline" in RESERVED
    assert outline.slug == "r"


def test_nodes_come_with_their_parents_in_order():
    found = [(parent and parent.title, node.title) for parent, node in read(TEXT).nodes()]
    assert found[:3] == [(None, "Bread"), ("Bread", "Flour"), ("Flour", "Wheat")]
    assert len(found) == 14 and found[-1] == ("Sponge", "Beat them")
