"""The connection of a link check: one that ends in time, whatever the server does.

httpx2's timeouts are for each read: a server that sends a byte now and then would hold a check for days. So every
connecting, reading and writing here gets no more than what is left until the deadline.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable

import httpcore2
import httpx2

Left = Callable[[], float]


class DeadlineTransport(httpx2.HTTPTransport):
    """A transport whose connection ends when LEFT returns 0 seconds; it does not reuse connections."""

    def __init__(self, context: ssl.SSLContext, left: Left) -> None:
        super().__init__(verify=context, trust_env=False)
        # httpx2 has no parameter for the backend. Connections are not reused: a server that responds to HEAD with a
        # body would corrupt the next response.
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context, max_keepalive_connections=0, network_backend=_Backend(left)
        )


class _Backend(httpcore2.NetworkBackend):
    def __init__(self, left: Left) -> None:
        self._left, self._real = left, httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        allowed = _allowed(self._left, timeout, httpcore2.ConnectTimeout)
        return _Stream(self._real.connect_tcp(host, port, allowed, local_address, socket_options), self._left)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, real: httpcore2.NetworkStream, left: Left) -> None:
        self._real, self._left = real, left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._real.read(max_bytes, _allowed(self._left, timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._real.write(buffer, _allowed(self._left, timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._real.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        allowed = _allowed(self._left, timeout, httpcore2.ConnectTimeout)
        return _Stream(self._real.start_tls(ssl_context, server_hostname, allowed), self._left)

    def get_extra_info(self, info: str) -> object:
        return self._real.get_extra_info(info)


def _allowed(left: Left, timeout: float | None, late: type[Exception]) -> float:
    """Return the timeout in seconds. Raise LATE if no time is left."""
    seconds = left()
    if seconds <= 0:
        raise late("The deadline is over.")
    return seconds if timeout is None else min(timeout, seconds)
