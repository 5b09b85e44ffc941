"""Previews of unsaved forms."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from roadmap_app.models import Item, Topic
from tests.admin.conftest import roadmap_form, stage_form, topic_form
from tests.makers import make_resource, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db


def preview(row):
    return reverse(f"admin:roadmap_app_{row._meta.model_name}_preview", args=[row.pk])


def test_a_preview_shows_the_form_as_typed_and_saves_nothing(editor_client):
    topic = make_topic(items=3)
    make_resource(topic, title="The Book")
    changes = {"title": "Typed", "summary": "<b>Bold</b>", "items-0-title": "New words", "items-1-retired": "on"}
    page = editor_client.post(preview(topic), topic_form(topic, **changes, **{"items-2-position": 1})).content.decode()
    assert all(words in page for words in ("Typed", "&lt;b&gt;Bold", "New words", "The Book", "nothing is saved"))
    assert "Item 2" not in page
    assert page.index("Item 3") < page.index("New words")
    assert Topic.objects.get().title == "Topic 1"
    assert Item.objects.filter(title="New words").count() == Item.objects.filter(retired=True).count() == 0


def test_a_group_label_is_shown_once_as_on_the_portal(editor_client):
    topic = make_topic(items=3)
    page = editor_client.post(preview(topic), topic_form(topic, **{"items-1-group": "Other"})).content.decode()
    assert page.count('<h3 dir="auto">Basics</h3>') == page.count('<h3 dir="auto">Other</h3>') == 1
    assert page.index("Item 1") < page.index("Item 3") < page.index("Item 2")


def test_a_preview_says_when_the_form_cannot_be_saved_yet(editor_client):
    topic = make_topic(items=1)
    page = editor_client.post(preview(topic), topic_form(topic, title="")).content.decode()
    assert "errors to correct before it can be saved" in page
    page = editor_client.post("/admin/roadmap_app/topic/add/preview/", topic_form(topic, title="")).content.decode()
    assert "No title yet" in page


def test_stages_roadmaps_and_new_topics_have_previews(editor_client):
    stage = make_topic().stage
    assert "A goal" in editor_client.post(preview(stage), stage_form(stage, goal="A goal")).content.decode()
    page = editor_client.post(preview(stage.roadmap), roadmap_form(stage.roadmap, title="A path")).content.decode()
    assert "A path" in page and "Stage 1, months 0 to 3" in page
    new = {"stage": stage.pk, "title": "Brand new", "items-TOTAL_FORMS": 0, "items-INITIAL_FORMS": 0}
    new |= {"resources-TOTAL_FORMS": 0, "resources-INITIAL_FORMS": 0}
    assert "Brand new" in editor_client.post("/admin/roadmap_app/topic/add/preview/", new).content.decode()
    assert Topic.objects.count() == 1


def test_a_preview_needs_the_permission_to_change(client, editor_client):
    stage = make_stage()
    assert editor_client.get(preview(stage)).status_code == 405
    reader = make_user(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_stage"))
    client.force_login(reader)
    assert client.post(preview(stage), stage_form(stage)).status_code == 403
    assert "Preview" not in client.get(preview(stage).replace("preview", "change")).content.decode()
