"""The processes of the server: who ends, who is replaced, and what becomes of the requests under way."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from roadmap_app.operations import supervisor
from tests.bench.servers import processes_of
from tests.operations.test_server import free_port, get, serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
ROOT = Path(__file__).parents[2]
PAGE = "/roadmaps/ml-engineer-2025/"
REQUEST = f"GET {PAGE} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
STUCK = """
import ctypes, socket, sys
from roadmap_app.operations import web_process
def application(environ, start_response):
    ctypes.PyDLL(None).sleep(60)  # holds the interpreter's lock
web_process.STUCK_SECONDS = 2
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("ready", flush=True)
web_process.serve(application, listener, 1, web_process.fork_others(0))
"""


@pytest.fixture
def port():
    """Return a free port."""
    return free_port()


@pytest.fixture
def server(filled_sqlite, tmp_path, port):
    """Return a running server, which has two processes that serve."""
    with serving(filled_sqlite.clone(tmp_path / "var").var, port, PORTAL_WORKERS="2") as (process, _):
        yield process


def family(port):
    """Return the pids of the supervisor, and of the two processes that serve at PORT; [] while one is missing."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (process / "cmdline").read_bytes()
            if b"supervisor.py" in command and f"--port\0{port}\0".encode() in command:
                found = processes_of(int(process.name))
                return found if len(found) == 3 else []
    return []


def is_running(pid):
    """Return whether process PID has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(happened):
    """Wait until HAPPENED returns something true, and return that."""
    end = time.monotonic() + 20
    while not (result := happened()):
        assert time.monotonic() < end
        time.sleep(0.02)  # between two looks
    return result


def wait_for_end(pids):
    wait_until(lambda: not any(is_running(pid) for pid in pids))


@pytest.mark.parametrize("place", [1, 2], ids=["the one that has forked the other", "the other"])
def test_a_killed_process_is_replaced(server, port, place):
    first, *before = wait_until(lambda: family(port))
    os.kill([first, *before][place], signal.SIGKILL)
    wait_for_end(before)
    assert wait_until(lambda: family(port))[0] == first
    assert get(port, PAGE)[0] == 200


def test_a_request_under_way_is_finished_and_no_process_is_left(server, port):
    pids = wait_until(lambda: family(port))
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(REQUEST)
        server.send_signal(signal.SIGTERM)
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.rstrip().endswith(b"</html>")
    assert server.wait(timeout=15) == 0
    assert not any(is_running(pid) for pid in pids)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_no_process_outlives_a_killed_supervisor(server, port):
    pids = wait_until(lambda: family(port))
    os.kill(pids[0], signal.SIGKILL)
    wait_for_end(pids)


def test_a_server_that_cannot_start_anew_ends(server, port, tmp_path):
    _, first, _ = wait_until(lambda: family(port))
    (tmp_path / "var" / "cairn.sqlite3").unlink()
    os.kill(first, signal.SIGKILL)
    assert server.wait(timeout=30) == 1


def test_another_is_started_before_the_one_that_is_leaving_has_ended():
    began = "print('anew', flush=True); import time; time.sleep(60)"
    command = [sys.executable, "-IS", supervisor.__file__, "PID", "0", sys.executable, "-c", began]
    start = f"import os; command = {command}; command[3] = str(os.spawnlp(os.P_NOWAIT, 'sleep', 'sleep', '60'))"
    with subprocess.Popen(
        [sys.executable, "-c", f"{start}; print(command[3], flush=True); os.execv(command[0], command)"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, supervisor.AWAITED),
    ) as process:
        leaving = int(process.stdout.readline())
        process.send_signal(supervisor.LEAVING)
        assert select.select([process.stdout], [], [], 20)[0]
        assert process.stdout.readline() == b"anew\n"
        assert is_running(leaving)
        os.kill(leaving, signal.SIGKILL)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0


def test_a_process_that_is_stuck_ends_itself_and_shows_where(port):
    command = [sys.executable, "-c", STUCK, str(port)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as stuck:
        assert stuck.stdout.readline() == b"ready\n"
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(REQUEST)
            _, errors = stuck.communicate(timeout=30)
        assert stuck.returncode == 1
        assert b"in application" in errors
