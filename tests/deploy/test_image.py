"""The image: what is in it, and what a change of code costs."""

import json
import re
import shutil
import subprocess
from uuid import uuid4

import pytest

from portal import __version__
from tests.deploy.conftest import build
from tests.deploy.stack import ROOT, Stack

ALLOWED = {
    *("manage.py", "pyproject.toml", "requirements.txt", "__pycache__"),
    *("portal", "roadmap_app", "templates", "static", "fixtures"),
}

UNCOMPILED = """
import os, sys, urllib.request
from django.core import management, wsgi
modules = [(name, getattr(module, "__cached__", None)) for name, module in sys.modules.items()]
print(*(name for name, cached in modules if cached and not os.path.exists(cached)))
"""


def in_image(image, *command):
    """Return what COMMAND prints in a container of IMAGE."""
    words = ["docker", "run", "--rm", "--user", "0", "--entrypoint", command[0], image, *command[1:]]
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=120).stdout


def test_nothing_is_in_it_that_should_not_be(image):
    assert set(in_image(image, "ls", "-A", "/srv/cairn").split()) == ALLOWED
    paths = in_image(image, "find", "/srv", "/var/lib/cairn", "/backups", "/root", "/tmp", "/run").splitlines()
    bad = re.compile(
        r"/\.git|/tests?(/|$)|/\.env|secret_key|\.sqlite3|\.pem$|\.key$|id_rsa|pip\.conf|/\.cache|Dockerfile|compose\.yml"
    )
    assert [path for path in paths if bad.search(path)] == []
    assert "only-to-collect" not in in_image(image, "sh", "-c", "cat /srv/cairn/portal/*.py")
    history = subprocess.run(
        ["docker", "history", "--no-trunc", image], capture_output=True, text=True, check=True
    ).stdout
    assert "SECRET_KEY" not in history


def test_it_lists_what_it_is_made_of(image):
    bill = json.loads(in_image(image, "cat", "/srv/sbom.cdx.json"))
    named = {component["bom-ref"].partition("@")[0] for component in bill["components"]}
    assert {"pkg:pypi/django", "pkg:deb/debian/postgresql-client-17", "pkg:generic/python"} <= named
    assert bill["metadata"]["component"]["version"] == __version__


def test_no_module_is_compiled_at_the_start(image):
    assert in_image(image, "python", "-c", UNCOMPILED).split() == []


@pytest.mark.parametrize("tool", ["gcc", "cc", "make", "git", "curl", "wget"])
def test_there_are_no_tools_to_build_with(image, tool):
    found = subprocess.run(
        ["docker", "run", "--rm", "--entrypoint", "which", image, tool], capture_output=True, check=False
    )
    assert found.returncode != 0


def test_it_runs_as_nobody_special_and_says_what_it_is(image):
    facts = json.loads(subprocess.run(["docker", "inspect", image], capture_output=True, text=True, check=True).stdout)
    config = facts[0]["Config"]
    assert config["User"] == "cairn"
    assert in_image(image, "id", "-u", "cairn").strip() == "10001"
    assert config["Healthcheck"]["Test"]
    assert config["Labels"]["org.opencontainers.image.version"] == __version__
    assert config["Labels"]["org.opencontainers.image.revision"] == "first"


def test_a_change_of_code_does_not_reinstall_packages(image, tmp_path):
    names = [*(ALLOWED - {"__pycache__"}), "Dockerfile", ".dockerignore"]
    for name in names:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, tmp_path / name)
    with (tmp_path / "roadmap_app" / "apps.py").open("a") as file:
        file.write(f"# changed {uuid4()}\n")  # not what an earlier run has built
    log = build("cairn-test:changed", "changed", str(tmp_path))
    steps = dict(re.findall(r"^#(\d+) (\[.*)$", log, re.MULTILINE))
    cached = set(re.findall(r"^#(\d+) CACHED$", log, re.MULTILINE))
    installing = [number for number, text in steps.items() if "--require-hashes" in text or "apt-get" in text]
    assert len(installing) == 2, log
    assert set(installing) <= cached, log
    assert any("collectstatic" in text and number not in cached for number, text in steps.items()), log


@pytest.mark.parametrize("name", ["POSTGRES_PASSWORD", "SECRET_KEY"])
def test_without_a_secret_nothing_starts_and_a_sentence_says_why(tmp_path, name):
    stack = Stack(tmp_path, "cairn-test:first")
    del stack.settings[name]
    output = stack.compose("up", "--detach", check=False)
    assert name in output and f"it is missing - set {name} or {name}_FILE in .env" in output
    assert stack.compose("ps", "--all", "--quiet", check=False).count("\n") <= 1
    stack.settings[f"{name}_FILE"] = f"/run/secrets/{name}"
    assert stack.compose("config", "--quiet") == ""
