"""A gunicorn worker process in which waitress reads the requests and responds.

It uses gunicorn's Worker API and waitress's wasyncore, which is not public: pyproject.toml pins both versions. After
an update tests/operations/test_connections.py and test_slow_clients.py show whether requests are still served.
"""

import ctypes
import os
import time
from contextlib import suppress
from types import FrameType

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import wasyncore

from roadmap_app.operations.connections import PortalServer, make_server

# A client may be sending its next request on an open connection when the worker stops.
LINGER_SECONDS = 2
M_ARENA_MAX = -8  # of glibc's malloc.h


class WebWorker(Worker):  # type: ignore[misc]
    """Serves until it is stopped, then finishes the requests that have arrived."""

    server: PortalServer | None = None

    def run(self) -> None:
        """Serve until SIGTERM, or until the parent process has exited."""
        _use_one_heap()
        self.server = make_server(
            self.wsgi, self.sockets[0].sock, threads=self.cfg.threads, behind_proxy=bool(settings.PORTAL_PROXIES)
        )
        while self.alive and self.ppid == os.getppid():
            self._turn(self.server)
        self._drain(self.server)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Wake the server's loop, so that it stops at once."""
        super().handle_exit(sig, frame)
        if self.server:
            self.server.pull_trigger()

    def _turn(self, server: PortalServer) -> None:
        self.notify()
        wasyncore.loop(timeout=1, use_poll=True, map=server._map, count=1)

    def _drain(self, server: PortalServer) -> None:
        """Close the listening socket, and finish the requests that have arrived, within graceful_timeout seconds."""
        end = time.monotonic() + self.cfg.graceful_timeout
        server.stop_accepting()
        while server.active_channels and time.monotonic() < end:
            server.close_idle(LINGER_SECONDS)
            self._turn(server)
        server.task_dispatcher.shutdown(timeout=max(0.0, end - time.monotonic()))


def _use_one_heap() -> None:
    """Let all threads allocate from one heap: glibc gives each thread its own, which grows to 2 MB or more."""
    with suppress(AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
