"""The owners' numbers as they are counted: from completions and activity, or as the worker has kept them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from roadmap_app.actions import reach as kept
from roadmap_app.actions.notes import save_note
from roadmap_app.actions.progress import set_item, set_skip
from roadmap_app.domain.numbers import Kind
from roadmap_app.models import Completion, Item
from roadmap_app.queries.numbers import count_numbers, read_numbers
from roadmap_app.queries.reach import counted_at
from tests.makers import make_roadmap, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = NOW.date()
THIS_WEEK = date(2026, 11, 23).toordinal()


@pytest.fixture
def stage():
    """Two topics of two items."""
    stage = make_stage()
    make_topic(stage, items=2)
    make_topic(stage, items=2)
    return stage


def tick(user, topic, at, count=1):
    with time_machine.travel(at, tick=False):
        for item in topic.items.all()[:count]:
            set_item(user=user, item=item, done=True)


def test_learners_are_counted_as_what_they_are(stage):
    first, second = stage.topics.all()
    tick(make_user(), first, NOW)
    stopped, finished = make_user(), make_user()
    tick(stopped, first, NOW - timedelta(days=40), count=2)
    tick(finished, first, NOW - timedelta(days=40), count=2)
    tick(finished, second, NOW - timedelta(days=300), count=2)
    tick(make_user(), make_topic(make_stage(make_roadmap(is_published=False))), NOW - timedelta(days=40))
    roadmap = stage.roadmap_id
    october = date(2026, 10, 12).toordinal()
    assert count_numbers(TODAY) == {
        (Kind.BEGAN, roadmap): 3,
        (Kind.MOVING, roadmap): 1,
        (Kind.STOPPED, second.pk): 1,
        (Kind.FINISHED, roadmap): 1,
        (Kind.WEEK, THIS_WEEK): 1,
        (Kind.WEEK, october): 3,
    }


def test_an_item_that_is_retired_or_skipped_is_not_needed(stage, learner):
    first, second = stage.topics.all()
    tick(learner, first, NOW, count=1)
    Item.objects.filter(pk=first.items.last().pk).update(retired=True)
    set_skip(user=learner, topic=second, skipped=True)
    assert count_numbers(TODAY)[Kind.FINISHED, stage.roadmap_id] == 1


def test_days_are_the_learners_own(stage):
    """Sunday night in UTC is Monday in Auckland: of the week that begins, and not yet four weeks ago."""
    topic, east = stage.topics.first(), make_user(time_zone="Pacific/Auckland")
    tick(east, topic, datetime(2026, 11, 15, 20, tzinfo=UTC))
    assert count_numbers(TODAY)[Kind.MOVING, stage.roadmap_id] == 1
    assert count_numbers(TODAY)[Kind.WEEK, THIS_WEEK - 7] == 1
    Completion.objects.update(done_at=datetime(2026, 10, 28, 20, tzinfo=UTC))
    assert (Kind.STOPPED, topic.pk) not in count_numbers(TODAY)
    tick(make_user(time_zone="UTC"), topic, datetime(2026, 10, 28, 20, tzinfo=UTC))
    assert count_numbers(TODAY)[Kind.STOPPED, topic.pk] == 1


def test_a_note_is_activity_but_no_beginning(stage, learner):
    with time_machine.travel(NOW, tick=False):
        save_note(user=learner, topic=stage.topics.first(), body="A thought.", version=0)
    assert count_numbers(TODAY) == {(Kind.WEEK, THIS_WEEK): 1}


@pytest.mark.parametrize("count", [1, 30])
def test_the_numbers_take_the_same_queries_for_30_as_for_one(stage, count, django_assert_num_queries):
    for _ in range(count):
        tick(make_user(), make_topic(make_stage(), items=1), NOW)
    with django_assert_num_queries(9):
        assert len(read_numbers(TODAY, None).roadmaps) == count + 1


def test_the_workers_numbers_are_the_same_and_nothing_is_counted(stage, monkeypatch, django_assert_num_queries):
    for _ in range(6):
        tick(make_user(), stage.topics.first(), NOW)
    exact = read_numbers(TODAY, None)
    monkeypatch.setattr(kept, "MAX_COUNTED_ON_DEMAND", 3)
    with time_machine.travel(NOW, tick=False):
        kept.count_learners()
    kept_at = counted_at()
    with django_assert_num_queries(4) as queries:
        assert read_numbers(TODAY, kept_at) == exact
    assert not any(Completion._meta.db_table in query["sql"] for query in queries.captured_queries)
    assert str(exact.roadmaps[0].moving) == "5"


def test_learners_stop_at_the_first_topic_in_the_order_of_the_pages():
    roadmap = make_roadmap()
    late = make_topic(make_stage(roadmap, position=1, start_month=6, end_month=12))
    early = make_topic(make_stage(roadmap, position=2, start_month=0, end_month=6))
    walked = make_topic(make_stage(roadmap, position=3, start_month=12, end_month=18))
    tick(make_user(), walked, NOW - timedelta(days=40))
    counts = count_numbers(TODAY)
    assert counts[Kind.STOPPED, early.pk] == 1 and (Kind.STOPPED, late.pk) not in counts
