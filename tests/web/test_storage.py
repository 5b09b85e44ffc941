"""A read-only database: pages can be read, and nothing that was typed is lost."""

import shutil
from collections import namedtuple

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from roadmap_app.models import Note
from tests.makers import make_roadmap, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse 9"


@pytest.fixture
def topic():
    return make_topic(make_stage(make_roadmap(slug="r"), slug="s"), slug="t", title="Calculus")


@pytest.fixture
def read_only():
    """Return a function that makes the database read-only, as with a full disk or on a standby server."""
    to_reset = []

    def forbid():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                connection.check_constraints()
                cursor.execute("SET TRANSACTION READ ONLY")  # ends with the test's transaction
            else:
                cursor.execute("PRAGMA query_only = ON")
                to_reset.append(True)

    yield forbid
    if to_reset:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")


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


@pytest.fixture
def database_cache(settings):
    """Check that the tests use the portal's own cache."""
    assert settings.CACHES["default"]["BACKEND"] == "roadmap_app.web.cache.HonestDatabaseCache"


def test_the_cache_raises_if_it_cannot_write_and_can_still_be_read(database_cache, read_only):
    cache.set("kept", 1, timeout=1000)
    cache.set("expired", 2, timeout=0)
    cache.set("expired-in-table", 3, timeout=1000)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_cache SET expires = '2000-01-01' WHERE cache_key LIKE '%in-table'")
    assert cache.add("kept", 2) is False  # written by another process: no error
    read_only()
    for write in (
        lambda: cache.set("other", 1),
        lambda: cache.add("other", 1),
        lambda: cache.add("expired-in-table", 1),
        lambda: cache.delete("kept"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    assert cache.get("kept") == 1
    assert cache.get("expired-in-table") is None


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
