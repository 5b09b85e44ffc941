"""One pass over all completions: it gives what counting row by row gives."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from roadmap_app.models import Completion, Item, Stage, Topic
from roadmap_app.queries.completed import read_completed
from roadmap_app.queries.reach import count_reach
from roadmap_app.queries.reach_of_all import ReachOfAll
from tests.makers import make_roadmap, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def items():
    """The items of two roadmaps, each of two stages of two topics, some retired; three are done by nobody."""
    stages = [make_stage(roadmap) for roadmap in (make_roadmap(), make_roadmap()) for _ in range(2)]
    topics = [make_topic(stage, items=3) for stage in stages for _ in range(2)]
    Topic.objects.filter(pk=topics[1].pk).update(retired=True)
    Stage.objects.filter(pk=stages[1].pk).update(retired=True)
    items = list(Item.objects.order_by("pk"))
    Item.objects.filter(pk__in=[items[0].pk, *(item.pk for item in topics[6].items.all())]).update(retired=True)
    make_topic(stages[0], items=3)
    return items


@pytest.mark.parametrize("seed", range(5))
def test_all_content_has_the_learners_that_each_row_has(items, seed):
    drawn = random.Random(seed)
    for share in (0.5, 0.9, 1.0):
        user = make_user()
        Completion.objects.bulk_create(Completion(user=user, item=item) for item in items if drawn.random() < share)
    reach = ReachOfAll()
    for completed in read_completed():
        reach.add(completed)
    found = reach.found()
    for model in (Stage, Topic, Item):
        exact = count_reach(model, model._default_manager.values_list("pk", flat=True))
        assert {key: each for kind, key, each in found if kind is model} == exact
    assert any(each.every for _, _, each in found) and any(each.every < each.some for _, _, each in found)


def test_what_is_completed_is_read_by_learner_and_roadmap(items):
    ada, bo = make_user(), make_user()
    done = [(ada, items[0], 3), (ada, items[5], 1), (ada, items[-1], 2), (bo, items[5], 9)]
    for user, item, days in done:
        Completion.objects.create(user=user, item=item, done_at=NOW - timedelta(days=days))
    first, second = (item.topic.stage.roadmap_id for item in (items[0], items[-1]))
    assert sorted(read_completed()) == [
        (ada.pk, first, {items[0].pk, items[5].pk}, NOW - timedelta(days=1)),
        (ada.pk, second, {items[-1].pk}, NOW - timedelta(days=2)),
        (bo.pk, first, {items[5].pk}, NOW - timedelta(days=9)),
    ]
