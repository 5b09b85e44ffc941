"""The history of a roadmap: every change of every row below it."""

import pytest

from roadmap_app.actions.curriculum import delete_content, save_content
from roadmap_app.queries.history import changes_of, changes_of_row, read_changes
from tests.makers import make_item, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make_topic(items=1)


def rename(row, title):
    row.title = title
    save_content(row)


def test_the_latest_change_is_first_and_shows_what_differs(topic):
    item = make_item(topic, title="Old")
    rename(item, "New")
    latest = read_changes(changes_of(topic.roadmap))[0]
    assert (latest.kind, latest.pk, latest.what, latest.is_gone) == ("item", item.pk, "changed", False)
    assert [(each.label, each.old, each.new) for each in latest.differences] == [("Title", "Old", "New")]


def test_a_new_estimate_shows_that_there_was_none(topic):
    item = make_item(topic)
    item.minutes = 30
    save_content(item)
    (difference,) = read_changes(changes_of(topic.roadmap))[0].differences
    assert (difference.label, difference.old, difference.new) == ("Minutes", "nothing", "30")
    item.sign_off = True
    save_content(item)
    (difference,) = read_changes(changes_of(topic.roadmap))[0].differences
    assert (difference.label, difference.old, difference.new) == ("To be shown to somebody", "no", "yes")


def test_a_deletion_can_be_undone_while_the_row_is_gone(topic):
    item = make_item(topic, title="Gone")
    delete_content(item)
    make_item(make_topic(), title="Elsewhere")
    (deleted,) = read_changes(changes_of(topic.roadmap, deleted_only=True))
    assert (deleted.title, deleted.can_be_put_back) == ("Gone", True)


def test_a_move_names_the_parents(topic):
    item, other = make_item(topic), make_topic(topic.stage)
    item.topic = other
    save_content(item)
    (latest,) = changes_of_row(item, [item.history.latest("history_id")])
    assert [(each.label, each.old, each.new) for each in latest.differences] == [("Topic", topic.title, other.title)]


def queries_for(topic, count, django_assert_max_num_queries):
    items = [make_item(topic) for _ in range(count)]
    for item in items:
        rename(item, "New")
    page = list(changes_of(topic.roadmap)[: 2 * count])
    with django_assert_max_num_queries(5) as queries:
        assert len(read_changes(page)) == 2 * count
    return len(queries)


def test_a_page_costs_the_same_for_1_and_for_30_rows(topic, django_assert_max_num_queries):
    assert queries_for(topic, 1, django_assert_max_num_queries) == queries_for(topic, 30, django_assert_max_num_queries)
