"""The processes that serve: in each one waitress reads the requests and responds, all on the same socket.

waitress's wasyncore is not public: pyproject.toml pins its version. After an update, test_connections.py and
test_slow_clients.py in tests/operations show whether requests are still served.
"""

import ctypes
import faulthandler
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from waitress import wasyncore

from roadmap_app.operations import supervisor
from roadmap_app.operations.connections import PortalServer, make_server

# For the requests that have arrived when the server is stopped.
DRAIN_SECONDS = 8
# A client may be sending its next request on an open connection when the server is stopped.
LINGER_SECONDS = 2
# C code that does not return, as of a regular expression, holds up all threads; the process then ends itself.
STUCK_SECONDS = 60
M_ARENA_MAX = -8  # of glibc's malloc.h


def continue_in_child(listener: socket.socket, command: list[str]) -> None:
    """Return in a child. This process becomes its supervisor, which has none of its memory, and keeps LISTENER.

    COMMAND with the option --listener starts the server anew.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, supervisor.AWAITED)
    if child := os.fork():
        listener.set_inheritable(True)
        number = str(listener.fileno())
        program = [sys.executable, "-IS", supervisor.__file__, str(child), number]
        os.execv(sys.executable, [*program, *command, "--listener", number])


@dataclass(frozen=True)
class Relatives:
    """The parent of a process that serves, and the children that serve, too; without one of them, it ends."""

    parent: int
    children: list[int] = field(default_factory=list)

    def has_parent(self) -> bool:
        """Return whether the parent is still running."""
        return os.getppid() == self.parent

    def has_children(self) -> bool:
        """Return whether all children are still running."""
        return not any(any(os.waitpid(pid, os.WNOHANG)) for pid in self.children)


def fork_others(count: int) -> Relatives:
    """Fork COUNT processes that share this one's memory; return this one's relatives, or those of the forked one."""
    relatives, this = Relatives(os.getppid()), os.getpid()
    for _ in range(count):
        child = os.fork()
        if not child:
            return Relatives(this)
        relatives.children.append(child)
    return relatives


def serve(application: WSGIHandler, listener: socket.socket, turns: int, relatives: Relatives) -> None:
    """Serve, TURNS requests at once, until SIGTERM, or until one of RELATIVES has ended.

    Then finish the requests that have arrived.
    """
    _use_one_heap()
    server = make_server(
        application, listener, threads=settings.PORTAL_THREADS, turns=turns, behind_proxy=bool(settings.PORTAL_PROXIES)
    )
    loop = _Loop(server)
    is_stopped = False

    def stop(*_: object) -> None:
        nonlocal is_stopped
        is_stopped = True
        server.pull_trigger()  # wakes the loop

    signal.signal(signal.SIGTERM, stop)
    # Ctrl-C reaches all processes of a terminal; only the supervisor acts on it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, supervisor.AWAITED)
    while not is_stopped and relatives.has_parent() and relatives.has_children():
        loop.turn()
    if not is_stopped and relatives.has_parent():
        os.kill(relatives.parent, supervisor.LEAVING)
    for child in relatives.children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGTERM)
    loop.drain()
    for child in relatives.children:
        with suppress(ChildProcessError):
            os.waitpid(child, 0)


class _Loop:
    """The loop of a server: each turn reads and writes what there is."""

    def __init__(self, server: PortalServer) -> None:
        self.server = server
        self._next_sign = 0.0

    def turn(self) -> None:
        """Wait for a second at most."""
        if (now := time.monotonic()) >= self._next_sign:
            self._next_sign = now + 1
            faulthandler.dump_traceback_later(STUCK_SECONDS, exit=True)
        wasyncore.loop(timeout=1, use_poll=True, map=self.server._map, count=1)

    def drain(self) -> None:
        """Close the listening socket, and finish the requests that have arrived, within DRAIN_SECONDS."""
        end = time.monotonic() + DRAIN_SECONDS
        self.server.stop_accepting()
        while self.server.active_channels and time.monotonic() < end:
            self.server.close_idle(LINGER_SECONDS)
            self.turn()
        self.server.task_dispatcher.shutdown(timeout=max(0.0, end - time.monotonic()))


def _use_one_heap() -> None:
    """Let all threads allocate from one heap: glibc gives each thread its own, which grows to 2 MB or more."""
    with suppress(AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
