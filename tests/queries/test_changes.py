"""What changed on a roadmap since a learner's last visit."""

import pytest

from roadmap_app.actions.curriculum import save_content, set_retired
from roadmap_app.actions.progress import set_item
from roadmap_app.actions.visits import begin_visits
from roadmap_app.models import Edition, Roadmap
from roadmap_app.queries.changes import known_to, news_of
from roadmap_app.queries.curriculum import tree
from roadmap_app.queries.progress import read_standing
from tests.makers import make_item, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make_topic(items=3)


def standing(user):
    return read_standing(user, tree(Roadmap.objects.get()))


def news(user):
    now = standing(user)
    return news_of(now, known_to(now))


def test_before_the_first_visit_and_right_after_it_there_is_no_news(learner, topic):
    assert known_to(standing(learner)) is None and news(learner) is None
    begin_visits(user=learner, tree=tree(topic.roadmap))
    assert known_to(standing(learner)) == tree(topic.roadmap).known_items
    assert news(learner) is None


@pytest.mark.parametrize("count", [1, 30])
def test_changes_are_grouped_by_kind_in_one_query(learner, topic, count, django_assert_num_queries):
    begin_visits(user=learner, tree=tree(topic.roadmap))
    first, second, _ = topic.items.all()
    set_item(user=learner, item=first, done=True)
    set_retired([first], retired=True)
    second.title = "Renamed"
    save_content(second)
    for _ in range(count):
        save_content(make_item(topic))
    now = standing(learner)
    with django_assert_num_queries(1):
        found = news_of(now, known_to(now))
    assert [(label, len(lines)) for label, lines in found.groups] == [("New", count), ("Renamed", 1), ("Retired", 1)]
    assert (found.count, found.is_long) == (count + 2, count > 1)
    (retired,) = found.groups[-1][1]
    assert retired.is_done and retired.url.endswith(f"#item-{first.pk}")


def test_a_retired_item_that_the_learner_has_not_done_has_no_address(learner, topic):
    begin_visits(user=learner, tree=tree(topic.roadmap))
    set_retired([topic.items.first()], retired=True)
    assert [line.url for _, lines in news(learner).groups for line in lines] == [""]


def test_an_edition_from_before_items_were_to_be_shown_tells_which_are_now(learner, topic):
    begin_visits(user=learner, tree=tree(topic.roadmap))
    edition = Edition.objects.get()
    edition.items = {row_id: values[:4] for row_id, values in edition.items.items()}
    edition.save()
    first, second, _ = topic.items.all()
    first.sign_off, second.sign_off, second.title = True, True, "Renamed"
    save_content(first)
    save_content(second)
    found = [(label, [(line.change.now.title, line.also) for line in lines]) for label, lines in news(learner).groups]
    renamed = ("Renamed", [("Renamed", "to be shown to somebody")])
    assert found == [renamed, ("To be shown to somebody", [(first.title, "")])]


def test_without_the_edition_nothing_is_known(learner, topic):
    begin_visits(user=learner, tree=tree(topic.roadmap))
    save_content(make_item(topic))
    Edition.objects.all().delete()
    assert news(learner) is None
