"""What a new text would change: renames are renames, moves are moves, and no row is ever lost."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app.outline.likeness import Likeness
from roadmap_app.outline.match import key_of
from roadmap_app.outline.nodes import with_slugs
from roadmap_app.outline.plan import plan_changes
from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.writer import write_outline
from tests.outline.test_round_trip import outlines

TEXT = """# Learning to bake

## Stage 1: Bread (0–3 Months)

Goal: A loaf.

### Flour

- Grains: Wheat, Rye, Spelt
- Mills: Stone mill (slow and cool)
- Resources: [Flour](https://example.org/flour) (book, A. Miller)

### Dough

- Yeast: Wild yeast, Bakers yeast

## Stage 2: Cake (3–6 Months)

### Sponge

- Eggs: Separate them, Beat them
"""


def numbered(outline):
    """Return OUTLINE as if every node had a row."""
    ids = iter(range(1, 10_000))
    stages = []
    for stage in with_slugs(outline).stages:
        topics = []
        for topic in stage.topics:
            items = tuple(replace(item, id=next(ids)) for item in topic.items)
            resources = tuple(replace(each, id=next(ids)) for each in topic.resources)
            topics.append(replace(topic, id=next(ids), items=items, resources=resources))
        stages.append(replace(stage, id=next(ids), topics=tuple(topics)))
    return replace(with_slugs(outline), id=next(ids), stages=tuple(stages))


OLD = numbered(read_outline(TEXT).outline)


def changes(text, declined=()):
    """Return {title: kinds} of what TEXT would change."""
    return {change.title: change.kinds for change in plan_changes(OLD, read_outline(text).outline, declined).changes}


def rows(outline):
    """Return the key of every row of OUTLINE."""
    for stage in outline.stages:
        yield key_of(stage) if stage.id else None
        for topic in stage.topics:
            yield key_of(topic) if topic.id else None
            yield from (key_of(row) for row in (*topic.items, *topic.resources) if row.id)


def test_the_same_text_changes_nothing():
    assert changes(TEXT) == {}
    assert changes(write_outline(OLD)) == {}


def test_a_new_item_is_added_and_a_missing_one_retired():
    assert changes(TEXT.replace("Rye", "Millet")) == {"Millet": ("added",), "Rye": ("retired",)}


def test_a_title_that_is_much_the_same_is_proposed_as_a_rename():
    found = plan_changes(OLD, read_outline(TEXT.replace("Bakers yeast", "Bakers’ yeast (dried)")).outline)
    (change,) = found.changes
    assert change.kinds == ("renamed",)
    assert change.details == (("title", "Bakers yeast", "Bakers’ yeast (dried)"),)
    assert change.proposed


def test_a_proposed_rename_that_is_declined_is_a_new_row_and_a_retired_one():
    text = TEXT.replace("Wild yeast", "Wild yeasts")
    (change,) = plan_changes(OLD, read_outline(text).outline).changes
    found = changes(text, declined=[("item", change.id)])
    assert found == {"Wild yeast": ("retired",), "Wild yeasts": ("added",)}


def test_an_item_that_went_to_another_topic_is_moved():
    text = TEXT.replace(", Spelt", "").replace("Separate them", "Spelt, Separate them")
    (change,) = plan_changes(OLD, read_outline(text).outline).changes
    assert (change.title, change.kinds) == ("Spelt", ("moved", "edited"))
    assert change.details == (("group", "Grains", "Eggs"), ("place", "Flour", "Sponge"))


def test_a_topic_with_another_title_and_the_same_items_is_renamed_and_keeps_its_address():
    target = plan_changes(OLD, read_outline(TEXT.replace("### Flour", "### What bread is made of")).outline)
    assert [change.kinds for change in target.changes] == [("renamed",)]
    assert target.target.stages[0].topics[0].slug == "flour"


def test_a_topic_that_went_to_another_stage_is_moved_with_what_is_in_it():
    head, _, rest = TEXT.partition("### Dough")
    dough, _, tail = rest.partition("## Stage 2")
    assert changes(f"{head}## Stage 2{tail}\n### Dough{dough}") == {"Dough": ("moved",)}


def test_a_stage_that_is_left_out_is_retired_with_its_topics_in_it():
    found = plan_changes(OLD, read_outline(TEXT.partition("## Stage 2")[0]).outline)
    assert [(change.title, change.kinds) for change in found.changes] == [("Cake", ("retired",))]
    assert [item.retired for item in found.target.stages[1].topics[0].items] == [False, False]


def test_striking_retires_and_unstriking_restores():
    text = TEXT.replace("Rye", "~~Rye~~")
    assert changes(text) == {"Rye": ("retired",)}
    struck = plan_changes(OLD, read_outline(text).outline).target
    assert [change.kinds for change in plan_changes(struck, read_outline(TEXT).outline).changes] == [("restored",)]
    assert plan_changes(struck, read_outline(TEXT.replace(", Rye", "")).outline).changes == ()


def test_an_item_that_comes_back_is_the_one_that_was_retired():
    without = plan_changes(OLD, read_outline(TEXT.replace(", Rye", "")).outline).target
    assert [change.kinds for change in plan_changes(without, read_outline(TEXT).outline).changes] == [("restored",)]


def test_of_several_that_are_called_the_same_the_struck_one_is_the_retired_one():
    again = TEXT.replace("Wheat, Rye, Spelt", "Rye, ~~Rye~~, Rye").replace("(book, A. Miller)", "")
    again = again.replace("- Resources: [Flour](https://example.org/flour)", "- Resources: ~~Flour~~, Flour")
    old = numbered(read_outline(again).outline)
    assert [item.retired for item in old.stages[0].topics[0].items] == [False, True, False, False]
    assert plan_changes(old, read_outline(write_outline(old)).outline).changes == ()


def test_another_order_is_one_change():
    assert changes(TEXT.replace("Wheat, Rye, Spelt", "Spelt, Wheat, Rye")) == {"The items of “Flour”": ("reordered",)}


def test_two_titles_that_share_letters_are_two_things():
    for one, other in [("Linear regression", "Logistic regression"), ("CNN", "RNN"), ("Precision", "Recall")]:
        assert Likeness().of(one, other) < 0.6, (one, other)
    for one, other in [("Docker", "Docker Compose"), ("Hypothesis test", "Hypothesis tests"), ("k-means", "K-means")]:
        assert Likeness().of(one, other) >= 0.6, (one, other)


@settings(max_examples=60, deadline=None)
@given(outlines, outlines, st.booleans())
def test_every_row_is_in_what_the_roadmap_would_be_once_and_only_once(old, new, through_text):
    old = numbered(old)
    new = read_outline(write_outline(with_slugs(new))).outline if through_text else new
    target = plan_changes(old, new).target
    before, after = sorted(rows(old)), sorted(key for key in rows(target) if key)
    assert before == after
    assert plan_changes(old, read_outline(write_outline(old)).outline).changes == ()
