"""With a domain: https, and what follows from it. Caddy makes a certificate of its own for names under .localhost."""

import re
import socket
import ssl
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlencode

import pytest

from tests.deploy.stack import Stack
from tests.operations.test_server import free_port

DOMAIN = "cairn.localhost"
PASSWORD = "correct horse 9"


@pytest.fixture(scope="module")
def secure(image, tmp_path_factory):
    """Start a deployment with a domain and yield it."""
    stack = Stack(tmp_path_factory.mktemp("secrets"), image)
    port = free_port()
    stack.settings |= {
        "PORTAL_DOMAIN": DOMAIN,
        "PORTAL_HTTPS_PORT": str(port),
        "PORTAL_URL": f"https://{DOMAIN}:{port}",
    }
    try:
        stack.compose("up", "--detach", "--wait")
        yield stack
    finally:
        stack.down()


def ask(stack, method, path, body=None, **headers):
    """Return the response over TLS, requested by name as a browser does."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # Caddy's own authority
    connection = HTTPSConnection(DOMAIN, int(stack.settings["PORTAL_HTTPS_PORT"]), timeout=20, context=context)
    connection._create_connection = lambda address, *rest: socket.create_connection(("127.0.0.1", address[1]), *rest)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer, answer.read().decode()


def test_plain_http_leads_to_https(secure):
    connection = HTTPConnection("127.0.0.1", secure.port, timeout=20)
    connection.request("GET", "/notes/", headers={"Host": DOMAIN})
    answer = connection.getresponse()
    assert answer.status == 308
    assert answer.headers["Location"] == f"https://{DOMAIN}/notes/"


def test_the_owner_signs_up_over_tls_with_secure_cookies(secure):
    logs = secure.compose("logs", "--no-log-prefix", "web")
    base = secure.settings["PORTAL_URL"]
    link = re.search(rf"^{re.escape(base)}(/welcome/[\w-]+/)$", logs, re.MULTILINE)
    assert link, logs
    answer, page = ask(secure, "GET", link[1])
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert answer.headers.get_all("Content-Security-Policy") and "Server" not in answer.headers
    assert len(answer.headers.get_all("X-Content-Type-Options")) == 1
    cookie = answer.headers["Set-Cookie"]
    assert "Secure" in cookie and "SameSite" in cookie
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    fields = {"csrfmiddlewaretoken": token, "email": "owner@example.org", "password1": PASSWORD, "password2": PASSWORD}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie.split(";")[0]}
    answer, page = ask(secure, "POST", link[1], urlencode(fields), Origin="https://evil.example", **headers)
    assert answer.status == 403
    answer, page = ask(secure, "POST", link[1], urlencode(fields), Origin=base, **headers)
    assert answer.status == 302, page
    session = next(each for each in answer.headers.get_all("Set-Cookie") if "_session=" in each)
    assert session.startswith("__Host-cairn_") and "Path=/" in session and "Domain" not in session
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in session.split(";")}


def test_another_host_over_the_same_connection_is_not_here(secure):
    answer, _ = ask(secure, "GET", "/", Host="evil.example")
    assert (answer.status, answer.headers["Server"]) == (421, None)


def test_what_the_doctor_says(secure):
    output = secure.compose("run", "--rm", "--no-deps", "backup", "doctor", "--url", "", check=False)
    assert "[  ok  ] database: PostgreSQL 17" in output
    assert "[  ok  ] migrations: All are applied." in output
    assert "FAIL" not in output, output
    assert "settings: Django's checks for production find nothing." in output
