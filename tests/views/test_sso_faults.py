"""Errors between browser, provider and portal: an error page, a status code, a log line, never a 500."""

import logging
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
from django.test import Client

from roadmap_app.models import User
from tests.oidc.provider import sign_in, way_to
from tests.operations.test_server import free_port
from tests.views.test_sso import START, confirmed, oidc, refused, who

pytestmark = pytest.mark.django_db
CALLBACK = "/accounts/sso/callback/"


@pytest.fixture
def ada(provider):
    """Return a user who can sign in if nothing fails."""
    provider.knows("ada")
    return confirmed()


@pytest.fixture
def saying(settings):
    """Return a function that starts a provider with one response to every request: (status, content type, body)."""
    servers = []

    def respond_with(status, kind, body):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        servers.append(server)
        settings.OIDC = replace(settings.OIDC, url=f"http://127.0.0.1:{server.server_port}")

    yield respond_with
    for server in servers:
        server.shutdown()
        server.server_close()


def logged(caplog, words):
    lines = [record for record in caplog.records if record.name == "portal.sso" and record.levelno == logging.ERROR]
    assert any(words in line.getMessage() for line in lines), caplog.text
    return True


LIES = {
    "another nonce": {"id_token": {"nonce": "made up"}},
    "no nonce": {"id_token": {"nonce": ""}},
    "another audience": {"id_token": {"aud": "another portal"}},
    "another issuer": {"id_token": {"iss": "https://evil.example"}},
    "an old token": {"id_token": {"exp": int(time.time()) - 60}},
    "two people": {"userinfo": {"sub": "4711"}},
    "nobody": {"userinfo": {"sub": ""}, "id_token": {"sub": ""}},
    "a very long name": {"userinfo": {"sub": "x" * 500}, "id_token": {"sub": "x" * 500}},
}


@pytest.mark.parametrize("lie", LIES)
def test_the_providers_token_is_validated(client, provider, ada, caplog, lie):
    provider.knows("ada", **LIES[lie])
    assert refused(sign_in(client, provider, "ada"), 502, "Signing in did not work")
    assert logged(caplog, "(fault)")
    provider.knows("ada")
    sign_in(client, provider, "ada")
    assert who(client) == str(ada.pk)


@pytest.mark.parametrize("state", ["made-up", "", None, "another's"])
def test_a_callback_without_a_request_is_rejected(client, provider, ada, state):
    """A link with somebody else's code would sign the victim in as the attacker."""
    attacker = Client()
    back = urlsplit(provider.walk(way_to(attacker.post(START).content.decode()), "ada"))
    query = dict(part.split("=", 1) for part in back.query.split("&"))
    client.post(START)
    if state is None:
        del query["state"]
    elif state != "another's":
        query["state"] = state
    assert refused(client.get(CALLBACK, query), 400, "Begin again")


def test_a_callback_works_once(client, provider, ada):
    back = urlsplit(provider.walk(way_to(client.post(START).content.decode()), "ada"))
    assert client.get(f"{back.path}?{back.query}").status_code == 302
    client.post("/accounts/logout/")
    assert refused(client.get(f"{back.path}?{back.query}"), 400, "Begin again")


def test_cancelling_is_not_an_error(client, provider, ada):
    response = sign_in(client, provider, "ada", consent="cancel", next="/notes/")
    assert refused(response, 403, 'href="/accounts/login/?next=/notes/"')


def test_an_error_reported_by_the_provider_is_shown(client, provider, ada, caplog):
    client.post(START)
    [state] = client.session["socialaccount_states"]
    assert refused(client.get(CALLBACK, {"error": "server_error", "state": state}), 502, "has answered something")
    assert logged(caplog, "server_error")


def test_a_wrong_client_secret_is_logged(client, provider, ada, settings, caplog):
    oidc(settings, client_secret="another")
    response = sign_in(client, provider, "ada")
    assert refused(response, 502, f"request <code>{response.headers['X-Request-ID']}</code>")
    assert logged(caplog, "invalid_client") and "another" not in caplog.text


@pytest.mark.parametrize("when", ["before", "between"])
def test_an_unreachable_provider_is_503(client, provider, ada, settings, caplog, when):
    back = urlsplit(provider.walk(way_to(client.post(START).content.decode()), "ada"))
    oidc(settings, url=f"http://127.0.0.1:{free_port()}")
    response = client.post(START) if when == "before" else client.get(f"{back.path}?{back.query}")
    assert refused(response, 503, "Cairn cannot reach Example just now")
    assert logged(caplog, "Connection refused") and User.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (200, "text/html", b"<h1>Welcome</h1>"),
        (200, "application/json", b"[]"),
        (200, "application/json", b'"issuer"'),
        (200, "application/json", b"{}"),
        (200, "application/json", b'{"issuer": 1, "token_endpoint": null}'),
        (404, "text/html", b"nothing here"),
        (500, "text/html", b"broken"),
    ],
)
def test_an_issuer_url_that_is_not_a_provider(client, saying, settings, caplog, status, kind, body):
    saying(status, kind, body)
    assert refused(client.post(START), 502, "Signing in did not work")
    assert logged(caplog, "(fault)")


def test_a_provider_that_never_responds_times_out(client, provider, settings, caplog):
    """A provider that accepts the connection and never responds would block a worker for ever."""
    import socket

    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.2
    with socket.create_server(("127.0.0.1", 0)) as silent:
        oidc(settings, url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert refused(client.post(START), 503, "does not answer")
    assert logged(caplog, "timed out")
