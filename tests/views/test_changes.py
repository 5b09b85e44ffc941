"""The list of changes since the last visit: shown to active learners until they dismiss it."""

import re

import pytest
from django.test import Client

from roadmap_app.actions.curriculum import save_content, set_retired
from roadmap_app.actions.outline import create_from_outline
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item, set_skip
from roadmap_app.actions.visits import begin_visits, see_changes
from roadmap_app.models import Edition, Item, Roadmap, Visit
from roadmap_app.queries.curriculum import tree
from roadmap_app.queries.outline import outline_of
from tests.makers import make_item, make_roadmap, make_stage, make_topic, make_user
from tests.views.rituals import HTMX, queries

pytestmark = pytest.mark.django_db
PAGE, ADDRESS = "/roadmaps/r/", "/roadmaps/r/changes/"


@pytest.fixture
def topic():
    return make_topic(make_stage(make_roadmap(slug="r"), slug="s"), title="Flour", slug="t")


@pytest.fixture
def walking(learner_client, learner, topic):
    """Return a client of a learner who has ticked the first item and seen the roadmap."""
    set_item(user=learner, item=topic.items.first(), done=True)
    learner_client.get(PAGE)
    return learner_client


def panel(client):
    """Return the panel as the roadmap page shows it; "" without one."""
    page = client.get(PAGE).content.decode()
    return page.partition('id="changes"')[2].partition("</section>")[0]


def version():
    return Roadmap.objects.get(slug="r").version


def add(topic, title="Rye"):
    item = Item(topic=topic, title=title, position=9)
    save_content(item)
    return item


def test_the_first_visit_is_stored_and_lists_no_changes(walking, learner):
    assert Visit.objects.get().version == version()
    assert list(Edition.objects.values_list("version", flat=True)) == [version()]
    assert panel(walking) == ""


def test_a_learner_without_rows_has_no_visit(learner_client, client, topic):
    learner_client.get(PAGE)
    client.get(PAGE)
    assert not Visit.objects.exists()


@pytest.mark.parametrize("begin", ["enrol", "skip"])
def test_any_row_of_the_learners_begins_the_visits(learner_client, learner, topic, begin):
    if begin == "enrol":
        enrol(user=learner, roadmap=topic.roadmap, started_on="2026-01-01", hours_per_week=5)
    else:
        set_skip(user=learner, topic=topic, skipped=True)
    learner_client.get(PAGE)
    assert Visit.objects.count() == 1


def test_new_moved_renamed_and_retired_items_are_listed(walking, topic):
    first, second, third = topic.items.all()
    other = make_topic(topic.stage, title="Dough", items=1)
    add(topic)
    first.topic = other
    save_content(first)
    second.title = "Item two"
    save_content(second)
    set_retired([third], retired=True)
    shown = " ".join(re.sub("</?bdi>", "", panel(walking)).split())
    for words in (
        "New", "Rye</a>", "from Flour to Dough · still ticked", "Item two</a>, once “Item 2”", "Retired", "Item 3",
    ):  # fmt: skip
        assert words in shown, words
    assert f"/roadmaps/r/s/topic-2/#item-{first.pk}" in shown


def test_a_retired_topic_retires_its_items(walking, topic):
    set_retired([topic], retired=True)
    assert "Item 2" in panel(walking).partition("Retired")[2]


def test_a_completed_item_that_moved_stays_completed(walking, topic):
    item = topic.items.first()
    item.topic = make_topic(topic.stage, title="Dough", slug="dough", items=0)
    save_content(item)
    page = walking.get("/roadmaps/r/s/dough/").content.decode()
    assert 'aria-checked="true"' in page


def test_the_panel_stays_until_it_is_dismissed(walking, topic):
    add(topic)
    assert panel(walking) and panel(walking)
    response = walking.post(ADDRESS, {"version": version()})
    assert response["Location"] == PAGE
    assert panel(walking) == ""
    add(topic, "Spelt")
    shown = panel(walking)
    assert "Spelt" in shown
    assert "Rye" not in shown


def test_htmx_removes_the_panel(walking, topic):
    add(topic)
    response = walking.post(ADDRESS, {"version": version()}, headers=HTMX)
    assert (response.status_code, response.content) == (200, b"")


def test_a_change_made_meanwhile_is_still_listed(walking, topic):
    add(topic)
    shown = version()
    add(topic, "Spelt")
    response = walking.post(ADDRESS, {"version": shown}, headers=HTMX)
    assert "The roadmap has changed once more since" in response.content.decode()
    assert "Spelt" in response.content.decode()
    assert "Spelt" in panel(walking)
    walking.post(ADDRESS, {"version": shown})
    assert "Spelt" in panel(walking)


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_a_change_undone_meanwhile_leaves_no_empty_panel(walking, topic, headers):
    item = topic.items.first()
    item.title = "Other"
    save_content(item)
    shown = version()
    item.title = "Item 1"
    save_content(item)
    response = walking.post(ADDRESS, {"version": shown}, headers=headers, follow=True)
    assert "changes-title" not in response.content.decode()
    assert "once more since" not in response.content.decode()


def test_an_older_tab_can_dismiss_after_another_edit(walking, topic):
    add(topic)
    shown = version()
    walking.post(ADDRESS, {"version": shown}, headers=HTMX)
    topic.summary = "Better words"
    save_content(topic)
    response = walking.post(ADDRESS, {"version": shown}, headers=HTMX)
    assert (response.status_code, response.content) == (200, b"")


def test_an_edit_that_changes_no_item_is_not_listed(walking, topic):
    topic.summary = "Better words"
    save_content(topic)
    assert panel(walking) == ""


def test_a_change_and_its_reversal_are_not_listed(walking, topic):
    item = topic.items.first()
    for title in ("Other", "Item 1"):
        item.title = title
        save_content(item)
    assert panel(walking) == ""


def test_a_copy_starts_fresh(walking, topic):
    create_from_outline(outline=outline_of(topic.roadmap), slug="copy", published=True)
    page = walking.get("/roadmaps/copy/").content.decode()
    assert 'aria-checked="true"' not in page
    assert Visit.objects.count() == 1


def test_a_long_list_is_folded(walking, topic):
    for number in range(9):
        add(topic, f"New {number}")
    assert "<details><summary>9 items" in panel(walking)


def test_editions_without_visits_are_deleted(walking, learner, topic):
    other = make_user()
    begin_visits(user=other, tree=tree(Roadmap.objects.get()))
    add(topic)
    now = tree(Roadmap.objects.get())
    see_changes(user=learner, tree=now, version=now.version)
    assert sorted(Edition.objects.values_list("version", flat=True)) == [now.version - 1, now.version]
    see_changes(user=other, tree=now, version=now.version)
    assert list(Edition.objects.values_list("version", flat=True)) == [now.version]


def test_without_its_edition_nothing_is_listed(walking, topic):
    Edition.objects.all().delete()
    add(topic)
    assert panel(walking) == ""


def test_without_its_edition_later_changes_are_listed(walking, topic):
    Edition.objects.all().delete()
    add(topic)
    walking.get(PAGE)
    add(topic, "Spelt")
    shown = panel(walking)
    assert "Spelt" in shown
    assert "Rye" not in shown


def test_two_tabs_store_one_visit(learner, topic):
    now = tree(topic.roadmap)
    for _ in range(2):
        begin_visits(user=learner, tree=now)
    assert Visit.objects.count() == Edition.objects.count() == 1


@pytest.mark.parametrize("sent", [{}, {"version": "x"}, {"version": "-1"}, {"version": str(2**63)}])
def test_an_invalid_version_gets_an_error_message(walking, sent):
    response = walking.post(ADDRESS, sent)
    assert response.status_code == 400
    assert "did not say which changes it shows" in response.content.decode()


def test_the_rituals(walking, topic):
    assert walking.get(ADDRESS).status_code == 405
    assert walking.post("/roadmaps/nowhere/changes/", {"version": 1}).status_code == 404
    visitor = Client().post(ADDRESS, {"version": 1, "next": PAGE})
    assert visitor["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("count", [1, 300])
def test_the_panel_costs_one_query_however_many_items(learner_client, learner, count):
    topic = make_topic(make_stage(make_roadmap(slug="r")), items=count)
    set_item(user=learner, item=topic.items.first(), done=True)
    for _ in range(2):  # the first visit is remembered, which is another state
        learner_client.get(PAGE)
    with queries(at_most=9):
        learner_client.get(PAGE)
    save_content(make_item(topic))
    learner_client.get(PAGE)
    with queries(at_most=10):
        assert "Changed since your last visit" in learner_client.get(PAGE).content.decode()
