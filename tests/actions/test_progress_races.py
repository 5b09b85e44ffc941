"""Two tabs at the same moment, on PostgreSQL; on SQLite, BEGIN makes a writer wait for the other."""

import json
from functools import partial

import pytest

from roadmap_app.actions import progress as act
from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.decide import Decision, decide
from roadmap_app.actions.load_roadmap import load_fixture
from roadmap_app.actions.notes import NoteConflict, save_note
from roadmap_app.actions.outline import OutlineConflict, apply_outline, create_from_outline
from roadmap_app.models import Activity, Completion, Item, LoadedEntry, Note, Roadmap
from roadmap_app.outline.reader import read_outline
from tests.concurrency import several_writers, together
from tests.makers import make_topic, make_user
from tests.outline.small_outline import TEXT
from tests.recorded import recorded_state
from tests.small_roadmap import small

pytestmark = [pytest.mark.django_db(transaction=True), several_writers]


@pytest.mark.parametrize("round_", range(8))
def test_the_record_matches_the_state_whatever_two_tabs_do(round_):
    learner, topic = make_user(), make_topic(items=6)
    item = topic.items.first()
    ways = [
        lambda: act.set_topic(user=learner, topic=topic, done=True),
        lambda: act.set_item(user=learner, item=item, done=round_ % 2 == 0),
        lambda: act.set_topic(user=learner, topic=topic, done=round_ % 4 > 1),
    ]
    if round_ > 3:
        act.set_topic(user=learner, topic=topic, done=True)
    together(*ways)
    done = set(Completion.objects.filter(user=learner).values_list("item_id", flat=True))
    assert recorded_state(learner)[0] == done


def test_the_record_matches_the_state_whatever_four_tabs_do():
    """Without a lock, a tick found the item ticked, then unticked on a second look; another was only recorded."""
    for round_ in range(60):
        learner, topic = make_user(), make_topic(items=6)
        item = topic.items.first()
        if round_ % 3 == 0:
            act.set_topic(user=learner, topic=topic, done=True)
        ways = [
            (act.set_topic, {"topic": topic, "done": True}),
            (act.set_item, {"item": item, "done": False}),
            (act.set_topic, {"topic": topic, "done": round_ % 2 == 0}),
            (act.set_item, {"item": item, "done": round_ % 5 == 0}),
        ]
        together(*[partial(verb, user=learner, **how) for verb, how in ways])
        done = set(Completion.objects.filter(user=learner).values_list("item_id", flat=True))
        assert recorded_state(learner)[0] == done, round_


@pytest.mark.parametrize("round_", range(4))
def test_two_ticks_of_one_item_are_one(round_):
    learner, topic = make_user(), make_topic(items=1)
    item = topic.items.get()
    changes = together(*[lambda: act.set_item(user=learner, item=item, done=True)] * 2)
    assert len([change for change in changes if change]) == 1
    assert Completion.objects.count() == Activity.objects.count() == 1


@pytest.mark.parametrize("round_", range(4))
def test_two_first_saves_of_a_note_lose_neither(round_):
    learner, topic = make_user(), make_topic()
    texts = ["from one", "from two"]
    saves = [partial(save_note, user=learner, topic=topic, body=text, version=0) for text in texts]
    found = together(*saves, catch=NoteConflict)
    (conflict,) = [one for one in found if isinstance(one, NoteConflict)]
    assert conflict.stored.body == Note.objects.get().body


@pytest.mark.parametrize("round_", range(4))
def test_two_editors_who_apply_at_once_do_not_both_succeed(round_):
    roadmap = create_from_outline(outline=read_outline(TEXT).outline)
    texts = [TEXT.replace("Rye", "Millet"), TEXT.replace("Rye", "Oats")]

    def apply(text):
        return apply_outline(roadmap=roadmap, outline=read_outline(text).outline, version=roadmap.version)

    found = together(*[partial(apply, text) for text in texts], catch=OutlineConflict)
    assert len([one for one in found if isinstance(one, OutlineConflict)]) == 1
    assert Item.objects.filter(title__in=["Millet", "Oats"]).count() == 1


@pytest.mark.parametrize("round_", range(6))
def test_an_edit_in_the_admin_and_one_as_text_wait_for_each_other(round_):
    roadmap = create_from_outline(outline=read_outline(TEXT).outline)
    rye = Item.objects.get(title="Rye")

    def in_the_admin():
        rye.title = "Rye, from the admin"
        save_content(rye)

    def as_text():
        outline = read_outline(TEXT.replace("Rye", "Rye flour")).outline
        try:
            apply_outline(roadmap=roadmap, outline=outline, version=roadmap.version)
        except OutlineConflict as conflict:
            return conflict
        return None

    _, as_text_found = together(in_the_admin, as_text)
    # The last one wins; a text that came last noticed the other.
    assert Item.objects.get(pk=rye.pk).title == "Rye, from the admin"
    assert as_text_found is None or isinstance(as_text_found, OutlineConflict)


@pytest.mark.parametrize("round_", range(6))
def test_a_load_an_edit_and_a_decision_wait_for_each_other(round_, tmp_path):
    path = tmp_path / "small.json"

    def ship(title):
        rows = small()
        rows[3]["fields"]["title"] = title
        path.write_text(json.dumps(rows))
        return load_fixture(path)

    def edit(**fields):
        row = Item.objects.get(ref="i1")
        for name, value in fields.items():
            setattr(row, name, value)
        save_content(row)

    ship("First")
    edit(title="Ours")
    ship("Theirs")
    waiting = LoadedEntry.objects.get(shipped__isnull=False)
    (_, _, decided) = together(
        lambda: ship("Newer"), lambda: edit(hint="New"), lambda: decide([Decision(waiting, ["title"])])
    )
    assert decided is None
    assert Roadmap.objects.count() == 1 and Item.objects.get(ref="i1").title in ("Ours", "Theirs", "Newer")
