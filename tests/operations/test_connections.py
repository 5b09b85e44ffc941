"""A request takes a thread when it has arrived as a whole, and a client has limited time and room."""

import socket
import threading
import time
from contextlib import closing

import pytest
from waitress import wasyncore

from roadmap_app.operations import connections
from roadmap_app.operations.connections import (
    BODY_SECONDS,
    HEADER_SECONDS,
    KEEP_ALIVE_SECONDS,
    LINGERING_SECONDS,
    make_server,
)

REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
REQUEST_FOR_MUCH = REQUEST.replace(b"/", b"/much", 1)
HALF_HEADER = b"GET / HTTP/1.1\r\nHost:"
HALF_FORM = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"


class Portal:
    """A server whose loop turns when a test says so, and clients of it."""

    def __init__(self, **how):
        self.asked = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        listener = socket.create_server(("127.0.0.1", 0))
        self.address = listener.getsockname()
        self.server = make_server(self.application, listener, **{"threads": 1, "turns": 1, "behind_proxy": False} | how)
        self.clients = []

    def application(self, environ, start_response):
        """Answer with what was sent."""
        if environ["PATH_INFO"] == "/much":
            start_response("200 OK", [("Content-Length", "40000000")])
            return (b"x" * 1_000_000 for _ in range(40))
        body = environ["wsgi.input"].read()
        self.asked.append(body)
        self.may_answer.wait(10)
        start_response("200 OK", [("Content-Length", str(len(body) + 2))])
        return [b"ok" + body]

    def connect(self, data=b""):
        """Return a client that has sent DATA."""
        client = socket.create_connection(self.address)
        client.settimeout(10)
        client.sendall(data)
        self.clients.append(client)
        self.turn()
        return client

    def turn(self, times=3):
        """Let the loop read and write what there is."""
        wasyncore.loop(timeout=0.02, use_poll=True, map=self.server._map, count=times)

    def answer(self, client):
        """Turn the loop until CLIENT has an answer or is closed, and return what came."""
        client.setblocking(False)
        came = b""
        deadline = time.monotonic() + 20
        # Not a number of turns: while another client's answer can be written, a turn waits for nothing.
        while time.monotonic() < deadline:
            self.turn(1)
            try:
                came += client.recv(4096)
            except BlockingIOError:
                continue
            # The header may come alone, and the rest of the answer after it.
            if not came.endswith(b"\r\n\r\n") or b"Content-Length: 0" in came:
                return came
        raise AssertionError("no answer")

    def wait_for_thread(self):
        """Turn the loop until no request is being answered."""
        while any(each.is_busy for each in self.server.active_channels.values()):
            self.turn(1)

    def pass_time(self, seconds):
        """Close what would be overdue so many SECONDS from now."""
        self.server.maintenance(time.time() + seconds)
        self.turn()

    def is_open(self, client):
        """Return whether the server still holds CLIENT's connection."""
        return client.getsockname() in {each.addr for each in self.server.active_channels.values()}

    def close(self):
        """End everything."""
        self.may_answer.set()
        for client in self.clients:
            client.close()
        self.server.task_dispatcher.shutdown()
        wasyncore.close_all(self.server._map)


@pytest.fixture
def portal():
    with closing(Portal()) as portal:
        yield portal


@pytest.mark.parametrize("half", [b"", HALF_HEADER, HALF_FORM], ids=["nothing", "half a header", "half a form"])
def test_half_a_request_takes_no_thread(portal, half):
    for _ in range(8):
        portal.connect(half)
    assert portal.answer(portal.connect(REQUEST)).endswith(b"ok")
    assert portal.asked == [b""]


TOO_LARGE = REQUEST.replace(b"GET", b"POST", 1)[:-2] + b"Content-Length: 7000000\r\n\r\n"


def test_what_the_server_refuses_is_answered_in_words_of_the_portal(portal):
    answer = portal.answer(portal.connect(TOO_LARGE))
    while b"</html>" not in answer:
        answer += portal.answer(portal.clients[-1])
    assert answer.startswith(b"HTTP/1.1 413 ") and b"<h1>That is too much at once</h1>" in answer
    part = portal.answer(portal.connect(TOO_LARGE[:-2] + b"HX-Request: true\r\n\r\n"))
    assert part.endswith(b"You sent more than 6 MB, which is the most. Nothing was changed.")
    odd = portal.answer(portal.connect(b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"))
    assert odd.startswith(b"HTTP/1.1 400 ") and b"waitress" not in odd
    assert portal.asked == []


def test_who_sends_too_much_gets_to_read_why(portal):
    client = portal.connect(TOO_LARGE)
    sending = threading.Thread(target=client.sendall, args=(bytes(7_000_000),))
    sending.start()
    while sending.is_alive():
        portal.turn(1)
    assert b"You sent more than 6 MB" in portal.answer(client)
    client.close()
    portal.turn()
    assert not portal.server.active_channels


def test_no_part_of_a_refused_request_is_taken_for_another_one(portal):
    client = portal.connect(TOO_LARGE + b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n")
    assert b"413" in portal.answer(client)
    portal.wait_for_thread()
    assert portal.asked == []
    portal.server.close_idle(0)
    portal.turn()
    assert not portal.server.active_channels


def test_who_goes_on_sending_too_much_is_closed(portal):
    client = portal.connect(TOO_LARGE)
    assert b"413" in portal.answer(client)
    client.setblocking(True)
    client.sendall(bytes(1000))
    portal.turn()
    portal.pass_time(LINGERING_SECONDS - 1)
    assert portal.server.active_channels
    portal.pass_time(LINGERING_SECONDS + 1)
    assert not portal.server.active_channels


def test_a_request_is_handed_over_when_it_is_whole(portal):
    client = portal.connect(HALF_FORM)
    assert portal.asked == []
    client.sendall(b" done")
    assert portal.answer(client).endswith(b"okhalf done")


def test_half_a_form_is_never_taken_for_a_whole_one(portal):
    portal.connect(HALF_FORM).close()
    assert portal.answer(portal.connect(REQUEST)).endswith(b"ok")
    assert portal.asked == [b""]


@pytest.mark.parametrize(
    ("sent", "seconds"), [(b"", KEEP_ALIVE_SECONDS), (HALF_HEADER, HEADER_SECONDS), (HALF_FORM, BODY_SECONDS)]
)
def test_a_client_has_limited_time(portal, sent, seconds):
    client = portal.connect(sent)
    portal.pass_time(seconds - 2)
    assert portal.is_open(client)
    portal.pass_time(seconds + 1)
    assert not portal.is_open(client)


def test_a_byte_now_and_then_wins_no_time(portal, monkeypatch):
    client = portal.connect(HALF_HEADER)
    (connection,) = portal.server.active_channels.values()
    began = connection.waiting_since
    client.sendall(b" x")
    portal.turn()
    assert connection.waiting_since == began


def test_an_answer_that_nobody_takes_is_dropped(portal):
    client = portal.connect(REQUEST_FOR_MUCH)
    portal.answer(client)
    portal.wait_for_thread()
    assert portal.is_open(client)
    # At once: while a client takes nothing, nothing can be written that would end it.
    portal.server.maintenance(time.time() + connections.STALLED_SECONDS + 1)
    assert not portal.is_open(client)


def test_answers_that_clients_do_not_take_hold_no_thread(portal):
    # Written in parts, as an export is.
    stalled = [portal.connect(REQUEST_FOR_MUCH) for _ in range(2)]
    for client in stalled:
        portal.answer(client)
    assert portal.answer(portal.connect(REQUEST)).endswith(b"ok")


def test_where_answers_need_more_room_than_there_is_the_largest_has_to_go(portal, monkeypatch):
    monkeypatch.setattr(connections, "ANSWERS_UNDER_WAY", 60_000_000)
    first, second = (portal.connect(REQUEST_FOR_MUCH) for _ in range(2))
    for client in (first, second):
        portal.answer(client)
    portal.wait_for_thread()
    portal.server.maintenance(time.time())
    assert [portal.is_open(first), portal.is_open(second)].count(True) == 1
    portal.server.maintenance(time.time())
    assert [portal.is_open(first), portal.is_open(second)].count(True) == 1


def test_who_sends_requests_without_waiting_for_answers_is_closed(portal):
    portal.may_answer.clear()
    client = portal.connect(REQUEST * 100)
    assert not portal.is_open(client)
    portal.may_answer.set()
    assert portal.answer(portal.connect(REQUEST)).endswith(b"ok")
    assert len(portal.asked) <= 2


def test_a_connection_serves_several_requests(portal):
    client = portal.connect(REQUEST)
    assert portal.answer(client).endswith(b"ok")
    client.sendall(REQUEST)
    assert portal.answer(client).endswith(b"ok")


def test_who_stalls_more_connections_than_an_address_may_hold_loses_the_oldest(portal):
    portal.server.per_address = 3
    oldest, *others = [portal.connect(HALF_HEADER) for _ in range(3)]
    assert portal.answer(portal.connect(REQUEST)).endswith(b"ok")
    assert not portal.is_open(oldest)
    assert all(portal.is_open(each) for each in others)


def test_where_bodies_need_more_room_than_there_is_the_one_owed_the_longest_has_to_go(portal, monkeypatch):
    monkeypatch.setattr(connections, "BYTES_UNDER_WAY", 20)
    stalled = [portal.connect(HALF_FORM) for _ in range(2)]
    client = portal.connect(HALF_FORM)
    client.sendall(b" done")
    assert portal.answer(client).endswith(b"okhalf done")
    assert [portal.is_open(each) for each in stalled] == [False, True]


@pytest.mark.parametrize(
    "nearly_whole",
    [
        HALF_FORM.replace(b"9", b"16") + b" but for it",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nf\r\nhalf but for it\r\n",
    ],
    ids=["announced", "in chunks"],
)
def test_what_has_arrived_of_a_body_takes_room_too(portal, monkeypatch, nearly_whole):
    monkeypatch.setattr(connections, "BYTES_UNDER_WAY", 20)
    first, second = portal.connect(nearly_whole), portal.connect(nearly_whole)
    assert not portal.is_open(first)
    assert portal.is_open(second)


def test_no_answer_names_the_server(portal):
    assert b"Server:" not in portal.answer(portal.connect(REQUEST))
    assert b"Server:" not in portal.answer(portal.connect(b"GET nonsense\r\n\r\n"))


def test_what_the_proxy_says_reaches_the_portal():
    seen = {}

    def application(environ, start_response):
        seen.update(environ)
        start_response("200 OK", [("Content-Length", "0")])
        return []

    with closing(Portal(behind_proxy=True)) as portal:
        portal.server.application = application
        portal.answer(portal.connect(REQUEST.replace(b"\r\n\r\n", b"\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n")))
    assert seen["HTTP_X_FORWARDED_FOR"] == "192.0.2.1"


def test_a_stopping_server_finishes_open_requests_and_accepts_no_more(portal):
    waiting = socket.create_connection(portal.address)
    waiting.sendall(REQUEST)
    portal.server.stop_accepting()
    assert portal.answer(waiting).endswith(b"ok")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(portal.address)
    portal.server.close_idle(0)
    portal.turn()
    assert not portal.server.active_channels
