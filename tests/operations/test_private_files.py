"""What the portal keeps on disk is its user's alone."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from django.db import connection

from roadmap_app.operations.findings import FAIL, OK
from roadmap_app.operations.private_files import keep_private, private_files
from tests.fork_server import manage_command
from tests.portal.test_environment import measured

ROOT = Path(__file__).parents[2]
OTHERS = stat.S_IRWXG | stat.S_IRWXO
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")


def open_to_others(folder):
    """The paths in FOLDER that other users can read, by their names; static files are everybody's."""
    paths = [folder, *(path for path in folder.rglob("*") if "static" not in path.parts)]
    return sorted(path.name for path in paths if path.stat().st_mode & OTHERS)


@pytest.fixture
def copy(tmp_path, settings, monkeypatch):
    """A copy's files as an earlier version left them."""
    settings.VAR_DIR = var = tmp_path / "var"
    settings.STATIC_ROOT, settings.PORTAL_BACKUP_DIR = var / "static", tmp_path / "elsewhere"
    settings.BASE_DIR = tmp_path
    monkeypatch.setitem(connection.settings_dict, "NAME", str(var / "cairn.sqlite3"))
    for name in ("var/cairn.sqlite3", "var/cairn.sqlite3-wal", "var/backups/a.tar", "var/static/a.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    settings.PORTAL_BACKUP_DIR.mkdir()
    for name in ("cairn-20260101T000000Z.tar", "notes of mine.txt"):
        (settings.PORTAL_BACKUP_DIR / name).touch()
    return tmp_path


@pytest.mark.soak  # a first start of its own takes seconds
def test_whatever_umask_it_is_started_with_nobody_else_can_read(tmp_path):
    environment = {**measured(), "PORTAL_VAR": str(tmp_path / "var")}
    few = [f"--ignore={folder}" for folder in ("admin", "adminsortable2", "django_htmx", "js")]  # 5 s without
    for command in (["prepare"], ["backup"], ["collectstatic", "--no-input", *few]):
        done = subprocess.run(
            [*manage_command(environment), *command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            umask=0o022,
        )
        assert done.returncode == 0, done.stderr
    assert open_to_others(tmp_path / "var") == []
    styles = next((tmp_path / "var" / "static").glob("css/*.gz"))
    assert stat.S_IMODE(styles.stat().st_mode) == 0o644


def test_a_start_takes_from_others_what_they_could_read(copy):
    output = []
    assert [finding.state for finding in private_files()] == [FAIL]
    keep_private(output.append)
    keep_private(output.append)
    assert len(output) == 1 and "5 more" in output[0]
    assert open_to_others(copy / "var") == []
    assert open_to_others(copy / "elsewhere") == ["elsewhere", "notes of mine.txt"]
    assert (copy / "var/static/a.css").stat().st_mode & OTHERS
    assert [finding.state for finding in private_files()] == [OK]


def test_doctor_looks_at_the_settings_too(copy):
    shutil.rmtree(copy / "elsewhere")
    keep_private(str)
    (copy / ".env").touch(0o644)
    assert [finding.fix for finding in private_files()][1:] == [f"chmod 600 {copy / '.env'}"]
