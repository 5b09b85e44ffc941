"""Error pages, request ids and health checks."""

import logging

import pytest
from django.db import OperationalError
from django.test import Client

from roadmap_app.models import Roadmap
from tests.makers import make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(monkeypatch):
    """Return a client of a portal whose roadmap page raises an error."""

    def fail(*args, **kwargs):
        raise RuntimeError("broken for the test")

    monkeypatch.setattr("roadmap_app.access.roadmap_standing", fail)
    return Client(raise_request_exception=False)


def test_a_server_error_shows_and_logs_the_request_id(broken, caplog):
    from roadmap_app.web.request_log import RequestIdFilter

    caplog.handler.addFilter(RequestIdFilter())
    with caplog.at_level(logging.ERROR):
        response = broken.get("/roadmaps/r/")
    number = response.headers["X-Request-ID"]
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode() and number in response.content.decode()
    assert [record.request_id for record in caplog.records if record.exc_info] == [number]


def test_an_unreachable_database_is_503_with_retry_after(monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("roadmap_app.access.roadmap_standing", fail)
    response = Client(raise_request_exception=False).get("/roadmaps/r/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "cannot reach its database" in response.content.decode()
    assert response.headers["X-Request-ID"] in response.content.decode()


def test_each_request_has_its_own_id(client):
    assert client.get("/healthz").headers["X-Request-ID"] != client.get("/healthz").headers["X-Request-ID"]


def test_behind_a_proxy_both_logs_have_the_same_request_id(client, settings):
    given = {"X-Request-ID": "5f3c1a52-0c3e-4a51-9a4e-1d0b2f6d9d10"}
    assert client.get("/healthz", headers=given)["X-Request-ID"] != given["X-Request-ID"]
    settings.PORTAL_PROXIES = 1
    assert client.get("/healthz", headers=given)["X-Request-ID"] == given["X-Request-ID"]
    forged = "one\nERROR two three"
    assert client.get("/healthz", headers={"X-Request-ID": forged})["X-Request-ID"] != forged


def test_the_access_log_has_the_route_and_no_token(client, caplog):
    with caplog.at_level("INFO", logger="portal.access"):
        client.get("/welcome/a-token-that-nobody-may-read/")
        client.get("/no/such/page")
        client.get("/healthz")
    assert [record.getMessage().rsplit(" in ")[0] for record in caplog.records if record.name == "portal.access"] == [
        "GET /welcome/<slug:token>/ 410",
        "GET (no such page) 404",
    ]


def test_what_was_typed_for_a_page_that_is_hidden_by_now_can_be_copied(learner_client):
    topic = make_topic()
    Roadmap.objects.update(is_published=False)
    response = learner_client.post(f"/topics/{topic.pk}/note/", {"body": "My <precious> words", "version": "0"})
    assert response.status_code == 404 and "My &lt;precious&gt; words</textarea>" in response.content.decode()
    assert learner_client.post("/nothing/here/", {"body": "x" * 3_000_000}).status_code == 404


def test_404_says_what_to_do_next(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404 and "Go to the roadmap" in response.content.decode()


def test_403_without_permission(learner_client, learner):
    learner.is_staff = True
    learner.save()
    response = learner_client.get("/admin/roadmap_app/user/")
    assert response.status_code == 403 and "You may not do that" in response.content.decode()


def test_an_unknown_host_is_400_in_our_layout(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400 and "could not be understood" in response.content.decode()


def test_an_outdated_page_keeps_the_input(learner):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    response = strict.post("/topics/1/note/", {"body": "long <text>", "version": "0"})
    assert response.status_code == 403 and "long &lt;text&gt;" in response.content.decode()


def test_healthz_runs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_readyz_is_ready(client):
    assert client.get("/readyz").content == b"ready\n"


def test_readyz_reports_missing_migrations(client):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="roadmap_app").delete()
    response = client.get("/readyz")
    assert response.status_code == 503 and "not applied" in response.content.decode()


def test_readyz_reports_a_missing_cache_table(client, settings):
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | {"LOCATION": "no_such_table"}}
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "createcachetable" in response.content.decode()


def test_shared_caches_do_not_store_pages_of_signed_in_users(learner_client, client):
    assert "private" in learner_client.get("/notes/").headers["Cache-Control"]


def test_readyz_reports_an_unreachable_database(learner_client, monkeypatch):
    from django.db import OperationalError, connection

    client = learner_client  # whose session cannot be read either

    def fail():
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", fail)
    response = client.get("/readyz")
    assert response.status_code == 503 and "cannot be reached" in response.content.decode()


@pytest.mark.parametrize("url", ["/", "/notes/", "/healthz", "/static/css/app.css", "/nowhere/"])
def test_every_response_denies_unneeded_browser_features(client, url):
    Roadmap.objects.create(slug="a", title="A")
    headers = client.get(url).headers
    assert url.startswith("/static/") or "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers.get("Content-Security-Policy", "")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
