"""What the proxy keeps away from the portal."""

import re
import select
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager, suppress

import pytest

from tests.deploy.stack import Visitor

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
    """Return how long the slower of a health check and the login page takes, asked five times."""
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
    assert visitor.post("/accounts/login/", login="x" * 4 * MB, password="y").status == 422
    with stalled(stack.port, 1, 8 * MB, 0) as [connection]:
        with suppress(OSError):  # hung up on in the middle, which is an answer as well
            connection.sendall(b"x" * 8 * MB)
        answer = connection.makefile("rb").readline()
    assert not answer or re.match(rb"HTTP/1.1 (413|502) ", answer), answer  # 502: Caddy before 2.7
