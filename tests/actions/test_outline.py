"""Apply an outline to a roadmap: rows keep their identity, all or nothing, and never over other people's edits."""

import pytest

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.load_roadmap import load_fixture_files
from roadmap_app.actions.notes import save_note
from roadmap_app.actions.outline import OutlineConflict, OutlineRefused, apply_outline, create_from_outline
from roadmap_app.actions.progress import set_item
from roadmap_app.actions.resources import set_resource_state
from roadmap_app.models import Completion, Item, Note, Resource, ResourceState, Roadmap, Stage, Topic
from roadmap_app.outline.nodes import with_slugs
from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.writer import write_outline
from roadmap_app.queries.curriculum import tree
from roadmap_app.queries.outline import affected, outline_of
from roadmap_app.queries.progress import read_standing
from tests.makers import make_stage, make_topic, make_user
from tests.outline.small_outline import TEXT
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def roadmap():
    return create_from_outline(outline=read_outline(TEXT).outline, published=True)


def apply(roadmap, text, **options):
    roadmap.refresh_from_db()
    return apply_outline(
        roadmap=roadmap, outline=read_outline(text).outline, version=options.pop("version", roadmap.version), **options
    )


def text_of(roadmap):
    return write_outline(outline_of(roadmap))


def ids():
    return {
        (model.__name__, row.title): row.pk for model in (Stage, Topic, Item, Resource) for row in model.objects.all()
    }


def test_a_new_roadmap_holds_the_content_of_the_text(roadmap):
    assert with_slugs(outline_of(roadmap)) == with_slugs(read_outline(TEXT).outline)
    assert text_of(roadmap) == TEXT


def test_the_shipped_roadmap_goes_through_text_byte_for_byte():
    load_fixture_files()
    shipped = Roadmap.objects.get()
    text = text_of(shipped)
    assert apply(shipped, text).changes == ()
    copy = create_from_outline(outline=read_outline(text).outline, slug="copy")
    assert text_of(copy).replace("{#copy}", "{#ml-engineer-2025}") == text
    assert Roadmap.objects.get(pk=shipped.pk).version == shipped.version


def test_every_row_stays_itself_whatever_is_done_to_it(roadmap):
    before = ids()
    text = (
        TEXT.replace("Stage 1: Bread", "Stage 1: Breads and rolls")
        .replace("Wheat, Rye, Spelt", "Spelt, Wheat flour")
        .replace("Separate them, Beat them", "Beat them, Rye, Separate them")
        .replace("(book, A. Miller)", "(video, B. Miller)")
    )
    apply(roadmap, text)
    after = ids()
    assert after["Stage", "Breads and rolls"] == before["Stage", "Bread"]
    assert after["Item", "Wheat flour"] == before["Item", "Wheat"]
    assert after["Item", "Rye"] == before["Item", "Rye"]
    assert Item.objects.get(title="Rye").topic.title == "Sponge"
    assert after["Resource", "Flour"] == before["Resource", "Flour"]
    assert text_of(roadmap).replace(" {#bread}", "") == text


def test_ticks_and_notes_stay_with_their_rows(roadmap, learner):
    set_item(user=learner, item=Item.objects.get(title="Rye"), done=True)
    save_note(user=learner, topic=Topic.objects.get(title="Dough"), body="sticky", version=0)
    head, _, rest = TEXT.replace("Rye, ", "").partition("### Dough")
    dough, _, tail = rest.partition("## Stage 2")
    apply(roadmap, f"{head}## Stage 2{tail}\n### Dough{dough}")
    assert Completion.objects.get().item.title == "Rye"
    assert Completion.objects.get().item.retired
    assert Note.objects.get().topic.stage.title == "Cake"
    now = read_standing(learner, tree(Roadmap.objects.get()))
    assert (now.progress.done, now.progress.total) == (1, 8)


def test_what_a_text_leaves_out_comes_back_with_it(roadmap, learner):
    rye = Item.objects.get(title="Rye")
    set_item(user=learner, item=rye, done=True)
    apply(roadmap, TEXT.replace("Rye, ", ""))
    assert "~~Rye~~" in text_of(roadmap)
    apply(roadmap, TEXT)
    assert text_of(roadmap) == TEXT
    assert Completion.objects.get().item == rye


def test_estimates_are_stored_and_written_back(roadmap):
    timed = TEXT.replace("Rye", "Rye (30 min)").replace("(slow and cool)", "(slow and cool) (90 min)")
    apply(roadmap, timed)
    assert set(Item.objects.exclude(minutes=None).values_list("title", "minutes")) == {("Rye", 30), ("Stone mill", 90)}
    assert text_of(roadmap) == timed
    apply(roadmap, TEXT)
    assert not Item.objects.exclude(minutes=None).exists()


def test_which_items_are_to_be_shown_is_stored_and_written_back(roadmap):
    shown = TEXT.replace("Rye", "Rye (to be shown)").replace(
        "(slow and cool)", "(slow and cool) (90 min) (to be shown)"
    )
    apply(roadmap, shown)
    assert set(Item.objects.filter(sign_off=True).values_list("title", flat=True)) == {"Rye", "Stone mill"}
    assert text_of(roadmap) == shown
    apply(roadmap, TEXT)
    assert not Item.objects.filter(sign_off=True).exists() and text_of(roadmap) == TEXT


def test_hours_and_prices_are_stored_and_written_back(roadmap, learner):
    flour = Resource.objects.get(title="Flour")
    set_resource_state(user=learner, resource=flour, state="read")
    costly = TEXT.replace("A. Miller)", "A. Miller) (paid, 40 h)")
    (change,) = apply(roadmap, costly).changes
    assert change.details == (("hours", "", "40"), ("price", "", "paid"))
    assert Resource.objects.filter(hours=40, price="paid").get() == flour and text_of(roadmap) == costly
    apply(roadmap, TEXT.replace("[Flour](https://example.org/flour) (book, A. Miller)", '"Grain" (book)'))
    assert Resource.objects.get(retired=True) == ResourceState.objects.get().resource == flour
    apply(roadmap, TEXT)
    assert text_of(roadmap).replace(', ~~"Grain" (book)~~', "") == TEXT


def test_the_same_text_writes_nothing(roadmap):
    version = Roadmap.objects.get().version
    with queries(at_most=7):
        apply(roadmap, TEXT)
    assert Roadmap.objects.get().version == version


def test_two_topics_at_the_same_address_in_two_stages_can_change_places():
    text = """# R

## Stage 1: One (0–1 Months)

### First things {#intro}

- G: a, b

## Stage 2: Two (1–2 Months)

### Other matters {#intro}

- G: c, d
"""
    roadmap = create_from_outline(outline=read_outline(text).outline)
    before = ids()
    swapped = text.replace("First things", "@").replace("Other matters", "First things").replace("@", "Other matters")
    swapped = swapped.replace("a, b", "@").replace("c, d", "a, b").replace("@", "c, d")
    apply(roadmap, swapped)
    assert text_of(roadmap) == swapped
    assert {key: pk for key, pk in ids().items() if key[0] == "Item"} == {
        key: pk for key, pk in before.items() if key[0] == "Item"
    }


def test_somebody_elses_edit_is_noticed(roadmap):
    version = roadmap.version
    save_content(Item.objects.get(title="Rye"))
    with pytest.raises(OutlineConflict):
        apply(roadmap, TEXT.replace("Rye", "Millet"), version=version)
    assert not Item.objects.filter(title="Millet").exists()


def test_what_the_gate_refuses_changes_nothing(roadmap):
    with pytest.raises(OutlineRefused, match=r"Dough.*has no item"):
        apply(roadmap, TEXT.replace("- Yeast: Wild yeast, Bakers yeast", "").replace("Rye", "Millet"))
    assert text_of(roadmap) == TEXT


def test_a_new_roadmap_that_the_gate_refuses_is_not_made():
    with pytest.raises(OutlineRefused, match="it has no stage"):
        create_from_outline(outline=read_outline("# Empty\n").outline)
    assert not Roadmap.objects.exists()


def test_a_copy_starts_fresh(roadmap, learner):
    set_item(user=learner, item=Item.objects.get(title="Rye"), done=True)
    copy = create_from_outline(outline=outline_of(roadmap), slug="copy", published=True)
    assert read_standing(learner, tree(copy)).progress.done == 0
    assert Completion.objects.count() == 1


def test_each_change_is_in_the_history_with_its_reason(roadmap):
    apply(roadmap, TEXT.replace("Wheat", "Wheats"))
    first, *_ = Item.objects.get(title="Wheats").history.all()
    assert (first.title, first.history_change_reason) == ("Wheats", "Edited as text")


def test_the_affected_are_counted_as_people(roadmap):
    for user in (make_user(), make_user()):
        for title in ("Wheat", "Rye"):
            set_item(user=user, item=Item.objects.get(title=title), done=True)
    found = apply(roadmap, TEXT.replace("Wheat, ", "").replace("### Flour", "### Meal"))
    assert {(row.change.title, row.reach.some) for row in affected(found.changes)} == {("Flour", 2), ("Wheat", 2)}


@pytest.mark.parametrize("size", [1, 30])
def test_reading_a_roadmap_costs_the_same_for_one_topic_and_for_many(size):
    stage = make_stage()
    for _ in range(size):
        make_topic(stage)
    with queries(at_most=4):
        outline_of(stage.roadmap)


def test_odd_marks_survive_this_database(roadmap):
    odd = "emoji 🚀, “curly”: عربي; 数学 \\ ~~x~~ (a, b)"
    item = Item.objects.get(title="Rye")
    item.title = odd
    save_content(item)
    assert apply(roadmap, text_of(roadmap)).changes == ()
    assert Item.objects.get(pk=item.pk).title == odd
