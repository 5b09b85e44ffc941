"""How many items a roadmap had, as its history knows."""

from datetime import UTC, date, datetime

import pytest
from time_machine import travel

from roadmap_app.actions.curriculum import delete_content, set_retired
from roadmap_app.actions.progress import set_item, set_skip
from roadmap_app.models import Item, Roadmap
from roadmap_app.queries.curriculum import tree
from roadmap_app.queries.progress import read_standing
from roadmap_app.queries.scope import scope_by_day
from tests.makers import make_item, make_roadmap, make_stage, make_topic
from tests.snapshots import forget_trees

pytestmark = pytest.mark.django_db


def on(month, day=1):
    return travel(datetime(2026, month, day, 12, tzinfo=UTC), tick=False)


@pytest.fixture
def topic():
    """Return a topic with three items, whose history begins in January."""
    with on(1):
        topic = make_topic(make_stage(make_roadmap(slug="r")), items=0)
        for _ in range(3):
            make_item(topic)
    return topic


def scope(learner):
    forget_trees()
    standing = read_standing(learner, tree(Roadmap.objects.get(slug="r")))
    found = scope_by_day(standing, UTC)
    assert sum(found.values()) == standing.progress.total
    return found


def test_the_first_items_were_always_there_and_later_ones_since_they_were_added(learner, topic):
    with on(3):
        make_item(topic)
    with on(4):
        Item.objects.first().save()  # an edit adds nothing
    assert scope(learner) == {date.min: 3, date(2026, 3, 1): 1}


@pytest.mark.parametrize("what", ["item", "topic", "stage"])
def test_what_is_retired_counts_until_then(learner, topic, what):
    rows = {"item": list(topic.items.all()), "topic": [topic], "stage": [topic.stage]}[what]
    for month, retired in ((2, True), (3, False), (4, True), (5, True)):
        with on(month):
            set_retired(rows, retired=retired)
    assert scope(learner) == {date.min: 3, date(2026, 4, 1): -3}


def test_a_retired_item_that_is_done_counts_on(learner, topic):
    first, second, _ = topic.items.all()
    set_item(user=learner, item=first, done=True)
    with on(2):
        set_retired([first, second], retired=True)
    assert scope(learner) == {date.min: 3, date(2026, 2, 1): -1}


def test_a_skipped_topic_and_deleted_items_do_not_count(learner, topic):
    with on(2):
        other = make_topic(topic.stage, items=0)
        items = [make_item(other) for _ in range(2)]
    assert scope(learner)[date(2026, 2, 1)] == 2
    delete_content(items[0])
    assert scope(learner) == {date.min: 3, date(2026, 2, 1): 1}
    set_skip(user=learner, topic=other, skipped=True)
    assert scope(learner) == {date.min: 3}


def test_items_without_a_history_were_always_there(learner):
    make_topic(make_stage(make_roadmap(slug="r")), items=2)
    assert scope(learner) == {date.min: 2}


def test_a_roadmap_without_items_has_no_scope(learner):
    make_roadmap(slug="r")
    assert scope(learner) == {}
