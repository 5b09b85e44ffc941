"""The server's memory: what is loaded at the start, and what its processes share."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.operations.test_server import free_port, get, read_until, shared_static
from tests.operations.test_web_process import family, wait_until
from tests.portal.test_environment import measured

ROOT = Path(__file__).parents[2]
LOAD = """
import sys
from portal.wsgi import application
from django.urls import get_resolver
from roadmap_app.management.commands import serve
get_resolver().reverse_dict  # imports all views
print(*sys.modules)
"""
# What only some installations, rare pages, other commands or tests need.
NOT_NEEDED = {
    "PIL",
    "axe_playwright_python",
    "bs4",
    "charset_normalizer",
    "dateutil",
    "django.test",
    "httpx2",
    "icalendar",
    "psycopg",
    "pygments.lexers.python",
    "pyrage",
    "pytest",
    "qrcode",
    "rapidfuzz",
    "requests",
    "roadmap_app.outline.mending",
    "roadmap_app.outline.reading",
    "unittest",
    "urllib3",
}


def test_the_start_loads_nothing_that_an_ordinary_installation_does_not_need(tmp_path):
    environment = {
        **measured(),
        "PORTAL_VAR": str(tmp_path),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    done = subprocess.run([sys.executable, "-c", LOAD], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "roadmap_app.views.curriculum" in loaded
    assert not loaded & NOT_NEEDED


def kilobytes(pid, kind):
    """Return the memory of process PID that is of a KIND of /proc/PID/smaps_rollup."""
    return int(re.search(rf"^{kind}: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)[1])


def reserved_heaps(pid):
    """Return the ranges of addresses that glibc has reserved in process PID for heaps of single threads."""
    lines = [line.split() for line in Path(f"/proc/{pid}/maps").read_text().splitlines()]
    ranges = [line[0].split("-") for line in lines if line[1] == "---p"]
    return [each for each in ranges if int(each[1], 16) - int(each[0], 16) > 50_000_000]


@pytest.mark.soak  # its first start, which shares nothing with other tests, takes seconds
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_processes_share_most_of_their_memory_and_carry_none_of_the_migrations(tmp_path):
    port = free_port()
    environment = {
        **measured(),
        "PORTAL_VAR": str(tmp_path),
        "PORTAL_STATIC": shared_static(),
        "PORTAL_WORKERS": "2",
        # With an account, the start prints no link, which would need the routes.
        "OWNER_EMAIL": "owner@example.org",
        "OWNER_PASSWORD": "a long one of words",
    }
    # Not forked from the fork server of the tests, which shares its own memory.
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        output = read_until(process, b"Cairn is at")
        assert get(port, "/accounts/login/")[0] == 200, output
        supervisor, *serving = wait_until(lambda: family(port))
        assert supervisor == process.pid
        assert kilobytes(supervisor, "Rss") < 15_000
        for pid in serving:
            # The process has replaced another one after the migrations.
            assert b"--prepared" in Path(f"/proc/{pid}/cmdline").read_bytes()
            assert kilobytes(pid, "Private_Dirty") < kilobytes(pid, "Shared_Dirty")
            assert not reserved_heaps(pid)
    finally:
        process.terminate()
        process.wait(timeout=20)
