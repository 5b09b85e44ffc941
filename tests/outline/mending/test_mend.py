"""Cures by example: what they do, what they say, and when they are offered."""

from dataclasses import replace

import pytest

from roadmap_app.domain.sizes import MAX_ITEMS, MAX_STAGES, MAX_TOPIC_ITEMS, MAX_TOPIC_RESOURCES
from roadmap_app.outline.gate import check
from roadmap_app.outline.mending.cure import NoSuchCure
from roadmap_app.outline.mending.cures import read_cure
from roadmap_app.outline.mending.mend import decisions, mend
from roadmap_app.outline.nodes import Outline, OutlineItem, OutlineResource, OutlineStage, OutlineTopic, with_slugs
from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.reading.durations import ASSUMED
from roadmap_app.outline.reading.result import Reading, RelativeLink


def topic(title, *items, **fields):
    return OutlineTopic(title, items=tuple(map(OutlineItem, items)), **fields)


def stage(title, *topics, start=0, end=3, **fields):
    return OutlineStage(title, start, end, topics=topics, **fields)


def reading(*stages, **fields):
    return Reading(Outline("Baking", stages=stages), (), (), **fields)


def mended(found, *cures):
    return mend(found, [read_cure(text) for text in cures])


def offered(found):
    """Return the names of the cures that are offered for each kind of problem of the reading FOUND."""
    return {
        each.title: [offer.cure.name for offer in each.offers]
        for each in decisions(found, check(with_slugs(found.outline)))
    }


def test_months_are_spread_evenly_and_said_in_words():
    found = reading(*(stage(title, topic("T", "x")) for title in "ABC"))
    after = mended(found, "equal-months=12")
    assert [(each.start_month, each.end_month) for each in after.reading.outline.stages] == [(0, 4), (4, 8), (8, 12)]
    assert [each.words for each in after.done] == ["3 stages: spread evenly over 12 months"]
    assert offered(found)["stages that overlap"] == ["in-a-row", "equal-months"]
    assert offered(after.reading) == {"stages with one topic each": ["merge-stages"]}


def test_stages_shorter_than_a_month_are_given_weeks():
    found = reading(*(stage(name, topic("T", "x"), line=line) for line, name in enumerate("ABC", 1)))
    spans = [(each.start_month, each.end_month) for each in mended(found, "equal-months=1").reading.outline.stages]
    assert spans == [(0, 0.25), (0.25, 0.5), (0.5, 1)]
    found = replace(found, without_months=frozenset({1, 2, 3}))
    spans = [(each.start_month, each.end_month) for each in mended(found, "weeks-each=2").reading.outline.stages]
    assert spans == [(0, 0.5), (0.5, 1), (1, 1.5)] and isinstance(spans[2][0], int)


def test_only_stages_without_months_get_new_ones():
    found = reading(
        stage("A", topic("T", "x"), start=0, end=6, line=2),
        stage("B", topic("T", "x", "y"), start=6, end=9, line=5),
        without_months=frozenset({5}),
    )
    assert offered(found) == {"stages without months": ["equal-months", "weeks-each"]}
    after = mended(found, "weeks-each=8").reading
    assert [(each.start_month, each.end_month) for each in after.outline.stages] == [(0, 6), (6, 8)]
    assert offered(after) == {}


def test_months_that_were_assumed_are_no_longer_remarked_on():
    found = read_outline("# R\n\n## A\n\n### T\n\n- x\n\n## B\n\n### U\n\n- y\n")
    assert any(remark.message.startswith(ASSUMED) for remark in found.remarks)
    assert mended(found, "weeks-each=4").reading.remarks == ()
    found = read_outline("# R\n\n## Stage 1: A\n\n### T\n\n- x\n")
    assert [each.message for each in found.remarks] == [
        "“Stage 1: A” is read as “A”. No duration is named; 0–3 months are assumed."
    ]
    (left,) = mended(found, "weeks-each=4").reading.remarks
    assert left.message == "“Stage 1: A” is read as “A”."


def test_relative_links_ask_for_the_address_of_the_text():
    links = (RelativeLink(4, "Local notes", "notes/a.md"),)
    (decision,) = decisions(reading(stage("A", topic("T", "x")), relative_links=links), ())
    assert (decision.count, [str(each.cure.name) for each in decision.offers]) == (1, ["base-address"])
    assert str(decision.problems[0]).startswith("Line 4, “Local notes”: “notes/a.md” is no resource")
    done = mended(reading(stage("A", topic("T", "x"))), "base-address=https://example.org/a/").done
    assert done[0].words == "Addresses: relative ones are taken from https://example.org/a/"


def test_topics_without_items_become_items_of_the_topic_before():
    empty = topic("Rye", summary="Dark.", resources=(OutlineResource("book", "On Rye"),))
    oven = stage("Oven", topic("Heat"), topic("Steam"), start=3, end=6)
    found = reading(stage("Flour", topic("Wheat", "Mill it"), empty), oven)
    flour, oven = mended(found, "topics-as-items").reading.outline.stages
    (wheat,) = flour.topics
    assert [(item.title, item.hint) for item in wheat.items] == [("Mill it", ""), ("Rye", "Dark.")]
    assert wheat.resources == empty.resources
    assert [(each.title, [item.title for item in each.items]) for each in oven.topics] == [("Oven", ["Heat", "Steam"])]


def test_items_can_be_made_of_resources():
    links = tuple(OutlineResource("course", title) for title in ("One", "Two", "one"))
    found = reading(stage("A", topic("T", resources=links), topic("U")))
    after = mended(found, "resources-as-items")
    assert [item.title for item in after.reading.outline.stages[0].topics[0].items] == ["One", "Two"]
    assert after.done[0].words == "1 topic without items: the resources are their items, too"
    assert offered(after.reading)["topics without an item"] == ["drop-empty-topics", "title-as-item", "topics-as-items"]


def test_what_is_left_out_is_named_with_its_line():
    found = reading(stage("A", topic("T", "x"), topic("Empty", summary="Why.", line=7)))
    (remark,) = mended(found, "drop-empty-topics").reading.unplaced
    assert (remark.line, remark.text, remark.message) == (7, "Empty: Why.", "The topic has no items.")


def test_equal_items_are_numbered():
    found = reading(stage("A", topic("T", "Review", "review", "Review (2)", "Review")))
    titles = [item.title for item in mended(found, "number-equal-items").reading.outline.stages[0].topics[0].items]
    assert titles == ["Review", "review (3)", "Review (2)", "Review (4)"]


def test_stages_of_one_topic_are_merged():
    weeks = [stage(f"Week {n}", topic("Flour", "x"), start=n, end=n + 1, goal=f"G{n}.") for n in range(5)]
    first, second = mended(reading(*weeks), "merge-stages=3").reading.outline.stages
    assert (first.title, first.start_month, first.end_month) == ("Week 0 – Week 1", 0, 2)
    assert (second.title, len(second.topics)) == ("Week 2 – Week 4", 3)
    assert [(each.title, each.summary) for each in first.topics] == [("Week 0: Flour", "G0."), ("Week 1: Flour", "G1.")]


def test_too_much_is_joined_divided_or_left_out():
    many = [stage(f"S{n}", topic("T", "x"), start=n, end=n + 1) for n in range(MAX_STAGES + 50)]
    after = mended(reading(*many), f"join-stages={MAX_STAGES}").reading
    assert len(after.outline.stages) == MAX_STAGES and offered(after).keys() <= {"stages with one topic each"}
    links = tuple(OutlineResource("book", f"B{n}") for n in range(MAX_TOPIC_RESOURCES + 1))
    long = topic("T", *(f"x{n}" for n in range(MAX_TOPIC_ITEMS + 1)), resources=links)
    parts = mended(reading(stage("A", long)), "split-topics").reading.outline.stages[0].topics
    assert [(each.title, len(each.items), len(each.resources)) for each in parts] == [
        ("T", 150, 50),
        ("T, part 2", 151, 51),
    ]
    topics = [topic(f"T{n}", *(f"x{m}" for m in range(250))) for n in range(13)]
    kept = mended(reading(stage("A", *topics)), "keep-first").reading
    assert sum(1 for _ in kept.outline.items()) == MAX_ITEMS and len(kept.unplaced) == 250


def test_a_title_that_is_too_long_goes_on_in_the_detail():
    found = reading(stage("A", topic("T", "word " * 50)))
    (item,) = mended(found, "shorten-texts").reading.outline.stages[0].topics[0].items
    assert len(item.title) <= 200 and item.title.endswith("word…")
    assert f"{item.title} {item.hint}".count("word") == 50


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nonsense", "There is no cure “nonsense”. There are: as-articles, base-address"),
        ("equal-months", "Months: choose a whole number from 1 to 240."),
        ("equal-months=1e3", "choose a whole number"),
        ("weeks-each=-4", "choose a whole number from 1 to 104"),
        ("base-address=javascript:alert(1)", "cannot be used"),
        ("name-roadmap= ", "cannot be used for title"),
    ],
)
def test_a_cure_that_cannot_be_applied_is_refused(text, message):
    with pytest.raises(NoSuchCure) as refused:
        read_cure(text)
    assert message in str(refused.value)


def test_a_cure_is_read_back_from_its_name():
    for text in ("equal-months=24", "drop-empty-topics", "base-address=https://example.org/a"):
        assert str(read_cure(text)) == text
    assert str(read_cure("base-address=example.org/a")) == "base-address=https://example.org/a"
