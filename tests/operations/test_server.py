"""manage.py serve: from nothing to the first page, and a clean stop."""

import atexit
import gzip
import json
import os
import re
import select
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.fork_server import manage_command
from tests.portal.test_environment import measured

ROOT = Path(__file__).parents[2]
COLLECT = """
from django.conf import settings
from roadmap_app.operations.preparing import collect_static_files
settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "json", "md", "svg", "txt"]
collect_static_files(print)
"""


def free_port():
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@cache
def shared_static():
    """Return a folder of hashed static files for all servers, not compressed, which would take 4 s of CPU time."""
    folder = tempfile.TemporaryDirectory(prefix="cairn-static-")
    atexit.register(folder.cleanup)
    static = str(Path(folder.name) / "static")
    code, output = run(Path(folder.name) / "var", "shell", "--no-imports", "-c", COLLECT, PORTAL_STATIC=static)
    assert code == 0, output
    return static


@contextmanager
def serving(var, port, *options, **variables):
    """Run the portal as a user would; yield the process and its output until it is up."""
    if "PORTAL_STATIC" not in variables:
        variables["PORTAL_STATIC"] = shared_static()
    environment = {**measured(), "PORTAL_VAR": str(var), "PYTHONUNBUFFERED": "1", **variables}
    command = [*manage_command(environment), "serve", "--port", str(port), *options]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield process, read_until(process, b"Cairn is at")
    finally:
        process.terminate()
        process.wait(timeout=20)


def read_until(process, words, seconds=240):
    """Return what PROCESS says until it says WORDS or ends."""
    output, end = b"", time.monotonic() + seconds
    while words not in output and time.monotonic() < end:
        if select.select([process.stdout], [], [], 1)[0]:
            chunk = os.read(process.stdout.fileno(), 4096)
            if not chunk:
                break
            output += chunk
    return output.decode()


def get(port, path="/"):
    """Return (status, headers, body) of a page."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status, answer.headers, answer.read()


def test_the_first_start_prepares_everything_and_the_second_does_none_of_it_again(tmp_path):
    port = free_port()
    with serving(tmp_path, port, PORTAL_STATIC="") as (process, output):
        link = re.search(rf"^http://127\.0\.0\.1:{port}(/welcome/[\w-]+/)$", output, re.MULTILINE)
        assert link, output
        assert "Preparing" in output and "Compressing" in output
        assert "162 added" in output
        assert f"Cairn is at http://127.0.0.1:{port}/" in output
        assert get(port, link[1])[0] == 200
        status, headers, packed = get(port, "/roadmaps/ml-engineer-2025/")
        assert status == 200 and headers["Content-Encoding"] == "gzip"
        page = gzip.decompress(packed)
        css = re.search(rb'href="(/static/css/app\.[0-9a-f]{12}\.css)"', page)
        assert css, "static files are not hashed"
        _, headers, _ = get(port, css[1].decode())
        assert headers["Content-Encoding"] == "gzip"
        assert "immutable" in headers["Cache-Control"]
        assert b"modulepreload" not in page  # the modules are joined
        assert get(port, "/readyz")[2] == b"ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
    port = free_port()
    with serving(tmp_path, port, PORTAL_STATIC="") as (process, output):
        assert "Preparing" not in output
        assert "Compressing" not in output
        assert "added" not in output
        assert re.search(r"/welcome/[\w-]+/", output)[0] != link[1]
        assert get(port, link[1])[0] == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=15) == 0
        assert "Traceback" not in read_until(process, b"Traceback", seconds=2)


@pytest.mark.soak  # a first start of its own takes seconds
def test_one_process_prepares_and_servers_take_it_as_it_is(tmp_path):
    port = free_port()
    code, output = run_serve(tmp_path, "--prepared", "--port", str(port))
    assert code == 1
    assert "“manage.py prepare”" in output and "Traceback" not in output
    named = {"OWNER_EMAIL": "owner@example.org", "OWNER_PASSWORD": "a long one of words"}
    code, output = run(tmp_path, "prepare", **named)
    assert code == 0
    assert "162 added" in output
    assert "The owner’s account was made: owner@example.org." in output
    assert "The database is ready." in output
    assert "account was made" not in run(tmp_path, "prepare", **named)[1]
    assert not (tmp_path / "static" / ".collected").exists()
    variables = {"PORTAL_LOG_FORMAT": "json", "PORTAL_ACCESS_LOG": "true"}
    with serving(tmp_path, port, "--prepared", **variables) as (process, output):
        assert "welcome" not in output
        identifier = get(port, "/roadmaps/ml-engineer-2025/")[1]["X-Request-ID"]
        lines = [json.loads(line) for line in read_until(process, b"portal.access").splitlines()]
    assert lines[-1] | {"time": 0, "ms": 0, "message": 0} == {
        "time": 0,
        "level": "INFO",
        "request_id": identifier,
        "logger": "portal.access",
        "message": 0,
        "method": "GET",
        "route": "/roadmaps/<slug:roadmap>/",
        "status": 200,
        "ms": 0,
    }


def test_invalid_owner_settings_give_a_one_line_error(prepared):
    code, output = run(prepared.var, "prepare", OWNER_EMAIL="owner@example.org", OWNER_PASSWORD="short")
    assert code == 1
    assert "OWNER_EMAIL or OWNER_PASSWORD is invalid" in output and "Traceback" not in output


def run_serve(var, *options, **variables):
    """Run the portal where it is not to come up; return (exit code, output)."""
    return run(var, "serve", *options, **variables)


def run(var, *command, **variables):
    """Run a command of manage.py to its end; return (exit code, output)."""
    environment = {**measured(), "PORTAL_VAR": str(var), **variables}
    command = [*manage_command(environment), *command]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def test_a_port_in_use_gives_a_one_line_error(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, output = run_serve(tmp_path, "--port", str(port))
    assert code == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in output
    assert f"--port {port + 1}" in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--port", "http"], "http is not a port"),
        (["--port", "70000"], "70000 is not a port"),
        (["--host", "no.such.host.invalid"], "There is no address no.such.host.invalid"),
        (["--host", "192.0.2.1"], "cannot be used"),
    ],
)
def test_an_invalid_address_gives_a_one_line_error(options, words):
    # With --prepared, it would fail at the database rather than serve here.
    with pytest.raises(CommandError, match=words) as error:
        call_command("serve", "--prepared", *options)
    assert len(str(error.value).splitlines()) == 1


def test_an_unreachable_database_gives_a_one_line_error(tmp_path):
    url = f"postgres://cairn:secret@127.0.0.1:{free_port()}/cairn"
    code, output = run_serve(tmp_path, "--port", str(free_port()), DATABASE_URL=url)
    assert code == 1
    assert "The database cannot be used" in output
    assert "Traceback" not in output
    assert "secret" not in output
