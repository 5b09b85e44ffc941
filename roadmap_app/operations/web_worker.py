"""A worker process of gunicorn, which starts, watches and stops it; waitress reads the requests and answers them."""

import os
import time
from types import FrameType

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import wasyncore

from roadmap_app.operations.connections import PortalServer, make_server

# A client may be sending its next request on a connection that is still open when the worker is to stop.
LINGER_SECONDS = 2


class WebWorker(Worker):  # type: ignore[misc]
    """Serves until it is to stop, then answers what has arrived."""

    server: PortalServer | None = None

    def run(self) -> None:
        """Serve until SIGTERM, or until the parent process is gone."""
        self.server = make_server(
            self.wsgi, self.sockets[0].sock, threads=self.cfg.threads, behind_proxy=bool(settings.PORTAL_PROXIES)
        )
        while self.alive and self.ppid == os.getppid():
            self._turn(self.server)
        self._drain(self.server)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop, at once."""
        super().handle_exit(sig, frame)
        if self.server:
            self.server.pull_trigger()

    def _turn(self, server: PortalServer) -> None:
        self.notify()
        wasyncore.loop(timeout=1, use_poll=True, map=server._map, count=1)

    def _drain(self, server: PortalServer) -> None:
        """Close the listening socket, and answer what has arrived within graceful_timeout seconds."""
        end = time.monotonic() + self.cfg.graceful_timeout
        server.stop_accepting()
        while server.active_channels and time.monotonic() < end:
            server.close_idle(LINGER_SECONDS)
            self._turn(server)
        server.task_dispatcher.shutdown(timeout=max(0.0, end - time.monotonic()))
