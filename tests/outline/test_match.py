"""Matches: limits on comparisons, and matches stated by an editor, which rename the row and keep its ticks."""

import pytest

from roadmap_app.actions.outline import apply_outline, create_from_outline
from roadmap_app.actions.progress import set_item
from roadmap_app.models import Completion, Item, Resource, Stage, Topic
from roadmap_app.outline.likeness import MAX_RATIOS
from roadmap_app.outline.match import CANDIDATES, match
from roadmap_app.outline.plan import plan_changes
from roadmap_app.outline.reader import read_outline
from roadmap_app.queries.outline import outline_of
from tests.outline.small_outline import HEAD, random_items, stored_outline

pytestmark = pytest.mark.django_db
TEXT = """# Maths

## Stage 1: Basics (0–3 Months)

### Linear things

- Matrix operations
- Vectors
- Resources: "Old book" (book, Ada)

### Chance

- Dice
"""
NEW = TEXT.replace("Matrix operations", "Algebra with matrices 101")


@pytest.fixture
def roadmap():
    return create_from_outline(outline=read_outline(TEXT).outline, published=True)


def kinds(shown):
    return sorted((change.kinds[0], change.title) for change in shown.changes)


def test_without_a_stated_match_the_old_row_is_retired_and_a_new_one_added(roadmap):
    shown = plan_changes(outline_of(roadmap), read_outline(NEW).outline)
    assert kinds(shown) == [("added", "Algebra with matrices 101"), ("retired", "Matrix operations")]


def test_with_a_stated_match_the_row_is_renamed_and_keeps_its_tick(roadmap, learner):
    item = Item.objects.get(title="Matrix operations")
    set_item(user=learner, item=item, done=True)
    same = [(("item", item.pk), "Algebra with matrices 101")]
    shown = plan_changes(outline_of(roadmap), read_outline(NEW).outline, (), same)
    (change,) = shown.changes
    assert (change.kinds, change.stated, change.proposed) == (("renamed",), f"item-{item.pk}={same[0][1]}", False)
    apply_outline(roadmap=roadmap, outline=read_outline(NEW).outline, version=roadmap.version, same=same)
    assert Item.objects.get(title="Algebra with matrices 101").pk == item.pk
    assert Completion.objects.get().item_id == item.pk
    assert Item.objects.count() == 3


@pytest.mark.parametrize(
    ("model", "before", "after"),
    [
        (Stage, "Basics", "First steps here"),
        (Topic, "Chance", "Odds and ends"),
        (Resource, "Old book", "Something else entirely"),
        (Item, "Dice", "Roulette wheel"),
    ],
)
def test_every_type_of_row_can_have_a_stated_match(roadmap, model, before, after):
    row = model.objects.get(title=before)
    text = TEXT.replace(before, after)
    if model is Topic:
        text = text.replace("Dice", "Cards")  # or the topic is matched by its item
    if model is Stage:
        text = text.replace("Linear things", "A").replace("Chance", "B")
    same = [((model.__name__.lower(), row.pk), after)]
    apply_outline(roadmap=roadmap, outline=read_outline(text).outline, version=roadmap.version, same=same)
    row.refresh_from_db()
    assert (row.title, row.retired) == (after, False)


def test_a_stated_match_can_be_in_another_topic(roadmap):
    item = Item.objects.get(title="Matrix operations")
    text = TEXT.replace("- Matrix operations\n", "").replace("- Dice\n", "- Dice\n- Tensors\n")
    same = [(("item", item.pk), "Tensors")]
    apply_outline(roadmap=roadmap, outline=read_outline(text).outline, version=roadmap.version, same=same)
    item.refresh_from_db()
    assert (item.title, item.topic.title) == ("Tensors", "Chance")


def test_a_stated_match_with_an_unknown_row_or_title_is_ignored(roadmap):
    stored, new = outline_of(roadmap), read_outline(NEW).outline
    item = Item.objects.get(title="Matrix operations")
    for same in ([(("item", 10**9), "Vectors")], [(("item", item.pk), "Nowhere")], [(("topic", item.pk), "Vectors")]):
        assert plan_changes(stored, new, (), same).changes == plan_changes(stored, new).changes


def test_of_two_stated_matches_for_a_line_the_first_counts(roadmap):
    first, second = Item.objects.get(title="Matrix operations"), Item.objects.get(title="Vectors")
    text = NEW.replace("- Vectors\n", "")
    same = [(("item", each.pk), "Algebra with matrices 101") for each in (second, first)]
    shown = plan_changes(outline_of(roadmap), read_outline(text).outline, (), same)
    assert kinds(shown) == [("renamed", "Vectors"), ("retired", "Matrix operations")]


def test_each_item_is_compared_with_few_candidates():
    old, new = stored_outline(random_items(1, 60, 22)), read_outline(random_items(2, 60, 22)).outline
    found = match(old, new)
    assert found.pairs <= 60 * CANDIDATES
    assert found.likeness.ratios <= MAX_RATIOS


def test_comparisons_are_limited_for_any_words():
    alike = HEAD + "".join("- " + " ".join(f"aaa{n:02x}{m:02x}b" for m in range(22)) + "\n" for n in range(250))
    other = alike.replace("aaa", "aab")
    found = match(stored_outline(alike), read_outline(other).outline)
    assert found.likeness.ratios <= MAX_RATIOS
    assert found.pairs <= 250 * CANDIDATES


def test_long_words_are_not_compared_by_letters():
    old = stored_outline(HEAD + f"- {'ab' * 90} one\n- {'cd' * 90} two\n")
    found = match(old, read_outline(HEAD + f"- {'ba' * 90} one\n- {'dc' * 90} two\n").outline)
    assert found.likeness.ratios == 0
