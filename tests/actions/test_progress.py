"""Ticking, skipping, undoing: set, not toggled, and never lost."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from roadmap_app.actions import progress as act
from roadmap_app.actions.curriculum import set_retired
from roadmap_app.models import Activity, Completion, Item, Skip
from roadmap_app.queries.progress import change_of
from tests.makers import make_item, make_topic, make_user
from tests.recorded import recorded_state

pytestmark = pytest.mark.django_db


def done_ids(user):
    return set(Completion.objects.filter(user=user).values_list("item_id", flat=True))


def test_set_item_done_twice_is_done_once(learner):
    item = make_item()
    assert act.set_item(user=learner, item=item, done=True) is not None
    first = Completion.objects.get().done_at
    assert act.set_item(user=learner, item=item, done=True) is None
    assert Completion.objects.get().done_at == first
    assert Activity.objects.count() == 1


def test_set_item_open_twice_is_open(learner):
    item = make_item()
    act.set_item(user=learner, item=item, done=True)
    assert act.set_item(user=learner, item=item, done=False) is not None
    assert act.set_item(user=learner, item=item, done=False) is None
    assert not Completion.objects.exists()
    assert [row.verb for row in Activity.objects.order_by("pk")] == ["ticked", "unticked"]


@pytest.mark.parametrize("done", [True, False])
def test_a_tick_is_one_message(learner, done, django_assert_num_queries):
    item = make_item()
    act.set_item(user=learner, item=item, done=not done)
    # SQLite takes each statement for itself, without a message to a server.
    with django_assert_num_queries(1 if connection.vendor == "postgresql" else 2):
        assert act.set_item(user=learner, item=item, done=done)


def test_set_topic_ticks_what_is_open_and_not_retired(learner):
    topic = make_topic(items=3)
    retired = make_item(topic, retired=True)
    act.set_item(user=learner, item=topic.items.first(), done=True)
    change = act.set_topic(user=learner, topic=topic, done=True)
    assert Activity.objects.filter(change=change).count() == 2
    assert done_ids(learner) == set(topic.items.exclude(pk=retired.pk).values_list("pk", flat=True))
    assert act.set_topic(user=learner, topic=topic, done=True) is None


def test_set_topic_open_unticks_all_of_the_learner_only(learner):
    topic, other = make_topic(items=3), make_user()
    for user in (learner, other):
        act.set_topic(user=user, topic=topic, done=True)
    act.set_topic(user=learner, topic=topic, done=False)
    assert done_ids(learner) == set()
    assert len(done_ids(other)) == 3


def test_skip_and_take_back_keep_the_ticks(learner):
    topic = make_topic(items=2)
    act.set_topic(user=learner, topic=topic, done=True)
    assert act.set_skip(user=learner, topic=topic, skipped=True) is not None
    assert act.set_skip(user=learner, topic=topic, skipped=True) is None
    assert act.set_skip(user=learner, topic=topic, skipped=False) is not None
    assert act.set_skip(user=learner, topic=topic, skipped=False) is None
    assert len(done_ids(learner)) == 2


def test_undo_of_a_topic_leaves_what_was_ticked_before(learner):
    topic = make_topic(items=3)
    before = topic.items.first()
    act.set_item(user=learner, item=before, done=True)
    change = act.set_topic(user=learner, topic=topic, done=True)
    assert act.undo(user=learner, rows=change_of(learner, change)) is not None
    assert done_ids(learner) == {before.pk}


def test_undo_twice_is_undo_once(learner):
    change = act.set_item(user=learner, item=make_item(), done=True)
    act.undo(user=learner, rows=change_of(learner, change))
    assert act.undo(user=learner, rows=change_of(learner, change)) is None
    assert done_ids(learner) == set()


def test_undo_of_an_untick_brings_back_the_moment_it_was_done(learner):
    item = make_item()
    act.set_item(user=learner, item=item, done=True)
    moment = Completion.objects.get().done_at
    change = act.set_item(user=learner, item=item, done=False)
    act.undo(user=learner, rows=change_of(learner, change))
    assert Completion.objects.get().done_at == moment


def test_a_second_undo_of_an_untick_still_knows_the_first_moment(learner, time_machine):
    item = make_item()
    time_machine.move_to("2026-01-01T12:00:00Z", tick=False)
    act.set_item(user=learner, item=item, done=True)
    for month in ("02", "04"):
        time_machine.move_to(f"2026-{month}-01T12:00:00Z", tick=False)
        change = act.set_item(user=learner, item=item, done=False)
        act.undo(user=learner, rows=change_of(learner, change))
    assert str(Completion.objects.get().done_at.date()) == "2026-01-01"


@pytest.mark.parametrize("count", [1, 30])
def test_undo_costs_the_same_for_many_items(learner, count, django_assert_max_num_queries):
    topic = make_topic(items=count)
    act.set_topic(user=learner, topic=topic, done=True)
    rows = change_of(learner, act.set_topic(user=learner, topic=topic, done=False))
    with django_assert_max_num_queries(9):
        act.undo(user=learner, rows=rows)


def test_undo_of_undo_is_redo(learner):
    topic = make_topic(items=2)
    for change in (
        act.set_topic(user=learner, topic=topic, done=True),
        act.set_skip(user=learner, topic=topic, skipped=True),
    ):
        back = act.undo(user=learner, rows=change_of(learner, change))
        act.undo(user=learner, rows=change_of(learner, back))
    assert len(done_ids(learner)) == 2
    assert Skip.objects.filter(user=learner, topic=topic).exists()


def test_a_change_of_another_learner_is_not_found(learner):
    change = act.set_item(user=learner, item=make_item(), done=True)
    assert change_of(make_user(), change) == []


steps = st.lists(
    st.one_of(
        st.tuples(st.just("item"), st.integers(0, 5), st.booleans()),
        st.tuples(st.just("topic"), st.integers(0, 1), st.booleans()),
        st.tuples(st.just("skip"), st.integers(0, 1), st.booleans()),
        st.tuples(st.just("undo"), st.integers(0, 9), st.just(True)),
        st.tuples(st.just("retire"), st.integers(0, 5), st.booleans()),
    ),
    max_size=12,
)


class RecordTests(TestCase):
    """The record alone is enough to rebuild the state."""

    @settings(max_examples=40, deadline=None)
    @given(steps)
    def test_activity_rebuilds_the_stored_state(self, walk):
        learner, other = make_user(), make_user()
        topics = [make_topic(items=3), make_topic(items=3)]
        items = list(Item.objects.filter(topic__in=topics).order_by("pk"))
        act.set_topic(user=other, topic=topics[0], done=True)
        changes = []
        for what, which, wanted in walk:
            if what == "item":
                changes.append(act.set_item(user=learner, item=items[which], done=wanted))
            elif what == "topic":
                changes.append(act.set_topic(user=learner, topic=topics[which], done=wanted))
            elif what == "skip":
                changes.append(act.set_skip(user=learner, topic=topics[which], skipped=wanted))
            elif what == "retire":
                set_retired([items[which]], retired=wanted)
            elif made := [change for change in changes if change]:
                changes.append(act.undo(user=learner, rows=change_of(learner, made[which % len(made)])))
        done, skipped = recorded_state(learner)
        assert done == done_ids(learner)
        assert skipped == set(Skip.objects.filter(user=learner).values_list("topic_id", flat=True))
        assert len(done_ids(other)) == 3
