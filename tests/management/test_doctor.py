"""manage.py doctor: in words."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.request import Request, urlopen

from tests.operations.test_server import free_port, serving


def test_it_says_what_is_well_and_what_is_not(filled):
    said = filled.manage("doctor")
    name = "PostgreSQL" if filled.url else "SQLite"
    assert f"[  ok  ] database: {name}" in said
    assert "[  ok  ] migrations: All are applied." in said
    assert "[  ok  ] owner: There is an owner." in said
    assert "[  ok  ] backup: The newest is of " in said
    assert "[ warn ] mail: No mail is sent: it is printed to the log." in said
    assert "         Set EMAIL_HOST" in said


def test_what_fails_ends_with_1_and_says_how_to_mend_it(fresh):
    port = str(free_port())
    variables = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port, "SECRET_KEY": "short"}
    said = fresh.manage("doctor", "--url", f"http://127.0.0.1:{port}", code=1, **variables)
    assert "[ FAIL ] migrations:" in said and "Run manage.py prepare." in said
    assert "[ FAIL ] secret key: It has 5 characters" in said
    assert "[ FAIL ] mail:" in said
    assert "[ FAIL ] address:" in said
    assert "single sign-on" not in said


def test_a_provider_is_asked_who_it_is(fresh, oidc_process):
    named = {"OIDC_CLIENT_ID": "cairn", "OIDC_CLIENT_SECRET": "secret"}
    said = fresh.manage("doctor", code=1, OIDC_URL=oidc_process.issuer, **named)
    assert f"[  ok  ] single sign-on: {oidc_process.issuer} answers, and calls itself so." in said
    other = oidc_process.issuer.replace("127.0.0.1", "localhost")
    said = fresh.manage("doctor", code=1, OIDC_URL=f"{other}/.well-known/openid-configuration", **named)
    assert f"[ FAIL ] single sign-on: {other} calls itself {oidc_process.issuer}" in said
    assert f"Set OIDC_URL={oidc_process.issuer}." in said
    said = fresh.manage("doctor", code=1, OIDC_URL=f"http://127.0.0.1:{free_port()}", **named)
    assert "[ FAIL ] single sign-on:" in said and "cannot be read" in said and "Check OIDC_URL" in said
    said = fresh.manage("doctor", code=1, OIDC_URL=f"{oidc_process.issuer}/nothing", **named)
    assert "[ FAIL ] single sign-on:" in said and "404" in said


def test_a_database_out_of_reach_is_said_and_the_rest_is_looked_at(fresh):
    url = f"postgres://cairn:hidden@127.0.0.1:{free_port()}/none"
    said = fresh.manage("doctor", code=1, DATABASE_URL=url, PORTAL_POOL_TIMEOUT="1")
    assert "[ FAIL ] database: PostgreSQL cannot be reached" in said
    assert "secret key" in said
    assert "hidden" not in said


def test_the_portal_is_asked_from_outside_and_programs_can_read_it(own):
    port = free_port()
    with serving(own.var, port, DATABASE_URL=own.url):
        found = json.loads(own.manage("doctor", "--json", "--url", f"http://127.0.0.1:{port}"))
    states = {row["about"]: row["state"] for row in found}
    assert (states["address"], states["proxy"], states["clock"]) == ("ok", "ok", "ok")


@contextmanager
def proxy(target, adding):
    """Run what adds so many addresses to X-Forwarded-For, as so many proxies would, before TARGET; yields its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            came = ", ".join(filter(None, [self.headers.get("X-Forwarded-For"), *["203.0.113.9"] * adding]))
            headers = dict(self.headers) | ({"X-Forwarded-For": came} if came else {})
            with urlopen(Request(f"http://127.0.0.1:{target}{self.path}", headers=headers), timeout=10) as answer:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.read())

        def log_message(self, *words):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_a_wrong_number_of_proxies_is_reported_with_the_right_one(fresh):
    port = free_port()
    fresh.manage("prepare")

    def finding_behind(proxies):
        with proxy(port, proxies) as outer:
            url = f"http://127.0.0.1:{outer}"
            rows = json.loads(fresh.manage("doctor", "--json", "--url", url, code=None, PORTAL_PROXIES="2"))
        return next((row["state"], row["seen"], row["mend"]) for row in rows if row["about"] == "proxies")

    with serving(fresh.var, port, DATABASE_URL=fresh.url, PORTAL_PROXIES="2"):
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
