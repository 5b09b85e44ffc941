"""Which version of a roadmap a learner knows."""

import pytest

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.visits import begin_visits, see_changes
from roadmap_app.models import Edition, Roadmap, Visit
from roadmap_app.queries.curriculum import tree
from tests.makers import make_item, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make_topic()


def now():
    return tree(Roadmap.objects.get())


def test_a_first_visit_remembers_the_version_and_its_items_once(learner, topic):
    for _ in range(2):
        begin_visits(user=learner, tree=now())
    assert Visit.objects.get().version == now().version
    assert set(Edition.objects.get().items) == {str(item.pk) for item in topic.items.all()}


def test_changes_that_were_not_shown_are_not_remembered(learner, topic):
    begin_visits(user=learner, tree=now())
    shown = now().version
    save_content(make_item(topic))
    assert not see_changes(user=learner, tree=now(), version=shown)
    assert Visit.objects.get().version == shown


def test_an_edition_stays_while_some_learner_knows_it(learner, topic):
    other = make_user()
    for user in (learner, other):
        begin_visits(user=user, tree=now())
    old = now().version
    save_content(make_item(topic))
    assert see_changes(user=learner, tree=now(), version=now().version)
    assert set(Edition.objects.values_list("version", flat=True)) == {old, now().version}
    assert see_changes(user=other, tree=now(), version=now().version)
    assert Edition.objects.get().version == now().version
