"""Headers and bodies of responses as the server gets them."""

import io
import json

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from roadmap_app.web.middleware import content_security_policy, empty_head

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    """Return the WSGI application, as Django's test client removes the body of a HEAD itself.

    As with the client, a request does not close the test's database connection.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in signals:
        signal.connect(close_old_connections)


def ask(application, method, path, **environ):
    """Return the status code, the headers and the body that the server would send."""
    started = []
    request = RequestFactory().generic(method, path, **environ)
    chunks = application(request.environ, lambda status, headers: started.append((status, dict(headers))))
    (status, headers), body = started[0], b"".join(chunks)
    return int(status.split()[0]), headers, body


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/healthz", "/nowhere/", "/notes/", "/static/css/app.css", "/admin/login/"]
)
def test_a_head_has_the_headers_of_the_get_and_no_body(application, path):
    status, headers, body = ask(application, "GET", path)
    asked = ask(application, "HEAD", path)
    assert asked[0] == status and asked[2] == b""
    assert set(asked[1]) == set(headers)
    assert asked[1]["Content-Length"] == headers["Content-Length"] == str(len(body))


def test_a_head_with_an_invalid_host_has_no_body(application):
    status, headers, body = ask(application, "HEAD", "/", HTTP_HOST="evil.example")
    assert (status, body) == (400, b"")
    assert int(headers["Content-Length"]) > 1000


def test_a_streamed_response_is_closed_and_not_read():
    read = []
    stream = (read.append(chunk) or chunk for chunk in [b"a", b"b"])
    file = io.BytesIO(b"all of it")
    head = RequestFactory().head("/")
    for response in (StreamingHttpResponse(stream), FileResponse(file)):
        head_response = empty_head(lambda request, response=response: response)(head)
        assert b"".join(head_response.streaming_content) == b""
        head_response.close()
    assert read == [] and file.closed
    with pytest.raises(StopIteration):
        next(stream)
    assert head_response.headers["Content-Length"] == "9"


def test_a_304_gets_no_content_length():
    head_response = empty_head(lambda request: HttpResponse(status=304))(RequestFactory().head("/"))
    assert "Content-Length" not in head_response.headers


@pytest.mark.parametrize("host", ["10.1.2.3", "10.1.2.3:8000", "evil.example", "not a host", ""])
def test_health_checks_accept_every_host(application, settings, host):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["learn.example.org"]
    settings.SESSION_COOKIE_NAME = "sid"
    application = WSGIHandler()
    for path, expected in (("/healthz", b"ok\n"), ("/readyz", b"ready\n")):
        status, headers, body = ask(application, "GET", path, HTTP_HOST=host, HTTP_COOKIE="sid=x")
        assert (status, body) == (200, expected)
        assert "default-src 'none'" in headers["Content-Security-Policy"] and "Set-Cookie" not in headers
        assert ask(application, "HEAD", path, HTTP_HOST=host)[0] == 200
        assert ask(application, "POST", path, HTTP_HOST=host)[0] == 405


@pytest.mark.parametrize("path", ["/", "/healthz/", "//healthz", "/healthz/../", "/accounts/login/", "/Healthz"])
def test_other_pages_refuse_an_invalid_host(application, path):
    assert ask(application, "GET", path, HTTP_HOST="10.1.2.3")[0] == 400


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/static/css/app.css", "/static/fonts/vollkorn-600.woff2", "/nowhere/"]
)
def test_no_other_site_may_embed_a_response(application, path):
    headers = ask(application, "GET", path)[1]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("path", "save_data", "sent"),
    [
        ("/roadmaps/r/", "", True),
        ("/roadmaps/r/s/", "", True),
        ("/roadmaps/r/s/t/", "", True),
        ("/roadmaps/r/", "on", False),
        ("/notes/", "", False),
        ("/static/css/app.css", "", False),
    ],
)
def test_pages_with_topic_links_name_the_rules_for_prefetching(client, topic, path, save_data, sent):
    response = client.get(path, headers={"Save-Data": save_data})
    assert response.headers.get("Speculation-Rules") == ('"/static/topics.speculationrules"' if sent else None)
    rules = client.get("/static/topics.speculationrules")
    assert rules.headers["Content-Type"] == "application/speculationrules+json"
    json.loads(rules.getvalue())


def test_the_response_to_a_post_discards_prefetched_pages(client):
    assert client.post("/accounts/logout/").headers["Clear-Site-Data"] == '"prefetchCache"'
    assert "Clear-Site-Data" not in client.get("/accounts/login/").headers


@pytest.mark.parametrize(("debug", "status", "has_policy"), [(False, 404, True), (True, 404, False), (True, 200, True)])
def test_only_the_error_pages_of_the_debug_mode_have_no_policy(settings, debug, status, has_policy):
    settings.DEBUG = debug
    response = content_security_policy(lambda request: HttpResponse(status=status))(RequestFactory().get("/"))
    assert ("Content-Security-Policy" in response.headers) is has_policy
