"""The command doctor: its output, exit code and --url checks."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.request import Request, urlopen

from roadmap_app.operations.doctor import _from_outside
from roadmap_app.operations.findings import FAIL
from tests.database_copies import Copy
from tests.operations.test_server import free_port, serving


def test_the_output_lists_checks_that_pass_and_that_warn(filled):
    output = filled.manage("doctor")
    name = "PostgreSQL" if filled.url else "SQLite"
    assert f"[  ok  ] database: {name}" in output
    assert "[  ok  ] migrations: All are applied." in output
    assert "[  ok  ] owner: There is an owner." in output
    assert "[  ok  ] backup: The newest is of " in output
    assert "[ warn ] mail: No mail is sent: it is printed to the log." in output
    assert "         Set EMAIL_HOST" in output


def test_failed_checks_exit_with_1_and_suggest_a_fix(fresh):
    port = str(free_port())
    variables = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port, "SECRET_KEY": "short"}
    output = fresh.manage("doctor", "--url", f"http://127.0.0.1:{port}", code=1, **variables)
    assert "[ FAIL ] migrations:" in output and "Run manage.py prepare." in output
    assert "[ FAIL ] secret key: It has 5 characters" in output
    assert "[ FAIL ] mail:" in output
    assert "[ FAIL ] address:" in output
    assert "single sign-on" not in output


def test_the_issuer_of_the_provider_is_checked(tmp_path, oidc_process):
    fresh = Copy(tmp_path)
    named = {"OIDC_CLIENT_ID": "cairn", "OIDC_CLIENT_SECRET": "secret"}
    output = fresh.manage("doctor", code=1, OIDC_URL=oidc_process.issuer, **named)
    assert f"[  ok  ] single sign-on: {oidc_process.issuer} answers, and calls itself so." in output
    other = oidc_process.issuer.replace("127.0.0.1", "localhost")
    output = fresh.manage("doctor", code=1, OIDC_URL=f"{other}/.well-known/openid-configuration", **named)
    assert f"[ FAIL ] single sign-on: {other} calls itself {oidc_process.issuer}" in output
    assert f"Set OIDC_URL={oidc_process.issuer}." in output


def test_an_address_with_a_slip_is_reported():
    for url in ("http://127.0.0.1:84x", "http://local host"):
        [finding] = _from_outside(url)
        assert finding.state == FAIL and f"{url} does not answer" in finding.seen


def test_a_test_mail_that_is_not_sent_is_named(own):
    assert "and none to ada@example.org" in own.manage("doctor", "--mail-to", "ada@example.org")


def test_an_unreachable_database_is_reported_and_the_other_checks_still_run(tmp_path):
    url = f"postgres://cairn:hidden@127.0.0.1:{free_port()}/none"
    output = Copy(tmp_path).manage("doctor", code=1, DATABASE_URL=url)
    assert "[ FAIL ] database: PostgreSQL cannot be reached" in output
    assert "secret key" in output
    assert "hidden" not in output


def test_the_portal_is_checked_from_outside_and_reported_as_json(own):
    port = free_port()
    with serving(own.var, port, DATABASE_URL=own.url):
        found = json.loads(own.manage("doctor", "--json", "--url", f"http://127.0.0.1:{port}"))
    states = {row["about"]: row["state"] for row in found}
    assert (states["address"], states["proxy"], states["clock"]) == ("ok", "ok", "ok")


@contextmanager
def proxy(target, adding):
    """Run a proxy before port TARGET that appends ADDING addresses to X-Forwarded-For; yield its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            came = ", ".join(filter(None, [self.headers.get("X-Forwarded-For"), *["203.0.113.9"] * adding]))
            headers = dict(self.headers) | ({"X-Forwarded-For": came} if came else {})
            with urlopen(Request(f"http://127.0.0.1:{target}{self.path}", headers=headers), timeout=10) as response:
                self.send_response(response.status)
                for name, value in response.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(response.read())

        def log_message(self, *words):
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_a_wrong_number_of_proxies_is_reported_with_the_right_one(prepared, settings):
    port = free_port()
    settings.PORTAL_PROXIES = 2

    def finding_behind(proxies):
        with proxy(port, proxies) as outer:
            findings = list(_from_outside(f"http://127.0.0.1:{outer}"))
        return next((each.state, each.seen, each.fix) for each in findings if each.about == "proxies")

    with serving(prepared.var, port, PORTAL_PROXIES="2"):
        assert finding_behind(2)[0] == "ok"
        state, seen, fix = finding_behind(1)
        assert (state, seen) == ("fail", "1 address arrives in X-Forwarded-For, but PORTAL_PROXIES is 2.")
        assert "Set PORTAL_PROXIES=1" in fix and "trusted_proxies" in fix
        state, seen, fix = finding_behind(3)
        assert (state, seen) == ("fail", "3 addresses arrive in X-Forwarded-For, but PORTAL_PROXIES is 2.")
        assert "Set PORTAL_PROXIES=3" in fix
        state, seen, fix = finding_behind(0)
        assert (state, seen) == ("fail", "0 addresses arrive in X-Forwarded-For, but PORTAL_PROXIES is 2.")
        assert "must add to X-Forwarded-For" in fix
