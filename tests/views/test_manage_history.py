"""The history of a roadmap under /manage/, and undoing a save."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roadmap_app.actions.curriculum import save_content
from roadmap_app.models import Completion, Topic
from roadmap_app.queries.saves import LISTED
from tests.admin.conftest import topic_form, url
from tests.makers import make_item, make_roadmap, make_stage, make_topic, make_user
from tests.saving import one_save

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    with one_save():
        made = make_topic(make_stage(make_roadmap(slug="sailing")), items=0, title="Knots")
        make_item(made, title="Item 1"), make_item(made, title="Item 2")
    return made


HISTORY = "/manage/roadmaps/sailing/history/"


def text_of(client, query=""):
    return " ".join(client.get(HISTORY + query).content.decode().split())


def undo(client, place=0):
    """Send the form of the undo button at PLACE of the page."""
    page = client.get(HISTORY).content.decode()
    kind, record = re.findall(r'name="kind" value="(\w+)">\s*<input type="hidden" name="record" value="(\d+)"', page)[
        place
    ]
    return client.post(f"{HISTORY}undo/", {"kind": kind, "record": record}, follow=True)


def test_one_save_in_the_admin_is_one_entry_and_is_undone_at_once(editor_client, topic, learner):
    item = topic.items.first()
    Completion.objects.create(user=learner, item=item)
    sent = topic_form(topic, title="Ropes") | {"items-0-title": "Bowline", "items-1-title": "Hitch"}
    assert editor_client.post(url(topic), sent).status_code == 302
    shown = text_of(editor_client)
    assert "1 topic, 2 items changed" in shown and "by <bdi>learner" in shown
    assert "Title: <del><bdi>Knots</bdi></del> → <ins><bdi>Ropes</bdi></ins>" in shown
    answer = undo(editor_client)
    assert "The save is undone" in str(next(iter(answer.context["messages"])))
    topic.refresh_from_db(), item.refresh_from_db()
    assert (topic.title, item.title) == ("Knots", "Item 1") and Completion.objects.count() == 1
    assert "undone already" in str(next(iter(undo(editor_client, 1).context["messages"])))
    shown = text_of(editor_client)
    assert shown.count("1 topic, 2 items changed") == 2 and "Undid the save of" in shown


def test_a_later_change_of_the_same_field_refuses_the_undo_with_the_reason(editor_client, topic):
    for title in ("Ropes", "Lines"):
        editor_client.post(url(topic), topic_form(topic, title=title))
    answer = undo(editor_client, 1)
    assert answer.status_code == 409 and "“Ropes” was changed later: title." in answer.content.decode()
    assert Topic.objects.get().title == "Lines"


def test_the_save_that_made_the_roadmap_has_no_button(editor_client, topic):
    assert "made" in text_of(editor_client) and "Undo<" not in text_of(editor_client)
    assert editor_client.post(f"{HISTORY}undo/", {"kind": "nonsense"}).status_code == 400


def test_the_history_is_paged_save_by_save(editor_client, topic):
    for number in range(25):
        with one_save():
            topic.title = f"Title {number}"
            save_content(topic)
    first = text_of(editor_client)
    older = re.search(r'href="(\?before=[^"]+)"', first)[1].replace("&amp;", "&")
    second = text_of(editor_client, older)
    assert first.count("What exactly") == 15 and second.count("What exactly") == 11
    assert "Title 9" in second and "Title 24" not in second and "The newest" in second
    for odd in ("yesterday", "0001-01-01", "0001-01-01T00:00:00.0Z", "9999-12-31T23:59:59.0Z", "2026-01-01T00:00:00"):
        assert editor_client.get(f"{HISTORY}?before={odd}").status_code == 404, odd


def test_a_page_takes_the_same_queries_for_small_and_large_saves(editor_client, topic):
    counted = []
    for items in (1, LISTED + 5):
        with one_save():
            for _ in range(items):
                make_item(topic)
        with CaptureQueriesContext(connection) as captured:
            shown = text_of(editor_client)
        counted.append(len(captured))
    assert "and 5 more" in shown and f"{LISTED + 5} items made" in shown
    assert counted[0] == counted[1] and counted[0] <= 20


def test_learners_reach_none_of_it(learner_client, topic):
    assert learner_client.get(HISTORY).status_code == 404
    assert learner_client.post(f"{HISTORY}undo/", {"kind": "topic", "record": 1}).status_code == 404


def test_an_undo_needs_the_permission_to_delete(client, topic):
    editor = make_user(is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(codename__regex="^(add|change)_"))
    client.force_login(editor)
    with one_save():
        topic.title = "Ropes"
        save_content(topic)
    assert "What exactly" in text_of(client) and "Undo<" not in text_of(client)
    record = topic.history.latest("history_id").history_id
    assert client.post(f"{HISTORY}undo/", {"kind": "topic", "record": record}).status_code == 404
    assert Topic.objects.get().title == "Ropes"
