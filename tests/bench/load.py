"""Load on a server by wrk: what it sends and what it measures."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("rotate.lua")
# A browser's page gives up after 30 seconds (htmx-config in base.html).
TIMEOUT_SECONDS = 30
MISSING = "wrk is missing: install it (Debian: apt install wrk)."
LINE = re.compile(r"^figures: (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Figures:
    """What one run of wrk measured; times in milliseconds, bytes of an average response with its headers."""

    requests: int
    seconds: float
    p50: float
    p99: float
    bytes: float
    failed: int

    @property
    def rate(self) -> float:
        """The requests answered in a second."""
        return self.requests / self.seconds


def is_installed() -> bool:
    """Return whether wrk is on the PATH."""
    return shutil.which("wrk") is not None


def parse(output: str) -> Figures:
    """Return the figures in the OUTPUT of wrk with rotate.lua; raise ValueError if they are missing."""
    found = LINE.search(output)
    if not found:
        raise ValueError(f"wrk printed no figures: {output.strip()}")
    values = {name: int(value) for name, value in (word.split("=") for word in found[1].split())}
    requests = values["requests"]
    return Figures(
        requests=requests,
        seconds=values["microseconds"] / 1e6,
        p50=values["p50"] / 1000,
        p99=values["p99"] / 1000,
        bytes=values["bytes"] / requests if requests else 0,
        # Without a single answer nothing is known to have failed, and nothing has worked.
        failed=values["failed"] if requests else max(values["failed"], 1),
    )


def load(port: int, requests: list[bytes], *, connections: int, seconds: int) -> Figures:
    """Send REQUESTS in turn for some SECONDS, over CONNECTIONS that each wait for an answer before the next one."""
    with tempfile.NamedTemporaryFile(prefix="cairn-bench-") as file:
        file.write(b"\0".join(requests))
        file.flush()
        # One thread is enough: wrk sends tens of thousands of requests a second, and the server needs the cores.
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", f"--timeout={TIMEOUT_SECONDS}s", f"-s{SCRIPT}"]
        done = subprocess.run(
            [*command, f"http://127.0.0.1:{port}/", "--", file.name], capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise RuntimeError(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
    return parse(done.stdout)
