"""The web server's connections: a request is read to its end before it takes a thread, and has limited time to arrive.

waitress reads and writes in one loop and gives whole requests to its threads. What it does not limit is added here: the
time that a client has, and how many connections one address may hold.
"""

import logging
import socket
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

HEADER_SECONDS = 10
BODY_SECONDS = 60
# Between two parts of an answer that the client does not take.
STALLED_SECONDS = 30
KEEP_ALIVE_SECONDS = 15

CONNECTIONS = 800
# A class behind one address has some hundred; who stalls more than these loses the oldest of them.
CONNECTIONS_PER_ADDRESS = 400
# What the bodies that have not arrived as a whole may take, those of all connections of a process together.
BYTES_UNDER_WAY = 60_000_000

# What answers may take that their clients have not taken yet. A thread never waits for a client: what it has written is
# kept, in a temporary file where it is long.
ANSWERS_UNDER_WAY = 100_000_000

# waitress warns of every request that waits for a thread, and logs each client that leaves.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)
logging.getLogger("waitress").setLevel(logging.WARNING)


class Connection(HTTPChannel):  # type: ignore[misc]
    """A client's connection, and since when the server has waited for it."""

    request_began = 0.0

    @property
    def is_busy(self) -> bool:
        """Whether a whole request has arrived and is being answered."""
        return bool(self.requests)

    @property
    def waiting_since(self) -> float:
        """The time (seconds, UTC) since when the client has owed the rest of a request, or a new one."""
        return float(self.request_began if self.request else self.last_activity)

    @property
    def bytes_held(self) -> int:
        """How much room the body takes, or will take, of a request that has not arrived as a whole."""
        if not self.request:
            return 0
        return max(int(self.request.content_length), int(self.request.body_bytes_received))

    def handle_read(self) -> None:
        """Read what has arrived; where that needs more room than there is, others have to make it."""
        before, held = self.request, self.bytes_held
        super().handle_read()
        if len(self.requests) > 1:
            # No browser and no proxy sends a request before it has the answer to the one before; the answers to some
            # hundred that came in one piece would take more room than there is.
            self.handle_close()
            return
        if self.request and self.request is not before:
            self.request_began, held = self.last_activity, 0
        if self.bytes_held > held:
            self.server.make_room()

    def is_overdue(self, now: float) -> bool:
        """Return whether the client has had its time: for a header, a body, a new request, or to take an answer."""
        if self.total_outbufs_len:
            return bool(now - self.last_activity > STALLED_SECONDS)
        if self.is_busy:
            return False
        if self.request is None:
            return now - self.waiting_since > KEEP_ALIVE_SECONDS
        return now - self.waiting_since > (BODY_SECONDS if self.request.headers_finished else HEADER_SECONDS)


class PortalServer(TcpWSGIServer):  # type: ignore[misc]
    """The server of one process, on a socket that may be shared with others."""

    channel_class = Connection
    per_address = CONNECTIONS_PER_ADDRESS

    def maintenance(self, now: float) -> None:
        """Close the connections whose time is over, or whose answers take too much room; called every second."""
        for connection in list(self.active_channels.values()):
            if connection.is_overdue(now):
                connection.handle_close()
        slow = [connection for connection in self.active_channels.values() if connection.total_outbufs_len]
        while len(slow) > 1 and sum(connection.total_outbufs_len for connection in slow) > ANSWERS_UNDER_WAY:
            largest = max(slow, key=lambda connection: connection.total_outbufs_len)
            largest.handle_close()
            slow.remove(largest)

    def handle_accept(self) -> None:
        """Take a connection; where there are too many, the one that has been waited for the longest has to go."""
        before = set(self.active_channels.values())
        super().handle_accept()
        for new in set(self.active_channels.values()) - before:
            address = new.addr[0]
            same = [each for each in self.active_channels.values() if each.addr[0] == address]
            if len(same) > self.per_address:
                _close_longest_waiting(same)
            elif len(self.active_channels) > CONNECTIONS:
                _close_longest_waiting(list(self.active_channels.values()))

    def make_room(self) -> None:
        """Close connections while all bodies under way take too much: of those that wait, the longest first."""
        holding = [connection for connection in self.active_channels.values() if connection.bytes_held]
        while sum(connection.bytes_held for connection in holding) > BYTES_UNDER_WAY:
            longest = _close_longest_waiting(_of_fullest_address(holding))
            if longest is None:
                return
            holding.remove(longest)

    def stop_accepting(self) -> None:
        """Take the connections that have been made, then close the socket, so that a proxy tries another server."""
        count = -1
        while count != len(self.active_channels):
            count = len(self.active_channels)
            self.handle_accept()
        self.del_channel()
        self.socket.close()

    def close_idle(self, seconds: float) -> None:
        """Close the connections on which nothing has been going on for that many SECONDS."""
        now = time.time()
        self.maintenance(now)
        for connection in list(self.active_channels.values()):
            is_idle = not (connection.is_busy or connection.request or connection.total_outbufs_len)
            if is_idle and now - connection.last_activity >= seconds:
                connection.will_close = True


def _of_fullest_address(connections: list[Connection]) -> list[Connection]:
    """Return those of CONNECTIONS that come from the address whose bodies take the most room."""
    held: Counter[str] = Counter()
    for connection in connections:
        held[connection.addr[0]] += connection.bytes_held
    (fullest, _), *_ = held.most_common(1)
    return [connection for connection in connections if connection.addr[0] == fullest]


def _close_longest_waiting(connections: list[Connection]) -> Connection | None:
    """Close the one of CONNECTIONS that the server has waited for the longest, and return it; None if all are busy."""
    waiting = [connection for connection in connections if not connection.is_busy]
    longest = min(waiting, key=lambda connection: connection.waiting_since, default=None)
    if longest:
        longest.handle_close()
    return longest


def make_server(
    application: Callable[..., Any], listener: socket.socket, *, threads: int, behind_proxy: bool
) -> PortalServer:
    """Return a server of APPLICATION on LISTENER, a socket that is bound.

    BEHIND_PROXY: all connections come from one address, and the proxy limits those of each client.
    """
    adjustments = Adjustments(
        sockets=[listener],
        threads=threads,
        ident=None,
        # Where a proxy stands before the portal, Django reads what it says; PORTAL_PROXIES says whether there is one.
        clear_untrusted_proxy_headers=False,
        log_socket_errors=False,
        asyncore_use_poll=True,
        cleanup_interval=1,
        # The limit of waitress stops accepting; ours comes first and makes room.
        connection_limit=2 * CONNECTIONS,
        max_request_header_size=32_768,
        # More than any view takes, so that Django answers what is a little too long.
        max_request_body_size=6_000_000,
        inbuf_overflow=65_536,
        outbuf_overflow=262_144,
        outbuf_high_watermark=2**40,
    )
    family, kind, proto = listener.family, listener.type, listener.proto
    server = PortalServer(
        application,
        map={},
        _sock=listener,
        adj=adjustments,
        sockinfo=(family, kind, proto, listener.getsockname()),
        bind_socket=False,
    )
    if behind_proxy:
        server.per_address = CONNECTIONS
    return server
