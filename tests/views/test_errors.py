"""What goes wrong is said in the portal's own look."""

import logging

import pytest
from django.db import OperationalError
from django.test import Client

from roadmap_app.models import Roadmap

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(monkeypatch):
    """A portal whose roadmap page breaks."""

    def fail(*args, **kwargs):
        raise RuntimeError("broken for the test")

    monkeypatch.setattr("roadmap_app.access.roadmap_standing", fail)
    return Client(raise_request_exception=False)


def test_a_fault_of_ours_says_so_and_is_logged_with_the_id(broken, caplog):
    from roadmap_app.web.request_log import RequestIdFilter

    caplog.handler.addFilter(RequestIdFilter())
    with caplog.at_level(logging.ERROR):
        answer = broken.get("/roadmaps/r/")
    number = answer.headers["X-Request-ID"]
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode() and number in answer.content.decode()
    assert [record.request_id for record in caplog.records if record.exc_info] == [number]


def test_a_database_out_of_reach_is_a_moment_to_wait_for(monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("roadmap_app.access.roadmap_standing", fail)
    answer = Client(raise_request_exception=False).get("/roadmaps/r/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "cannot reach its database" in answer.content.decode()
    assert answer.headers["X-Request-ID"] in answer.content.decode()


def test_each_request_has_an_id_of_its_own(client):
    assert client.get("/healthz").headers["X-Request-ID"] != client.get("/healthz").headers["X-Request-ID"]


def test_behind_a_proxy_both_logs_speak_of_the_same_id(client, settings):
    given = {"X-Request-ID": "5f3c1a52-0c3e-4a51-9a4e-1d0b2f6d9d10"}
    assert client.get("/healthz", headers=given)["X-Request-ID"] != given["X-Request-ID"]
    settings.PORTAL_PROXIES = 1
    assert client.get("/healthz", headers=given)["X-Request-ID"] == given["X-Request-ID"]
    forged = "one\nERROR two three"
    assert client.get("/healthz", headers={"X-Request-ID": forged})["X-Request-ID"] != forged


def test_the_access_log_tells_the_route_and_no_token(client, caplog):
    with caplog.at_level("INFO", logger="portal.access"):
        client.get("/welcome/a-token-that-nobody-may-read/")
        client.get("/no/such/page")
        client.get("/healthz")
    assert [record.getMessage().rsplit(" in ")[0] for record in caplog.records if record.name == "portal.access"] == [
        "GET /welcome/<slug:token>/ 410",
        "GET (no such page) 404",
    ]


def test_404_says_what_to_do_next(client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404 and "Go to the roadmap" in answer.content.decode()


def test_403_for_those_without_the_right(learner_client, learner):
    learner.is_staff = True
    learner.save()
    answer = learner_client.get("/admin/roadmap_app/user/")
    assert answer.status_code == 403 and "You may not do that" in answer.content.decode()


def test_a_host_that_is_not_ours_is_400_in_our_look(client):
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400 and "could not be understood" in answer.content.decode()


def test_an_old_page_keeps_what_was_typed(learner):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    answer = strict.post("/topics/1/note/", {"body": "long <text>", "version": "0"})
    assert answer.status_code == 403 and "long &lt;text&gt;" in answer.content.decode()


def test_healthz_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_readyz_is_ready(client):
    assert client.get("/readyz").content == b"ready\n"


def test_readyz_tells_missing_migrations(client):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="roadmap_app").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503 and "not applied" in answer.content.decode()


def test_readyz_tells_a_cache_without_a_table(client, settings):
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | {"LOCATION": "no_such_table"}}
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "createcachetable" in answer.content.decode()


def test_no_cache_keeps_a_signed_in_learners_page_for_others(learner_client, client):
    assert "private" in learner_client.get("/notes/").headers["Cache-Control"]


def test_readyz_tells_a_database_that_is_gone(learner_client, monkeypatch):
    from django.db import OperationalError, connection

    client = learner_client  # whose session cannot be read either

    def fail():
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503 and "cannot be reached" in answer.content.decode()


@pytest.mark.parametrize("url", ["/", "/notes/", "/healthz", "/static/css/app.css", "/nowhere/"])
def test_every_answer_forbids_what_the_portal_does_not_need(client, url):
    Roadmap.objects.create(slug="a", title="A")
    headers = client.get(url).headers
    assert url.startswith("/static/") or "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers.get("Content-Security-Policy", "")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
