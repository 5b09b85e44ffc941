"""The servers that are measured: how they start, how long that takes, and how much memory they use."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from tests.bench.browser import Browser
from tests.database_runs import NO_DATABASE

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 300  # the first start compresses the static files
IDLE_SECONDS = 60
PORTAL = ["manage.py", "serve"]
BARE = ["-m", "tests.bench.bare"]


@dataclass(frozen=True)
class Database:
    """A database to measure on: its name in the report, its URL ("" for SQLite), a folder for the portal's files."""

    name: str
    url: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of a portal on this database, in its default configuration otherwise."""
        return os.environ | NO_DATABASE | {
            "DJANGO_SETTINGS_MODULE": "tests.bench.portal_settings",
            "PORTAL_ENV": "embedded",
            "PORTAL_VAR": str(self.folder / self.name),
            "PORTAL_STATIC": str(self.folder / "static"),
            "DATABASE_URL": self.url,
        }  # fmt: skip


@dataclass(frozen=True)
class Server:
    """A running server, and the seconds from its start to its first answer."""

    port: int
    pid: int
    seconds: float


@contextmanager
def serving(
    database: Database,
    command: list[str] = PORTAL,
    *,
    path: str = "/healthz",
    cookies: dict[str, str] | None = None,
    variables: dict[str, str] | None = None,
) -> Iterator[Server]:
    """Run COMMAND on DATABASE with more VARIABLES; its first answer is a 200 at PATH, requested with COOKIES.

    Raise RuntimeError with its output if it does not start.
    """
    port = _free_port()
    log = database.folder / f"{database.name}.log"
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *command, "--port", str(port)],
            cwd=ROOT,
            env=database.environment | (variables or {}),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _await_answer(process, Browser(port, cookies or {}), path, log)
        yield Server(port, process.pid, time.perf_counter() - start)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _await_answer(process: "subprocess.Popen[bytes]", browser: Browser, path: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        # ConnectionRefusedError until the server listens.
        with suppress(OSError, HTTPException):
            browser.get(path)
            browser.connection.close()
            return
        browser.connection.close()
        time.sleep(0.01)
    raise RuntimeError(f"The server did not start: {log.read_text(errors='replace').strip()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def processes_of(pid: int) -> list[int]:
    """Return PID and its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(below for child in children for below in processes_of(int(child)))]


def await_idle(server: Server) -> None:
    """Wait until SERVER has worked off what a load has left behind, so that the next one does not pay for it."""
    end = time.monotonic() + IDLE_SECONDS
    before = -1
    while (now := _cpu_ticks(server)) != before and time.monotonic() < end:
        before = now
        time.sleep(0.2)


def _cpu_ticks(server: Server) -> int:
    """Return the CPU time of all processes of SERVER, in hundredths of a second."""
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in processes_of(server.pid)]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats)


def memory_of(server: Server) -> float:
    """Return the megabytes (10^6 bytes) of all processes of SERVER, with their share of what others use, too (PSS)."""
    kilobytes = 0
    for pid in processes_of(server.pid):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        kilobytes += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes * 1024 / 1e6
