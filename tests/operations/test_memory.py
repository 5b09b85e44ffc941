"""The server's memory: what is loaded at the start, and what its processes share."""

import subprocess
import sys
from pathlib import Path

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
    "charset_normalizer",
    "django.test",
    "httpx2",
    "psycopg",
    "psycopg_pool",
    "pygments.lexers.python",
    "pyrage",
    "pytest",
    "qrcode",
    "requests",
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
