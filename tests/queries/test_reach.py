"""How many learners have completed content, and how many depend on it, up to a limit."""

import pytest

from roadmap_app.actions.progress import set_item, set_topic
from roadmap_app.domain.reach import Learners, Reach
from roadmap_app.models import Item, Resource, Stage, Topic
from roadmap_app.queries import reach as module
from roadmap_app.queries.reach import completers, holders, learners_of, reach
from tests.makers import make_item, make_roadmap, make_topic, make_user

pytestmark = pytest.mark.django_db


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
    assert learners_of(topics) == 1
    assert completers([]) == {} and learners_of([]) == 0


def test_holders_are_counted_up_to_a_limit_of_entries(topic, learner, monkeypatch, django_assert_num_queries):
    for user in (learner, make_user(), make_user()):
        set_topic(user=user, topic=topic, done=True)
    monkeypatch.setattr(module, "MAX_ENTRIES", 7)
    assert holders(topic) == holders(topic.stage) == holders(topic.roadmap) == Learners(3)
    monkeypatch.setattr(module, "MAX_ENTRIES", 2)
    found = holders(topic)
    assert found.is_least and 1 <= found.count <= 2
    assert holders(topic.items.first()).is_least
    for row, count, limited in ((topic, 4, 2), (topic.roadmap, 4, 2), (topic.items.first(), 1, 1)):
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
