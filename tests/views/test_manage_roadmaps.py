"""Roadmaps under /manage/: drafts, publishing, broken links, and updates to decide."""

import pytest
from django.utils import timezone

from roadmap_app.actions.decide import update_of
from roadmap_app.models import Item, JobRun, LinkCheck, Roadmap
from tests.makers import make_resource, make_roadmap, make_stage, make_topic, make_user
from tests.small_roadmap import edit
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db
LIST, CHECK = "/manage/roadmaps/", "/manage/link-check/"


def text_of(client, address):
    return " ".join(client.get(address).content.decode().split())


def said(response):
    return [str(message) for message in response.context["messages"]]


def broken(topic, **fields):
    resource = make_resource(topic, title="Old book", **fields)
    return LinkCheck.objects.create(resource=resource, url=resource.url, outcome="dead", reason="It answers 404.")


def test_editors_begin_with_the_roadmaps_and_see_no_people(editor_client):
    assert editor_client.get("/manage/").headers["Location"] == LIST
    shown = text_of(editor_client, LIST)
    assert "/manage/people/" not in shown and "/manage/record/" not in shown and "There is no roadmap yet" in shown


def test_the_list_says_what_is_to_be_done_on_each(editor_client):
    topic = make_topic(items=2)
    broken(topic), broken(topic, retired=True)
    moved = broken(topic)
    moved.resource.url = "https://example.org/new"
    moved.resource.save()
    make_roadmap(title="Sailing", is_published=False)
    shown = text_of(editor_client, LIST)
    assert "1 stage, 2 items, under 5 learners" in shown and "1 broken link<" in shown
    assert shown.count(">draft<") == shown.count(">published<") == 1


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_the_same_queries_for_30_as_for_one(editor_client, count):
    for _ in range(count):
        broken(make_topic())
    with queries(at_most=9):
        editor_client.get(LIST)


def test_a_draft_says_what_prevents_it_and_can_be_published(editor_client):
    draft = make_roadmap(slug="sailing", is_published=False)
    page = f"{LIST}sailing/"
    assert "cannot be published yet" in text_of(editor_client, page)
    make_topic(make_stage(draft, goal="Know the boat."), summary="Ropes.")
    assert "Nothing stands in the way" in text_of(editor_client, page)
    answer = editor_client.post("/outlines/sailing/publication/", {"next": page}, follow=True)
    assert answer.redirect_chain[0][0] == page and "is published" in said(answer)[0]
    assert Roadmap.objects.get().is_published
    assert "Draft" not in text_of(editor_client, page)


def test_broken_links_are_listed_and_checked_on_request(editor_client):
    check = broken(make_topic())
    page = f"{LIST}{check.resource.roadmap.slug}/"
    shown = text_of(editor_client, page)
    assert "Last checked" in shown and "It answers 404." in shown
    assert "No worker runs here" in shown and "Check now" not in shown
    assert "No worker has checked" in said(editor_client.post(CHECK, {"next": page}, follow=True))[0]
    then = timezone.now()
    JobRun.objects.create(name="check_links", started_at=then, finished_at=then)
    assert "Check now" in text_of(editor_client, page)
    answer = editor_client.post(CHECK, {"next": page}, follow=True)
    assert "checks all links now" in said(answer)[0] and JobRun.objects.get().asked_at >= then
    assert "will begin in a moment" in text_of(editor_client, page)


def test_an_update_is_decided(editor_client, conflict):
    assert "1 update to decide" in text_of(editor_client, LIST)
    roadmap = f"{LIST}{conflict.roadmap_slug}/"
    page = f"{roadmap}updates/{conflict.pk}/"
    assert page in text_of(editor_client, roadmap)
    assert "It was last loaded as" in text_of(editor_client, page)
    seen = update_of(conflict).digest
    refused = editor_client.post(page, {"seen": seen, "hint": "theirs"})
    assert refused.status_code == 422 and "choose one" in refused.content.decode()
    answer = editor_client.post(page, {"seen": seen, "title": "ours", "hint": "theirs"}, follow=True)
    assert said(answer) == ["Decided: item “Ours”."]
    assert Item.objects.get(ref="i1").hint == "New hint"
    assert "nothing to decide" in said(editor_client.get(page, follow=True))[0]


def test_an_outdated_page_decides_nothing(editor_client, conflict):
    page = f"{LIST}{conflict.roadmap_slug}/updates/{conflict.pk}/"
    sent = {"seen": update_of(conflict).digest, "title": "theirs", "hint": "theirs"}
    edit(title="Ours, newer")
    assert "has changed since it was shown" in said(editor_client.post(page, sent, follow=True))[0]
    assert Item.objects.get(ref="i1").title == "Ours, newer"


def test_learners_and_other_staff_reach_none_of_it(learner_client, client, conflict):
    client.force_login(make_user(is_staff=True))
    roadmap = f"{LIST}{conflict.roadmap_slug}/"
    for address in (LIST, roadmap, f"{roadmap}updates/{conflict.pk}/"):
        assert learner_client.get(address).status_code == client.get(address).status_code == 404
    assert learner_client.post(CHECK).status_code == client.post(CHECK).status_code == 404
