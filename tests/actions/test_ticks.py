"""Ticking what a snapshot shows: only while it is current, and open to all."""

from dataclasses import replace

import pytest

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.progress import set_item_if_current
from roadmap_app.models import Activity, Completion, Roadmap
from roadmap_app.queries.curriculum import tree
from tests.concurrency import several_writers, together
from tests.makers import make_roadmap, make_topic, make_user


@pytest.fixture
def topic():
    return make_topic(items=2)


def tick(user, topic, snapshot, done=True):
    return set_item_if_current(snapshot, user=user, item_id=topic.items.first().pk, done=done)


@pytest.mark.django_db
def test_the_answer_has_the_state_after_the_tick(learner, topic):
    snapshot, item = tree(topic.roadmap), topic.items.first()
    ticked = tick(learner, topic, snapshot)
    assert ticked.change == Activity.objects.get().change
    assert ticked.state.done == {item.pk} and ticked.state.done_this_week == {item.pk}
    assert (ticked.roadmap.id, ticked.roadmap.version) == (snapshot.id, snapshot.version)
    unticked = tick(learner, topic, snapshot, done=False)
    assert unticked.state.done == set() and not Completion.objects.exists()


@pytest.mark.django_db
def test_setting_the_same_state_again_changes_nothing(learner, topic):
    snapshot = tree(topic.roadmap)
    for _ in range(2):
        ticked = tick(learner, topic, snapshot)
    assert ticked.change is None and len(ticked.state.done) == 1
    assert Completion.objects.count() == Activity.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("change", ["edited", "hidden", "reserved", "address taken", "gone"])
def test_nothing_is_written_on_a_roadmap_that_has_changed(learner, topic, change, done):
    snapshot = tree(topic.roadmap)
    if not done:
        tick(learner, topic, snapshot)
    before = [*Completion.objects.values()], [*Activity.objects.values()]
    if change == "edited":
        save_content(topic)
    elif change == "hidden":
        Roadmap.objects.update(is_published=False)
    elif change == "reserved":
        Roadmap.objects.update(teams_only=True)  # which raises no version
    elif change == "address taken":
        Roadmap.objects.update(slug="moved", version=snapshot.version + 1)
        make_roadmap(slug=snapshot.slug, version=snapshot.version)
    else:
        snapshot = replace(snapshot, id=0, slug="gone")
    assert tick(learner, topic, snapshot, done) is None
    assert ([*Completion.objects.values()], [*Activity.objects.values()]) == before


@pytest.mark.django_db(transaction=True)
@several_writers
@pytest.mark.parametrize("round_", range(8))
def test_a_tick_while_the_roadmap_is_edited_is_stored_or_refused(round_):
    learner, topic = make_user(), make_topic(items=1)
    snapshot = tree(topic.roadmap)
    ticked, _ = together(lambda: tick(learner, topic, snapshot), lambda: save_content(topic))
    assert (ticked is not None) == Completion.objects.filter(user=learner).exists()
