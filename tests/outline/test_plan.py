"""Plan the changes of a new text: renames and moves are recognised, and no row is ever lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap_app.domain.sizes import MAX_TOPIC_ITEMS
from roadmap_app.outline.match import key_of
from roadmap_app.outline.nodes import with_slugs
from roadmap_app.outline.plan import plan_changes
from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.writer import write_outline
from tests.outline.small_outline import HEAD, TEXT, random_items, stored_outline, with_rows
from tests.outline.test_writer import outlines

OLD = stored_outline(TEXT)


def changes(text, declined=()):
    """Return {title: kinds} for the changes of TEXT."""
    return {change.title: change.kinds for change in plan_changes(OLD, read_outline(text).outline, declined).changes}


def rows(outline):
    """Yield the key of every row of OUTLINE, None for a new stage or topic."""
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


def test_a_similar_title_is_proposed_as_a_rename():
    found = plan_changes(OLD, read_outline(TEXT.replace("Bakers yeast", "Bakers’ yeast (dried)")).outline)
    (change,) = found.changes
    assert change.kinds == ("renamed",)
    assert change.details == (("title", "Bakers yeast", "Bakers’ yeast (dried)"),)
    assert change.proposed


def test_an_estimate_that_is_added_changed_or_taken_out_edits_the_item():
    text = TEXT.replace("Rye", "Rye (30 min)")
    old = stored_outline(text)
    for new, details in (
        (text, None),
        (text.replace("30 min", "1 h"), ("minutes", "30", "60")),
        (TEXT, ("minutes", "30", "")),
    ):
        found = plan_changes(old, read_outline(new).outline).changes
        assert [(change.kinds, change.details) for change in found] == ([(("edited",), (details,))] if details else [])
    (change,) = plan_changes(OLD, read_outline(text).outline).changes
    assert change.details == (("minutes", "", "30"),)


def test_an_item_that_is_to_be_shown_now_or_no_longer_is_edited():
    text = TEXT.replace("Rye", "Rye (to be shown)")
    (marked,) = plan_changes(OLD, read_outline(text).outline).changes
    assert (marked.kinds, marked.details) == (("edited",), (("to be shown to somebody", "no", "yes"),))
    (unmarked,) = plan_changes(stored_outline(text), read_outline(TEXT).outline).changes
    assert unmarked.details == (("to be shown to somebody", "yes", "no"),)


def test_a_declined_rename_is_a_new_row_and_a_retired_one():
    text = TEXT.replace("Wild yeast", "Wild yeasts")
    (change,) = plan_changes(OLD, read_outline(text).outline).changes
    found = changes(text, declined=[("item", change.id)])
    assert found == {"Wild yeast": ("retired",), "Wild yeasts": ("added",)}


def test_an_item_in_another_topic_is_moved():
    text = TEXT.replace(", Spelt", "").replace("Separate them", "Spelt, Separate them")
    (change,) = plan_changes(OLD, read_outline(text).outline).changes
    assert (change.title, change.kinds) == ("Spelt", ("moved", "edited"))
    assert change.details == (("group", "Grains", "Eggs"), ("place", "Flour", "Sponge"))


def test_a_topic_with_another_title_and_the_same_items_is_renamed_and_keeps_its_slug():
    target = plan_changes(OLD, read_outline(TEXT.replace("### Flour", "### What bread is made of")).outline)
    assert [change.kinds for change in target.changes] == [("renamed",)]
    assert target.target.stages[0].topics[0].slug == "flour"


def test_a_topic_in_another_stage_is_moved_with_its_content():
    head, _, rest = TEXT.partition("### Dough")
    dough, _, tail = rest.partition("## Stage 2")
    assert changes(f"{head}## Stage 2{tail}\n### Dough{dough}") == {"Dough": ("moved",)}


def test_a_stage_that_is_left_out_is_retired_with_its_content():
    found = plan_changes(OLD, read_outline(TEXT.partition("## Stage 2")[0]).outline)
    assert [(change.title, change.kinds) for change in found.changes] == [("Cake", ("retired",))]
    assert [item.retired for item in found.target.stages[1].topics[0].items] == [False, False]


def test_striking_retires_and_unstriking_restores():
    text = TEXT.replace("Rye", "~~Rye~~")
    assert changes(text) == {"Rye": ("retired",)}
    struck = plan_changes(OLD, read_outline(text).outline).target
    assert [change.kinds for change in plan_changes(struck, read_outline(TEXT).outline).changes] == [("restored",)]
    assert plan_changes(struck, read_outline(TEXT.replace(", Rye", "")).outline).changes == ()


def test_an_item_that_comes_back_is_restored():
    without = plan_changes(OLD, read_outline(TEXT.replace(", Rye", "")).outline).target
    assert [change.kinds for change in plan_changes(without, read_outline(TEXT).outline).changes] == [("restored",)]


def test_of_several_items_with_one_title_the_struck_one_is_the_retired_one():
    again = TEXT.replace("Wheat, Rye, Spelt", "Rye, ~~Rye~~, Rye").replace("(book, A. Miller)", "")
    again = again.replace("- Resources: [Flour](https://example.org/flour)", "- Resources: ~~Flour~~, Flour")
    old = stored_outline(again)
    assert [item.retired for item in old.stages[0].topics[0].items] == [False, True, False, False]
    assert plan_changes(old, read_outline(write_outline(old)).outline).changes == ()


def test_a_new_order_is_one_change():
    assert changes(TEXT.replace("Wheat, Rye, Spelt", "Spelt, Wheat, Rye")) == {"The items of “Flour”": ("reordered",)}


@settings(max_examples=60, deadline=None)
@given(outlines, outlines, st.booleans())
def test_the_target_has_every_row_exactly_once(old, new, through_text):
    old = with_rows(old)
    new = read_outline(write_outline(with_slugs(new))).outline if through_text else new
    target = plan_changes(old, new).target
    before, after = sorted(rows(old)), sorted(key for key in rows(target) if key)
    assert before == after
    assert plan_changes(old, read_outline(write_outline(old)).outline).changes == ()


def test_reworded_items_are_found_among_many():
    titles = random_items(3, 200, 4).removeprefix(HEAD).splitlines()
    old = stored_outline(HEAD + "\n".join(titles))
    reworded = [f"{line} again" for line in titles]
    shown = plan_changes(old, read_outline(HEAD + "\n".join(reworded)).outline)
    assert {change.kinds for change in shown.changes} == {("renamed",)}


def test_large_topics_keep_every_row_in_order():
    items = "".join(f"- Item number {n}\n" for n in range(MAX_TOPIC_ITEMS * 8))
    old = stored_outline(HEAD + items)
    gone = plan_changes(old, read_outline(HEAD + "- Item number 7\n").outline)
    rows = gone.target.stages[0].topics[0].items
    assert [row.id for row in rows] == [row.id for row in old.stages[0].topics[0].items]
    backwards = "".join(reversed(items.splitlines(keepends=True)))
    assert plan_changes(old, read_outline(HEAD + backwards).outline).changes[-1].kinds == ("reordered",)
