"""The version: stated once in pyproject.toml, and shown wherever people look for it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import django
import pytest
from django.urls import reverse

from portal import __version__
from tests.makers import make_user

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("argument", ["version", "--version"])
def test_manage_prints_the_version_of_cairn_even_with_a_wrong_setting(argument):
    done = subprocess.run(
        [sys.executable, "manage.py", argument],
        cwd=ROOT,
        env={"PORTAL_ENV": "no such kind"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith(f"Cairn {__version__} (Django {django.get_version()}, ")


@pytest.mark.django_db
def test_the_admin_shows_the_version_in_its_footer(client):
    client.force_login(make_user("owner@example.org", is_staff=True, is_superuser=True))
    page = client.get(reverse("admin:index")).content.decode()
    footer = re.search(r'<footer id="footer">(.*?)</footer>', page, re.DOTALL)
    assert footer and f"Cairn {__version__}" in footer[1]


def test_other_files_that_repeat_the_version_agree():
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    packages = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    assert [package["version"] for package in packages if package["name"] == "cairn"] == [__version__]
    assert re.findall(r"^ARG CAIRN_VERSION=(.*)$", (ROOT / "Dockerfile").read_text("utf-8"), re.M) == [__version__]
