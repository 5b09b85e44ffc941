"""With a read-only database, pages still open and no typed text is lost."""

import shutil
from collections import namedtuple

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from roadmap_app.models import Note
from tests.makers import make_roadmap, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse 9"


@pytest.fixture
def topic():
    return make_topic(make_stage(make_roadmap(slug="r"), slug="s"), slug="t", title="Calculus")


def browser(user=None):
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def test_pages_can_be_read(topic, read_only):
    client = browser(make_user())
    read_only()
    for page in ("/roadmaps/r/", "/roadmaps/r/s/t/", "/notes/", "/settings/"):
        assert client.get(page).status_code == 200, page
    assert browser().get("/accounts/login/").status_code == 200


def test_a_note_that_cannot_be_saved_is_shown_with_what_was_typed(topic, read_only):
    user = make_user()
    client, url = browser(user), reverse("topic_note", args=[topic.pk])
    with transaction.atomic():
        read_only()
        response = client.post(url, {"body": "My precious <note>", "version": "0"})
        html = response.content.decode()
        assert response.status_code == 507
        assert "This is not saved" in html and "Send it again" in html
        assert "My precious &lt;note&gt;</textarea>" in html
        assert f'action="{url}"' in html
        response = client.post(url, {"body": "My note", "version": "0"}, headers={"HX-Request": "true"})
        assert (response.status_code, response.headers["Content-Type"]) == (507, "text/plain; charset=utf-8")
        assert response.content.decode().startswith("This is not saved: the server can write nothing just now")
    assert not Note.objects.exists()


def test_signing_in_does_not_report_too_many_tries(read_only):
    user = make_user("ada@example.org")
    client = browser()
    read_only()
    response = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    html = response.content.decode()
    assert response.status_code == 507
    assert "Too many" not in html and "This is not saved" in html
    assert "ada@example.org" in html and PASSWORD not in html


def test_readyz_reports_a_read_only_database(client, read_only, monkeypatch, tmp_path):
    assert client.get("/readyz").content == b"ready\n"
    if connection.vendor == "postgresql":
        read_only()
    else:
        usage = namedtuple("usage", "total used free")
        monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "cairn.sqlite3"))
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**9, 10**9, 4_000_000))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert b"The d" in response.content and response.content != b"ready\n"
