"""An editor's word that two lines are the same: the row is renamed and ticks move with it."""

import pytest

from roadmap_app.actions.outline import apply_outline, create_from_outline
from roadmap_app.actions.progress import set_item
from roadmap_app.models import Completion, Item, Resource, Stage, Topic
from roadmap_app.outline.offers import OFFERED, offers
from roadmap_app.outline.plan import plan_changes
from roadmap_app.outline.reader import read_outline
from roadmap_app.queries.outline import outline_of
from tests.makers import make_editor

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


def test_without_a_word_the_old_is_retired_and_the_new_added(roadmap):
    shown = plan_changes(outline_of(roadmap), read_outline(NEW).outline)
    assert kinds(shown) == [("added", "Algebra with matrices 101"), ("retired", "Matrix operations")]


def test_with_a_word_the_row_is_renamed_and_the_tick_moves(roadmap, learner):
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
def test_every_kind_of_row_can_be_the_same(roadmap, model, before, after):
    row = model.objects.get(title=before)
    text = TEXT.replace(before, after)
    if model is Topic:
        text = text.replace("Dice", "Cards")  # or the item would tell
    if model is Stage:
        text = text.replace("Linear things", "A").replace("Chance", "B")
    same = [((model.__name__.lower(), row.pk), after)]
    apply_outline(roadmap=roadmap, outline=read_outline(text).outline, version=roadmap.version, same=same)
    row.refresh_from_db()
    assert (row.title, row.retired) == (after, False)


def test_a_row_may_be_the_same_in_another_topic(roadmap):
    item = Item.objects.get(title="Matrix operations")
    text = TEXT.replace("- Matrix operations\n", "").replace("- Dice\n", "- Dice\n- Tensors\n")
    same = [(("item", item.pk), "Tensors")]
    apply_outline(roadmap=roadmap, outline=read_outline(text).outline, version=roadmap.version, same=same)
    item.refresh_from_db()
    assert (item.title, item.topic.title) == ("Tensors", "Chance")


def test_a_word_on_what_is_not_there_changes_nothing(roadmap):
    stored, new = outline_of(roadmap), read_outline(NEW).outline
    item = Item.objects.get(title="Matrix operations")
    for same in ([(("item", 10**9), "Vectors")], [(("item", item.pk), "Nowhere")], [(("topic", item.pk), "Vectors")]):
        assert plan_changes(stored, new, (), same).changes == plan_changes(stored, new).changes


def test_two_words_on_one_row_or_line_take_the_first(roadmap):
    first, second = Item.objects.get(title="Matrix operations"), Item.objects.get(title="Vectors")
    text = NEW.replace("- Vectors\n", "")
    same = [(("item", each.pk), "Algebra with matrices 101") for each in (second, first)]
    shown = plan_changes(outline_of(roadmap), read_outline(text).outline, (), same)
    assert kinds(shown) == [("renamed", "Vectors"), ("retired", "Matrix operations")]


def test_of_many_retired_lines_the_nearest_are_offered(roadmap):
    old = HEAD + "".join(f"### Topic {n}\n\n- old {n} a\n- old {n} b\n\n" for n in range(30))
    big = create_from_outline(outline=read_outline(old).outline, slug="big")
    new = old.replace("- old 7 a", "- something new")
    new = new.replace("".join(f"- old {n} b\n" for n in [7]), "")
    for n in range(8, 30):
        new = new.replace(f"- old {n} a\n", "")
    shown = plan_changes(outline_of(big), read_outline(new).outline)
    (found,) = [offered for change, offered in zip(shown.changes, offers(shown.changes), strict=True) if offered]
    assert len(found) == OFFERED
    assert {change.title for change in found[:2]} == {"old 7 a", "old 7 b"}


HEAD = "# Big\n\n## Stage 1: S (0–3 Months)\n\n"


@pytest.fixture
def editor_browser(client):
    client.force_login(make_editor())
    return client


def test_the_preview_offers_it_keeps_it_and_applies_what_was_shown(editor_browser, roadmap, learner):
    item = Item.objects.get(title="Matrix operations")
    set_item(user=learner, item=item, done=True)
    address, sent = f"/roadmaps/{roadmap.slug}/outline/", {"body": NEW, "version": roadmap.version}
    page = editor_browser.post(address, sent).content.decode()
    value = f"item-{item.pk}=Algebra with matrices 101"
    assert f'<option value="{value}">' in page and 'name="same"' in page
    digest = page.partition('name="shown" value="')[2].partition('"')[0]
    # A choice that has not been shown yet is shown, and not applied.
    chosen = sent | {"same": value}
    early = editor_browser.post(address, chosen | {"act": "apply", "shown": digest})
    assert early.status_code == 409
    page = editor_browser.post(address, chosen).content.decode()
    assert f'name="same" value="{value}" checked' in page
    assert "Renamed" in page and "1 learner has completed it" in page
    digest = page.partition('name="shown" value="')[2].partition('"')[0]
    assert editor_browser.post(address, chosen | {"act": "apply", "shown": digest}).status_code == 302
    item.refresh_from_db()
    assert item.title == "Algebra with matrices 101"
    # Whoever presses Apply with a select untouched changes nothing by it.
    again = editor_browser.post(address, {"body": NEW, "same": ["", "x", "item-1", "item-=a", "item-9=" + "b" * 900]})
    assert again.status_code == 200
