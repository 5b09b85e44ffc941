"""Counts in lists, links to the portal, retiring with the learners affected, and warnings about months."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roadmap_app.actions.curriculum import set_retired
from roadmap_app.actions.progress import set_item, set_topic
from roadmap_app.domain.reach import Learners, Reach
from roadmap_app.models import Activity, Completion, Enrolment, Item, Resource, Roadmap, Stage, Topic
from roadmap_app.queries.editing import portal_address
from roadmap_app.queries.reach import completers, learners_of
from tests.admin.conftest import messages_of, roadmap_form, stage_form, url
from tests.makers import make_resource, make_roadmap, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db
MODELS = (Roadmap, Stage, Topic, Item, Resource)


def list_of(model):
    return reverse(f"admin:roadmap_app_{model._meta.model_name}_changelist")


def whole(place):
    """Return a topic of a roadmap with two stages and topics and four items; a learner has done two items."""
    roadmap = make_roadmap()
    topic = make_topic(make_stage(roadmap), items=2)
    make_topic(make_stage(roadmap), items=2)
    make_resource(topic), make_resource(topic)
    learner = make_user()
    Enrolment.objects.create(user=learner, roadmap=roadmap, started_on="2026-01-01", hours_per_week=5)
    for item in topic.items.all():
        set_item(user=learner, item=item, done=True)
    return topic


def cells(response, column):
    """Return the values in a column of a list, from the top."""
    page = response.content.decode()
    return [part.partition("<")[0] for part in page.split(f'<td class="field-{column}">')[1:]]


@pytest.mark.parametrize("model", MODELS)
def test_a_list_takes_the_same_queries_for_1_and_30_rows(editor_client, model):
    whole(0)
    counted = []
    for place in (1, 30):
        for _ in range(place - 1):
            whole(place)
        editor_client.get(list_of(model))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert editor_client.get(list_of(model)).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[0] <= 12


def test_lists_count_each_row_once(editor_client):
    topic = whole(0)
    roadmaps = editor_client.get(list_of(Roadmap))
    assert [cells(roadmaps, name) for name in ("months", "stage_count", "item_count", "learner_count")] == [
        ["6"], ["2"], ["4"], ["under 5 learners"]
    ]  # fmt: skip
    stages = editor_client.get(list_of(Stage))
    assert cells(stages, "months") == ["0 to 3", "3 to 6"]
    assert cells(stages, "topic_count") == ["1", "1"]
    assert cells(stages, "learners") == ["under 5 learners", "under 5 learners"]
    topics = editor_client.get(list_of(Topic) + f"?q={topic.title}")
    assert sorted(cells(topics, "resource_count")) == ["0", "2"]
    assert cells(editor_client.get(list_of(Item)), "learners").count("under 5 learners") == 4


def test_a_learner_of_several_rows_is_counted_once():
    topic = whole(0)
    other = make_user()
    set_item(user=other, item=topic.items.first(), done=True)
    assert learners_of(topic.items.all()) == Learners(2)
    assert sorted(each.some for each in completers(topic.items.all()).values()) == [1, 2]
    assert completers([topic]) == {topic.pk: Reach(2, 1)}
    make_topic(topic.stage)
    assert completers([topic.stage]) == {topic.stage.pk: Reach(2, 0)}
    assert learners_of([]) == Learners(0) and completers([]) == {}


def test_every_row_and_form_links_to_the_portal(editor_client):
    topic = whole(0)
    topic.roadmap.is_published = False
    topic.roadmap.save()
    item, resource = topic.items.first(), topic.resources.first()
    address = f"/roadmaps/{topic.roadmap.slug}/{topic.stage.slug}/{topic.slug}/"
    assert portal_address(item) == f"{address}#item-{item.pk}"
    assert portal_address(resource) == portal_address(topic) == address
    for row in (topic.roadmap, topic.stage, topic, item, resource):
        link = f'href="{portal_address(row)}"'
        assert link in editor_client.get(list_of(type(row))).content.decode()
        assert "View on portal" in (form := editor_client.get(url(row)).content.decode()) and link in form
        assert editor_client.get(portal_address(row)).status_code == 200


def test_retiring_asks_first_and_names_the_learners_affected(editor_client, learner):
    topic = make_topic(items=3)
    set_item(user=learner, item=topic.items.first(), done=True)
    fields = {"action": "retire", ACTION_CHECKBOX_NAME: [item.pk for item in topic.items.all()]}
    page = editor_client.post(list_of(Item), fields).content.decode()
    assert "Retire 3 items?" in page
    assert "Under 5 learners have completed some of these, and keep what they have done." in page
    assert not Item.objects.filter(retired=True).exists()
    response = editor_client.post(list_of(Item), fields | {"confirmed": "Retire"}, follow=True)
    assert messages_of(response) == ["3 items retired. What learners have completed of it stays theirs."]
    assert Item.objects.filter(retired=True).count() == 3
    assert Completion.objects.count() == 1
    assert messages_of(editor_client.post(list_of(Item), fields, follow=True)) == ["Nothing to do: it is so already."]


def test_retiring_a_stage_counts_learners_of_its_items(editor_client):
    topic = whole(0)
    fields = {"action": "retire", ACTION_CHECKBOX_NAME: [topic.stage.pk]}
    page = editor_client.post(list_of(Stage), fields).content.decode()
    assert "Retire 1 stage?" in page
    assert "Under 5 learners have completed items here, and keep what they have done." in page


def test_one_item_of_six_does_not_complete_the_topic(editor_client, learner):
    topic = make_topic(items=6)
    first, *others, last = topic.items.all()
    set_item(user=learner, item=first, done=True)
    topics, question = list_of(Topic), {"action": "retire", ACTION_CHECKBOX_NAME: [topic.pk]}
    for _ in range(4):
        set_item(user=make_user(), item=first, done=True)
    assert cells(editor_client.get(topics), "learners") == ["5 learners (under 5 completed all)"]
    asked = editor_client.post(topics, question).content.decode()
    assert "5 learners have completed items here (under 5 completed all), and" in asked
    assert completers([topic]) == {topic.pk: Reach(5, 0)}
    for item in others:
        set_item(user=learner, item=item, done=True)
    set_retired([last], retired=True)  # no longer needed to complete the topic
    assert completers([topic]) == {topic.pk: Reach(5, 1)}
    set_item(user=make_user(), item=last, done=True)
    assert cells(editor_client.get(topics), "learners") == ["5 learners (under 5 completed all)"]
    assert completers([topic.stage]) == {topic.stage.pk: Reach(6, 1)}
    set_retired([topic], retired=True)
    assert completers([topic]) == {topic.pk: Reach(6, 1)}
    assert completers([topic.stage]) == {topic.stage.pk: Reach(6, 0)}  # it has no items left to do


OVERLAP = "“Stage 1” (months 0 to 4) and “Stage 2” (months 3 to 6) overlap."
GAP = "No stage covers months 2 to 3, between “Stage 1” and “Stage 2”."


@pytest.mark.parametrize(("end", "sentence"), [(4, [OVERLAP]), (2, [GAP]), (3, [])])
def test_overlapping_months_and_gaps_are_warned_of(editor_client, end, sentence):
    roadmap = make_roadmap()
    stage = make_stage(roadmap)
    make_stage(roadmap)
    response = editor_client.post(url(stage), stage_form(stage, end_month=end), follow=True)
    assert messages_of(response)[:-1] == sentence or messages_of(response)[1:] == sentence
    assert messages_of(editor_client.get(url(roadmap))) == sentence
    again = editor_client.post(url(roadmap), roadmap_form(roadmap, _continue="yes"), follow=True)
    assert [words for words in messages_of(again) if "successfully" not in words] == sentence


def test_a_retired_stage_does_not_overlap(editor_client):
    roadmap = make_roadmap()
    make_stage(roadmap)
    make_stage(roadmap, start_month=1, end_month=2, retired=True)
    assert messages_of(editor_client.get(url(roadmap))) == []


def test_deleting_several_rows_reads_few_learners_rows(editor_client, monkeypatch):
    topic = make_topic(items=2)
    for user in (make_user(), make_user()):
        set_topic(user=user, topic=topic, done=True)
    monkeypatch.setattr("roadmap_app.queries.reach.MAX_ENTRIES", 2)
    fields = {"action": "delete_selected", ACTION_CHECKBOX_NAME: [topic.pk]}
    with CaptureQueriesContext(connection) as queries:
        page = editor_client.post(list_of(Topic), fields).content.decode()
    assert "They cannot be deleted" in page and "Learners have ticks or notes" in page
    read = [query["sql"] for query in queries if Activity._meta.db_table in query["sql"]]
    assert len(read) == 2 and all("LIMIT 2" in sql for sql in read)
