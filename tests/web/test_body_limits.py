"""Limits of request bodies at every address, enforced before the body is read."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from roadmap_app.models import Item
from roadmap_app.web.body_limits import EDITING, FORM, NOTE
from tests.makers import make_topic
from tests.permissions.addresses import addresses
from tests.permissions.world import PEOPLE, World

URLENCODED = "application/x-www-form-urlencoded"
pytestmark = pytest.mark.django_db


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *_):
        raise AssertionError("read before its size was checked")

    readline = read


def post(client, path, size, **more):
    return client.generic("POST", path, b"", URLENCODED, CONTENT_LENGTH=str(size), **{"wsgi.input": Unread()}, **more)


def test_no_address_reads_more_than_its_limit():
    world, wrong = World(), []
    for person in PEOPLE:
        client = Client(raise_request_exception=False)
        client.cookies.update(world.cookies[person])
        for address in addresses():
            status = post(client, world.path(address), EDITING.bytes + 1).status_code
            # The health checks answer before the body is checked.
            if status not in (413, 404) and address.name not in ("healthz", "readyz"):
                wrong.append((person, address.name, status))
    assert wrong == []


@pytest.mark.parametrize("path", ["/accounts/login/", "/invitations/adminsortable2_update/", "/admin/login/"])
def test_a_visitor_sends_no_more_than_a_form(client, path):
    assert post(client, path, FORM.bytes + 1).status_code == 413


def test_a_path_that_resembles_the_admins_is_no_exemption(client):
    path = "/invitations/adminsortable2_update/"
    assert client.post(path, b"a=" + b"%41" * 1_600_000, content_type=URLENCODED).status_code == 413
    assert client.post(path, b"{}", content_type="application/json").status_code == 415


def test_only_notes_accept_as_much_as_a_note(learner_client):
    topic = make_topic()
    assert post(learner_client, reverse("topic_note", args=[topic.pk]), NOTE.bytes + 1).status_code == 413
    body = b"version=0&body=" + b"%D0%96" * 33_000
    response = learner_client.generic("POST", reverse("topic_note", args=[topic.pk]), body, URLENCODED)
    assert response.status_code == 302
    response = post(learner_client, reverse("setting", args=["name"]), FORM.bytes + 1)
    page = response.content.decode()
    assert response.status_code == 413 and "shorten it" in page and "Sign out" in page and "Sign in" not in page
    assert post(learner_client, reverse("outline_new"), FORM.bytes + 1).status_code == 413


def test_the_admin_accepts_a_topic_with_hundreds_of_items(admin_client):
    topic = make_topic(items=0)
    Item.objects.bulk_create(Item(topic=topic, title=f"Item {number}", position=number) for number in range(3))
    fields = {f"field-{number}": "x" for number in range(2000)}
    path = reverse("admin:roadmap_app_topic_change", args=[topic.pk])
    assert admin_client.post(path, fields | {"_save": ""}).status_code == 200
    assert admin_client.post(reverse("setting", args=["name"]), fields).status_code == 413
