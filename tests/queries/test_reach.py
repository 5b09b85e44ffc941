"""How many learners have completed content: counted on demand, as the worker counted them, and up to a limit."""

from datetime import UTC, datetime

import pytest
from django.db.models import ProtectedError

from roadmap_app.actions.curriculum import delete_content
from roadmap_app.actions.progress import set_item, set_topic
from roadmap_app.actions.resources import set_resource_state
from roadmap_app.admin.reasons import why_kept
from roadmap_app.domain.reach import Learners, Reach
from roadmap_app.models import Completion, Item, ReachCount, Resource, Stage, Topic
from roadmap_app.queries import reach as module
from roadmap_app.queries.editing import with_counts
from roadmap_app.queries.reach import completers, counted_at, holders, learners_of, reach
from tests.makers import make_item, make_resource, make_roadmap, make_topic, make_user

pytestmark = pytest.mark.django_db
COUNTED = datetime(2026, 11, 29, 10, 15, tzinfo=UTC)


def keep(row, some, every):
    """Store that the worker counted so many learners of ROW."""
    ReachCount.objects.create(model=row._meta.model_name, row_id=row.pk, some=some, every=every, counted_at=COUNTED)


def test_reach_counts_who_has_done_some_and_who_has_done_all(topic, learner):
    set_item(user=learner, item=topic.items.first(), done=True)
    set_topic(user=make_user(), topic=topic, done=True)
    assert reach(Topic, [topic.pk]) == {topic.pk: Reach(2, 1)}
    assert reach(Item, [topic.items.last().pk]) == {topic.items.last().pk: Reach(1, 1, is_item=True)}
    assert reach(Resource, [1]) == {}


def test_a_retired_item_is_not_needed_for_all_but_counts_for_some(topic, learner):
    retired = make_item(topic, retired=True)
    set_topic(user=learner, topic=topic, done=True)
    set_item(user=make_user(), item=retired, done=True)
    assert reach(Stage, [topic.stage.pk]) == {topic.stage.pk: Reach(2, 1)}


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_is_counted_in_two_queries(topic, learner, count, django_assert_num_queries):
    topics = [topic, *(make_topic(topic.stage) for _ in range(count - 1))]
    for each in topics:
        set_topic(user=learner, topic=each, done=True)
    with django_assert_num_queries(2):
        assert len(completers(topics)) == count
    assert learners_of(topics) == Learners(1)
    assert completers([]) == {} and learners_of([]) == Learners(0)


@pytest.mark.parametrize("count", [1, 30])
def test_the_workers_counts_are_read_in_one_query_and_nothing_is_counted(topic, count, django_assert_num_queries):
    topics = [topic, *(make_topic(topic.stage) for _ in range(count - 1))]
    for each in topics:
        keep(each, 48_912, 1_020)
    assert counted_at() == with_counts(Topic.objects.all()).first().learners_counted_at == COUNTED
    with django_assert_num_queries(1) as queries:
        assert completers(topics, COUNTED) == {each.pk: Reach(48_912, 1_020) for each in topics}
    assert not any(Completion._meta.db_table in query["sql"] for query in queries.captured_queries)


def test_counts_of_different_models_are_not_mixed_up(topic):
    item = topic.items.first()
    for number, row in enumerate((topic.stage, topic, item), start=5):
        ReachCount.objects.create(model=row._meta.model_name, row_id=77, some=number, every=0, counted_at=COUNTED)
    assert reach(Stage, [77], COUNTED) == {77: Reach(5)}
    assert reach(Topic, [77], COUNTED) == {77: Reach(6)}
    assert reach(Item, [77], COUNTED) == {77: Reach(7, 0, is_item=True)}
    assert reach(Resource, [77], COUNTED) == {}


def test_a_row_that_the_worker_found_without_learners_has_none(topic, learner):
    keep(make_topic(topic.stage), 9, 9)
    set_topic(user=learner, topic=topic, done=True)
    assert completers([topic], COUNTED) == {} and learners_of([topic], COUNTED) == Learners(0)
    assert completers([topic]) == {topic.pk: Reach(1, 1)}


def test_of_several_rows_the_workers_counts_tell_the_least_number(topic):
    first, second = topic.items.all()
    keep(first, 9, 9), keep(second, 12, 12)
    assert learners_of([first], COUNTED) == Learners(9)
    assert learners_of([first, second], COUNTED) == Learners(12, is_least=True)


def test_without_counts_by_the_worker_there_is_no_time(topic, learner):
    set_topic(user=learner, topic=topic, done=True)
    assert counted_at() is None and learners_of(topic.items.all()) == Learners(1)


def test_what_learners_have_begun_to_read_is_kept_for_them(topic, learner):
    resource = make_resource(topic)
    assert why_kept(resource) == "" and holders(topic) == Learners(0)
    set_resource_state(user=learner, resource=resource, state="reading")
    assert holders(resource) == holders(topic) == holders(topic.roadmap) == Learners(1)
    assert why_kept(resource).startswith(f"Under 5 learners have begun to read “{resource}”, so it cannot be deleted.")
    with pytest.raises(ProtectedError):
        delete_content(topic)


def test_holders_are_counted_up_to_a_limit_of_entries(topic, learner, monkeypatch, django_assert_num_queries):
    for user in (learner, make_user(), make_user()):
        set_topic(user=user, topic=topic, done=True)
    monkeypatch.setattr(module, "MAX_ENTRIES", 7)
    assert holders(topic) == holders(topic.stage) == holders(topic.roadmap) == Learners(3)
    monkeypatch.setattr(module, "MAX_ENTRIES", 2)
    found = holders(topic)
    assert found.is_least and 1 <= found.count <= 2
    assert holders(topic.items.first()).is_least
    for row, count, limited in ((topic, 5, 3), (topic.roadmap, 5, 3), (topic.items.first(), 1, 1)):
        with django_assert_num_queries(count) as queries:
            holders(row)
        assert sum("LIMIT 2" in query["sql"] for query in queries.captured_queries) == limited


def test_learners_hold_the_topic_that_their_item_had_and_the_one_that_it_has_now(topic, learner):
    item, other = topic.items.first(), make_topic(topic.stage)
    set_item(user=learner, item=item, done=True)
    item.topic = other
    item.save()
    assert holders(topic) == holders(other) == holders(item) == Learners(1)
    assert holders(make_topic()) == holders(make_roadmap()) == Learners(0)
