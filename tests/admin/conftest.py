"""Clients of editors, and the fields of the admin's forms."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.makers import make_editor, make_user


@pytest.fixture
def editor(db):
    return make_editor("editor@example.org")


@pytest.fixture
def editor_client(editor):
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def owner_client(db):
    client = Client()
    client.force_login(make_user("owner@example.org", is_staff=True, is_superuser=True))
    return client


def url(row, page="change", *more):
    """Return the URL of an admin page of ROW."""
    return reverse(f"admin:roadmap_app_{row._meta.model_name}_{page}", args=[row.pk, *more])


def rows_of(prefix, rows, parent, names):
    """Return the form data of the inline ROWS of PARENT."""
    fields = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
    for place, row in enumerate(rows):
        fields |= {f"{prefix}-{place}-{name}": getattr(row, name) for name in names}
        fields |= {f"{prefix}-{place}-id": row.pk, f"{prefix}-{place}-{parent._meta.model_name}": parent.pk}
    return fields


def topic_form(topic, **changes):
    """Return the form data of a topic with its items and resources."""
    fields = {"stage": topic.stage.pk, "slug": topic.slug, "title": topic.title, "position": topic.position}
    fields |= rows_of("items", topic.items.all(), topic, ("position", "title", "group", "hint"))
    fields |= rows_of("resources", topic.resources.all(), topic, ("position", "title", "kind", "author", "url"))
    return fields | changes


def stage_form(stage, **changes):
    """Return the form data of a stage with its topics."""
    names = ("slug", "title", "goal", "start_month", "end_month", "position")
    fields = {"roadmap": stage.roadmap.pk} | {name: getattr(stage, name) for name in names}
    return fields | rows_of("topics", stage.topics.all(), stage, ("position", "title", "slug")) | changes


def roadmap_form(roadmap, **changes):
    """Return the form data of a roadmap with its stages."""
    fields = {"title": roadmap.title, "weekly_hours": 10, "position": 0, "is_published": "on"}
    names = ("position", "title", "slug", "start_month", "end_month")
    return fields | rows_of("stages", roadmap.stages.all(), roadmap, names) | changes


def messages_of(response):
    """Return the messages on the page that RESPONSE is or redirects to."""
    return [str(message) for message in response.context["messages"]]
