"""What holds for every answer, as the server gets it."""

import io

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from roadmap_app.web.middleware import empty_head

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    """The portal as the server calls it: Django's test client itself takes the body from a HEAD.

    As with the client, the test's connection is not closed after a request.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in signals:
        signal.connect(close_old_connections)


def ask(application, method, path, **environ):
    """Return the status code, the headers and the body that the server would send."""
    began = []
    request = RequestFactory().generic(method, path, **environ)
    answer = application(request.environ, lambda status, headers: began.append((status, dict(headers))))
    (status, headers), body = began[0], b"".join(answer)
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


def test_a_head_of_a_host_that_is_not_ours_has_no_body(application):
    status, headers, body = ask(application, "HEAD", "/", HTTP_HOST="evil.example")
    assert (status, body) == (400, b"")
    assert int(headers["Content-Length"]) > 1000


def test_a_streamed_answer_is_closed_and_not_read():
    read = []
    stream = (read.append(chunk) or chunk for chunk in [b"a", b"b"])
    file = io.BytesIO(b"all of it")
    head = RequestFactory().head("/")
    for response in (StreamingHttpResponse(stream), FileResponse(file)):
        answer = empty_head(lambda request, response=response: response)(head)
        assert b"".join(answer.streaming_content) == b""
        answer.close()
    assert read == [] and file.closed
    with pytest.raises(StopIteration):
        next(stream)
    assert answer.headers["Content-Length"] == "9"


def test_what_has_no_length_gets_none():
    answer = empty_head(lambda request: HttpResponse(status=304))(RequestFactory().head("/"))
    assert "Content-Length" not in answer.headers


@pytest.mark.parametrize("host", ["10.1.2.3", "10.1.2.3:8000", "evil.example", "not a host", ""])
def test_health_checks_answer_whatever_host_is_named(application, settings, host):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["learn.example.org"]
    settings.SESSION_COOKIE_NAME = "sid"
    application = WSGIHandler()
    for path, said in (("/healthz", b"ok\n"), ("/readyz", b"ready\n")):
        status, headers, body = ask(application, "GET", path, HTTP_HOST=host, HTTP_COOKIE="sid=x")
        assert (status, body) == (200, said)
        assert "default-src 'none'" in headers["Content-Security-Policy"] and "Set-Cookie" not in headers
        assert ask(application, "HEAD", path, HTTP_HOST=host)[0] == 200
        assert ask(application, "POST", path, HTTP_HOST=host)[0] == 405


@pytest.mark.parametrize("path", ["/", "/healthz/", "//healthz", "/healthz/../", "/accounts/login/", "/Healthz"])
def test_nothing_else_answers_to_a_host_that_is_not_ours(application, path):
    assert ask(application, "GET", path, HTTP_HOST="10.1.2.3")[0] == 400


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/static/css/app.css", "/static/fonts/vollkorn-600.woff2", "/nowhere/"]
)
def test_no_other_site_may_use_an_answer(application, path):
    headers = ask(application, "GET", path)[1]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
