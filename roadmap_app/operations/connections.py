"""The web server's connections: a request is read completely before it takes a thread, and must arrive in time.

waitress reads and writes in one loop and passes complete requests to its threads. This module adds timeouts for
clients, and a limit of connections per address, by overriding methods of waitress 3 that are not public: uv.lock pins
its version, and tests/operations/test_connections.py fails if one of them is no longer called.
"""

import logging
import socket
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer

from roadmap_app.operations.refused_requests import MOST_MEGABYTES, RefusedRequest
from roadmap_app.operations.request_threads import RequestThreads

HEADER_SECONDS = 10
BODY_SECONDS = 60
# Between two parts of a response that the client does not read.
STALLED_SECONDS = 30
KEEP_ALIVE_SECONDS = 15
# After the response to a request that was refused before it had arrived: how long its rest may still arrive. Closing
# the connection while a browser sends makes it show an error of its own in place of the response.
LINGERING_SECONDS = 30

CONNECTIONS = 800
# A school class behind one address needs about a hundred; beyond the limit the connection that waits longest is closed.
CONNECTIONS_PER_ADDRESS = 400
# After each new connection a process lets the others accept the next one. They share the socket, and whoever wakes
# first would take all that come at once, and leave the other cores idle for as long as the clients keep them.
PAUSE_SECONDS = 0.0002
# Bytes of all incomplete request bodies of a process.
BYTES_UNDER_WAY = 60_000_000

# Bytes of all responses that clients have not read yet. A thread never waits for a client: waitress buffers its
# response, in a temporary file if it is long.
ANSWERS_UNDER_WAY = 100_000_000

# waitress logs each client that disconnects.
logging.getLogger("waitress").setLevel(logging.WARNING)


class Request(HTTPRequestParser):  # type: ignore[misc]
    """A request as it arrives."""

    def received(self, data: bytes) -> int:
        """Take DATA, and return how many bytes of it: all, once the request is refused, so that none begin another."""
        taken = int(super().received(data))
        return len(data) if self.error else taken


class Connection(HTTPChannel):  # type: ignore[misc]
    """A client's connection, with the time since which the server waits for it."""

    request_began = 0.0
    lingering_since = 0.0  # when a request was refused; 0 if none was
    parser_class = Request
    error_task_class = RefusedRequest

    @property
    def is_busy(self) -> bool:
        """Whether a complete request has arrived and is being processed."""
        return bool(self.requests)

    @property
    def waiting_since(self) -> float:
        """The time (seconds since the epoch) since which the server waits for a request or its rest."""
        return float(self.lingering_since or (self.request_began if self.request else self.last_activity))

    @property
    def bytes_held(self) -> int:
        """The bytes that the body of an incomplete request takes, or will take."""
        if not self.request:
            return 0
        return max(int(self.request.content_length), int(self.request.body_bytes_received))

    def handle_read(self) -> None:
        """Read what has arrived; close other connections if request bodies take too many bytes."""
        before, held = self.request, self.bytes_held
        super().handle_read()
        if len(self.requests) > 1:
            # No browser and no proxy pipelines requests; the responses to hundreds of them would take too much memory.
            self.handle_close()
            return
        if self.request and self.request is not before:
            self.request_began, held = self.last_activity, 0
        if self.bytes_held > held:
            self.server.make_room()

    def received(self, data: bytes) -> bool:
        """Take DATA as a part of a request, or drop it as the rest of a refused one."""
        return False if self.lingering_since else bool(super().received(data))

    def is_overdue(self, now: float) -> bool:
        """Return whether a timeout has passed: for a header, a body, a new request, or for reading a response."""
        if self.total_outbufs_len:
            return bool(now - self.last_activity > STALLED_SECONDS)
        if self.lingering_since:
            return now - self.lingering_since > LINGERING_SECONDS
        if self.is_busy:
            return False
        if self.request is None:
            return now - self.waiting_since > KEEP_ALIVE_SECONDS
        return now - self.waiting_since > (BODY_SECONDS if self.request.headers_finished else HEADER_SECONDS)


class PortalServer(TcpWSGIServer):  # type: ignore[misc]
    """The server of one process, on a socket that it may share with others."""

    channel_class = Connection
    per_address = CONNECTIONS_PER_ADDRESS

    def maintenance(self, now: float) -> None:
        """Close connections that are overdue, or whose responses take too many bytes; called every second."""
        for connection in list(self.active_channels.values()):
            if connection.is_overdue(now):
                connection.handle_close()
        slow = [connection for connection in self.active_channels.values() if connection.total_outbufs_len]
        while len(slow) > 1 and sum(connection.total_outbufs_len for connection in slow) > ANSWERS_UNDER_WAY:
            largest = max(slow, key=lambda connection: connection.total_outbufs_len)
            largest.handle_close()
            slow.remove(largest)

    def handle_accept(self) -> None:
        """Accept a connection; if there are too many, close the one that waits longest."""
        before = set(self.active_channels.values())
        super().handle_accept()
        for new in set(self.active_channels.values()) - before:
            time.sleep(PAUSE_SECONDS)
            address = new.addr[0]
            same = [each for each in self.active_channels.values() if each.addr[0] == address]
            if len(same) > self.per_address:
                _close_longest_waiting(same)
            elif len(self.active_channels) > CONNECTIONS:
                _close_longest_waiting(list(self.active_channels.values()))

    def make_room(self) -> None:
        """Close connections, longest waiting first, while incomplete bodies take too many bytes."""
        holding = [connection for connection in self.active_channels.values() if connection.bytes_held]
        while sum(connection.bytes_held for connection in holding) > BYTES_UNDER_WAY:
            longest = _close_longest_waiting(_of_fullest_address(holding))
            if longest is None:
                return
            holding.remove(longest)

    def stop_accepting(self) -> None:
        """Accept the pending connections, then close the socket, so that a proxy tries another server."""
        count = -1
        while count != len(self.active_channels):
            count = len(self.active_channels)
            self.handle_accept()
        self.del_channel()
        self.socket.close()

    def close_idle(self, seconds: float) -> None:
        """Close connections that have been idle for SECONDS."""
        now = time.time()
        self.maintenance(now)
        for connection in list(self.active_channels.values()):
            is_idle = not (connection.is_busy or connection.request or connection.total_outbufs_len)
            if is_idle and now - connection.last_activity >= seconds:
                connection.will_close = True


def _of_fullest_address(connections: list[Connection]) -> list[Connection]:
    """Return those of CONNECTIONS that come from the address whose bodies take the most bytes."""
    held: Counter[str] = Counter()
    for connection in connections:
        held[connection.addr[0]] += connection.bytes_held
    (fullest, _), *_ = held.most_common(1)
    return [connection for connection in connections if connection.addr[0] == fullest]


def _close_longest_waiting(connections: list[Connection]) -> Connection | None:
    """Close the longest waiting of CONNECTIONS and return it; None if all are busy."""
    waiting = [connection for connection in connections if not connection.is_busy]
    longest = min(waiting, key=lambda connection: connection.waiting_since, default=None)
    if longest:
        longest.handle_close()
    return longest


def make_server(
    application: Callable[..., Any], listener: socket.socket, *, threads: int, turns: int, behind_proxy: bool
) -> PortalServer:
    """Return a server of APPLICATION on the bound socket LISTENER; TURNS of THREADS answer requests at once.

    BEHIND_PROXY lifts the limit per address, as all connections then come from the proxy.
    """
    adjustments = Adjustments(
        sockets=[listener],
        threads=threads,
        ident=None,
        # Django reads the headers of a proxy if PORTAL_PROXIES says that there is one.
        clear_untrusted_proxy_headers=False,
        log_socket_errors=False,
        asyncore_use_poll=True,
        cleanup_interval=1,
        # At its limit waitress stops accepting connections; ours is lower and closes some.
        connection_limit=2 * CONNECTIONS,
        max_request_header_size=32_768,
        max_request_body_size=MOST_MEGABYTES * 1_000_000,
        inbuf_overflow=65_536,
        outbuf_overflow=262_144,
        outbuf_high_watermark=2**40,
    )
    family, kind, proto = listener.family, listener.type, listener.proto
    dispatcher = RequestThreads(turns)
    dispatcher.set_thread_count(threads)
    server = PortalServer(
        application,
        map={},
        dispatcher=dispatcher,
        _sock=listener,
        adj=adjustments,
        sockinfo=(family, kind, proto, listener.getsockname()),
        bind_socket=False,
    )
    if behind_proxy:
        server.per_address = CONNECTIONS
    return server
