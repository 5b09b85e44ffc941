"""A learner's work by their own days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from time_machine import travel

from roadmap_app.actions.notes import save_note
from roadmap_app.actions.progress import set_item, set_skip, set_topic, undo
from roadmap_app.domain.activity_calendar import Work
from roadmap_app.models import Activity, Completion
from roadmap_app.queries.activity import WORK, done_by_day, work_by_day
from roadmap_app.queries.progress import change_of
from tests.makers import make_topic, make_user

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def topic():
    return make_topic(items=3)


def on(days):
    return travel(MONDAY + timedelta(days=days), tick=False)


def test_an_item_ticked_unticked_and_ticked_counts_once(learner, topic):
    with on(0):
        for done in (True, False, True):
            set_item(user=learner, item=topic.items.first(), done=done)
    assert work_by_day(learner) == {date(2026, 3, 2): Work(1)}


def test_what_was_unticked_on_the_same_day_is_no_work_and_later_it_stays(learner, topic):
    first, second, _ = topic.items.all()
    with on(0):
        set_topic(user=learner, topic=topic, done=True)
        set_item(user=learner, item=first, done=False)
    with on(1):
        set_item(user=learner, item=second, done=False)
    assert work_by_day(learner) == {date(2026, 3, 2): Work(2)}
    assert done_by_day(learner, [first.pk, second.pk]) == {date(2026, 3, 2): 1, date(2026, 3, 3): -1}


def test_an_item_that_is_unticked_by_mistake_is_no_work_when_it_is_ticked_again(learner, topic):
    item = topic.items.first()
    with on(0):
        set_item(user=learner, item=item, done=True)
    with on(1):
        change = set_item(user=learner, item=item, done=False)
    with on(2):
        undo(user=learner, rows=change_of(learner, change))
    assert work_by_day(learner) == {date(2026, 3, 2): Work(1)}
    assert done_by_day(learner, [item.pk]) == {date(2026, 3, 2): 1}
    with on(3):
        set_item(user=learner, item=item, done=False)
        set_item(user=learner, item=item, done=True)
    assert work_by_day(learner) == {date(2026, 3, 2): Work(1)}


def test_visits_and_skips_are_no_work_and_notes_count_once_a_topic_and_day(learner, topic, learner_client):
    with on(0):
        learner_client.get("/")
        set_skip(user=learner, topic=topic, skipped=True)
        set_skip(user=learner, topic=topic, skipped=False)
    assert work_by_day(learner) == {}
    with on(1):
        for version, body in enumerate(("a", "ab", "abc")):
            save_note(user=learner, topic=topic, body=body, version=version)
        save_note(user=learner, topic=make_topic(), body="another", version=0)
    assert work_by_day(learner) == {date(2026, 3, 3): Work(0, 2)}


def test_the_work_of_others_and_of_unknown_days_is_left_out(learner, topic):
    set_topic(user=make_user(), topic=topic, done=True)
    Activity.objects.create(user=learner, verb="noted", topic=topic)
    assert work_by_day(learner) == {} and done_by_day(learner, [item.pk for item in topic.items.all()]) == {}


def test_the_work_is_read_by_the_index_by_day(learner):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            ("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + WORK, [learner.pk]
        )
        assert "activity_of_day" in str(cursor.fetchall())


class Sums(TestCase):
    """What changed day by day adds up to what is done."""

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.integers(0, 3), st.booleans()), max_size=12))
    def test_changes_by_day_add_up_to_the_completions(self, steps):
        user, items = make_user(), list(make_topic(items=3).items.all())
        day, change = 0, None
        for place, done, later, undone in steps:
            day += later
            with on(day):
                if undone and change:
                    undo(user=user, rows=change_of(user, change))
                change = set_item(user=user, item=items[place], done=done)
        changes = done_by_day(user, [item.pk for item in items])
        assert sum(changes.values()) == Completion.objects.filter(user=user).count()
        assert list(changes) == sorted(changes)
        assert all(0 < work.items <= 3 for work in work_by_day(user).values())
