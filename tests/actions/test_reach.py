"""Counting the learners of all content: kept while there are many completions, and removed when there are few."""

import pytest

from roadmap_app.actions import reach as module
from roadmap_app.actions.progress import set_item, set_topic
from roadmap_app.actions.reach import count_learners
from roadmap_app.domain.numbers import Kind
from roadmap_app.domain.reach import Reach
from roadmap_app.models import Item, ReachCount, Stage, Topic
from roadmap_app.queries.reach import counted_at, reach
from tests.makers import make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(learner):
    """A topic of three items, of which one learner has done all and another the first."""
    topic = make_topic(items=3)
    set_topic(user=learner, topic=topic, done=True)
    set_item(user=make_user(), item=topic.items.first(), done=True)
    return topic


@pytest.fixture
def many(monkeypatch):
    monkeypatch.setattr(module, "MAX_COUNTED_ON_DEMAND", 3)


def test_with_few_completions_pages_count_on_demand(topic, monkeypatch):
    monkeypatch.setattr(module, "MAX_COUNTED_ON_DEMAND", 4)
    assert count_learners() == 0
    set_item(user=make_user(), item=topic.items.last(), done=True)
    assert counted_at() is None and reach(Topic, [topic.pk], counted_at()) == {topic.pk: Reach(3, 1)}


def test_with_many_completions_the_counts_are_kept_as_they_were(topic, many):
    exact = {model: reach(model, model.objects.values_list("pk", flat=True)) for model in (Stage, Topic, Item)}
    assert [len(each) for each in exact.values()] == [1, 1, 3]
    assert count_learners() == ReachCount.objects.exclude(model__in=Kind).count() == 5
    set_item(user=make_user(), item=topic.items.last(), done=True)
    for model, counts in exact.items():
        assert reach(model, model.objects.values_list("pk", flat=True), counted_at()) == counts


def test_a_second_run_counts_again(topic, many):
    count_learners()
    before = counted_at()
    set_item(user=make_user(), item=topic.items.last(), done=True)
    assert count_learners() == ReachCount.objects.exclude(model__in=Kind).count() == 5
    assert reach(Topic, [topic.pk], counted_at()) == {topic.pk: Reach(3, 1)}
    assert counted_at() > before and ReachCount.objects.values("counted_at").distinct().count() == 1


def test_a_row_that_has_lost_its_learners_loses_its_count(topic, many):
    last = topic.items.last()
    other = make_topic(topic.stage, items=1)
    set_topic(user=make_user(), topic=other, done=True)
    count_learners()
    set_item(user=topic.items.last().completion_set.get().user, item=last, done=False)
    count_learners()
    assert reach(Item, [last.pk], counted_at()) == {}
    assert not ReachCount.objects.filter(model="item", row_id=last.pk).exists()


def test_the_counts_are_removed_when_few_completions_are_left(topic, many, learner):
    count_learners()
    set_topic(user=learner, topic=topic, done=False)
    assert count_learners() == 0
    assert counted_at() is None and not ReachCount.objects.exists()
