"""What the proxy keeps away from the portal."""

import json
import re
import select
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection

import pytest

from tests.database_copies import Copy
from tests.deploy.stack import ROOT, Visitor

MB = 1_000_000


@contextmanager
def stalled(port, count, length, sent):
    """Hold COUNT connections that announce a form of LENGTH bytes, send SENT of them and then nothing."""
    head = (
        f"POST /accounts/login/ HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: {length}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    with ExitStack() as stack:
        connections = []
        for _ in range(count):
            connections.append(stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20)))
            connections[-1].sendall(head.encode() + b"x" * sent)
        yield connections


def slowest(port):
    """Return how long the slower of a health check and the login page takes, in five requests each."""
    took = []
    for path in ["/healthz", "/accounts/login/"] * 5:
        start = time.monotonic()
        assert Visitor(port).get(path).status == 200
        took.append(time.monotonic() - start)
    return max(took)


@pytest.mark.parametrize(
    ("length", "sent"), [(100_000, 60_000), (7 * MB, 6 * MB)], ids=["in the middle", "at the limit of the size"]
)
def test_uploads_that_stall_hold_up_nobody(stack, length, sent):
    before = slowest(stack.port)
    with stalled(stack.port, 12, length, sent):
        time.sleep(1)  # more than a hand-over to the portal takes
        meanwhile = slowest(stack.port)
        memory = subprocess.run(
            ["docker", "stats", "--no-stream", "--format", "{{.MemUsage}}", stack.compose("ps", "-q", "proxy").strip()],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    print(f"\nslowest page {before:.2f} s alone, {meanwhile:.2f} s beside 12 stalled uploads; proxy: {memory}")
    assert meanwhile < 2


def test_who_sends_nothing_for_half_a_minute_is_hung_up_on(stack):
    start = time.monotonic()
    with stalled(stack.port, 1, 100_000, 60_000) as [connection]:
        assert select.select([connection], [], [], 40)[0]
    assert 25 < time.monotonic() - start < 40


def test_a_body_is_taken_up_to_the_portals_own_limit(stack):
    visitor = Visitor(stack.port)
    assert visitor.post("/accounts/login/", login="x" * 50_000, password="y").status == 200
    assert visitor.post("/accounts/login/", login="x" * 4 * MB, password="y").status == 413
    with stalled(stack.port, 1, 8 * MB, 0) as [connection]:
        with suppress(OSError):  # hung up on in the middle, which is an answer as well
            connection.sendall(b"x" * 8 * MB)
        answer = connection.makefile("rb").readline()
    assert not answer or re.match(rb"HTTP/1.1 (400|413|502) ", answer), answer  # other than 413: Caddy before 2.7


def test_a_stranger_ends_no_web_server(stack):
    """Send four posts of 5 MB at once that would cost 465 MB each if read: the compose file sets the limit."""
    web = stack.compose("ps", "-q", "web").split()
    body = b"a=" + b"%41" * 1_600_000

    def send(path):
        connection = HTTPConnection("127.0.0.1", stack.port, timeout=60)
        connection.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        return connection.getresponse().status

    with ThreadPoolExecutor(4) as pool:
        for path in ["/invitations/adminsortable2_update/", "/accounts/login/", "/admin/roadmap_app/topic/add/"]:
            assert set(pool.map(send, [path] * 4)) == {413}
    started = subprocess.run(
        ["docker", "inspect", "--format", "{{.RestartCount}} {{.State.OOMKilled}}", *web],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    assert {line for line in started if line} == {"0 false"}


def answer_of(port, host, path="/", **headers):
    """Return status, headers and text of the response to a request for HOST."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"Host": host, **headers})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


def test_an_unknown_host_gets_an_error(stack):
    status, headers, text = answer_of(stack.port, "evil.example")
    assert (status, headers["Server"]) == (421, None)
    assert "evil.example" not in text


def test_the_doctor_counts_the_proxy(stack, tmp_path):
    doctor = Copy(tmp_path)
    url = f"http://localhost:{stack.port}"
    found = json.loads(doctor.manage("doctor", "--json", "--url", url, code=None, PORTAL_PROXIES="1"))
    seen = "1 address arrives in X-Forwarded-For, as PORTAL_PROXIES says."
    assert [(row["state"], row["seen"]) for row in found if row["about"] == "proxies"] == [("ok", seen)]


def test_the_proxys_log_holds_no_addresses_whatever_it_tells(stack):
    all_it_has = (ROOT / "portal" / "Caddyfile").read_text().replace("\tgrace_period", "\tdebug\n\tgrace_period", 1)
    reload = ["docker", "compose", "exec", "-T", "proxy", "caddy", "reload", "--adapter", "caddyfile", "--config", "-"]
    subprocess.run(
        reload,
        input=all_it_has,
        cwd=ROOT,
        env=stack.environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answer = answer_of(stack.port, f"localhost:{stack.port}", "/invitations/a-token/", Referer="http://a/a-token/")
    output = stack.compose("logs", "--no-log-prefix", "proxy")
    assert answer[0] == 410 and answer[1]["X-Request-ID"] in output
    assert "a-token" not in output


def test_a_page_explains_that_no_portal_responds(stack):
    stack.compose("stop", "--timeout", "10", "web")
    status, headers, text = answer_of(stack.port, f"localhost:{stack.port}")
    assert status in (502, 503) and "What you have ticked and written is safe" in text
    assert headers["Server"] is None
