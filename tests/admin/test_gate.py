"""Publishing in the admin goes through the publish gate."""

import re

import pytest
from django.urls import reverse

from roadmap_app.models import Roadmap
from tests.makers import make_editor, make_roadmap, make_stage, make_topic

pytestmark = pytest.mark.django_db
INLINE = {"stages-TOTAL_FORMS": 0, "stages-INITIAL_FORMS": 0, "stages-MIN_NUM_FORMS": 0, "stages-MAX_NUM_FORMS": 1000}


@pytest.fixture
def editor_client(client):
    client.force_login(make_editor())
    return client


def publish(client, roadmap=None, **fields):
    address = (
        reverse("admin:roadmap_app_roadmap_change", args=[roadmap.pk])
        if roadmap
        else (reverse("admin:roadmap_app_roadmap_add"))
    )
    sent = {"title": "R", "slug": "r", "weekly_hours": 10, "position": 0, "is_published": "on"} | INLINE | fields
    return client.post(address, sent)


def test_a_roadmap_with_faults_cannot_be_published_and_says_why(editor_client):
    roadmap = make_roadmap(is_published=False)
    page = publish(editor_client, roadmap).content.decode()
    assert "It cannot be published yet." in page
    assert "it has no stage; a roadmap needs at least one." in page
    assert not Roadmap.objects.get().is_published


def test_a_roadmap_without_faults_can_be_published(editor_client):
    roadmap = make_roadmap(is_published=False)
    stage = make_topic(make_stage(roadmap)).stage
    row = {
        "id": stage.pk,
        "roadmap": roadmap.pk,
        "title": "S",
        "slug": "s",
        "start_month": 0,
        "end_month": 3,
        "position": 1,
    }
    rows = {f"stages-0-{name}": value for name, value in row.items()}
    rows |= {"stages-TOTAL_FORMS": 1, "stages-INITIAL_FORMS": 1}
    assert publish(editor_client, roadmap, **rows).status_code == 302
    assert Roadmap.objects.get().is_published


def test_a_new_roadmap_is_unpublished(editor_client):
    assert "Save it unpublished" in publish(editor_client).content.decode()
    page = editor_client.get(reverse("admin:roadmap_app_roadmap_add")).content.decode()
    assert " checked" not in re.search(r'<input[^>]*name="is_published"[^>]*>', page)[0]
    assert publish(editor_client, is_published="").status_code == 302
    assert not Roadmap.objects.get().is_published


def test_a_published_roadmap_stays_published_while_edited(editor_client):
    roadmap = make_roadmap()
    assert publish(editor_client, roadmap, title="Better").status_code == 302
    assert Roadmap.objects.get().title == "Better"
