"""Restoring in little room, over a portal in use, from an older Cairn's backup, over a damaged file."""

import json
import tarfile
import threading

import psycopg
import pyrage
import pytest

from roadmap_app.backup.load_postgresql import OTHERS, _others
from tests.backup.test_backup import changed
from tests.database_copies import new_database
from tests.operations.test_server import free_port, serving

# Python reads it as it starts: there is no folder for temporary files, and no large file may be written.
CONFINED = """
import resource, tempfile
tempfile.tempdir = "/nowhere"
if {limit}:
    resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
"""


def confined(folder, limit):
    """Return the environment of a process without temporary files, which writes none of more than LIMIT bytes."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(CONFINED.format(limit=limit))
    # What coverage keeps is larger than that.
    return {"PYTHONPATH": str(folder), "TMPDIR": "/nowhere", "COVERAGE_PROCESS_START": ""}


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "age"])
def test_a_restore_needs_no_temporary_files(own, tmp_path, encrypted):
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(key))
    if encrypted:
        own.manage("backup", PORTAL_BACKUP_AGE_RECIPIENT=str(key.to_public()))
    else:
        own.manage("backup")
    before = own.rows()
    # PostgreSQL keeps its own files, so that nothing at all is written here.
    limits = confined(tmp_path / "confined", 10_000 if own.url else 0)
    options = ["--replace", "--identity", str(tmp_path / "key")]
    own.manage("restore", str(own.backups()[-1]), *options, **limits)
    own.manage("backup", "--check", str(own.backups()[-1]), *options[1:], **limits)
    assert own.rows() == before
    assert [path.name for path in own.var.iterdir() if path.name.startswith(".cairn-")] == []


def test_a_manifest_that_is_off_by_one_replaces_nothing(filled, own, tmp_path):
    with own.connected() as connection:
        connection.execute("DELETE FROM roadmap_app_note")
    before = own.rows()
    backup = filled.backups()[0]
    with tarfile.open(backup) as tar:
        rows = json.load(tar.extractfile("manifest.json"))["rows"]
    rows["roadmap_app_note"] += 1
    output = own.manage("restore", changed(backup, tmp_path, rows=rows), "--replace", code=1)
    assert "does not hold the rows that it says it holds, in: roadmap_app_note" in output
    assert own.rows() == before


def older_backup(copy, migration):
    """Return a backup of COPY as it was right after MIGRATION."""
    copy.manage("migrate", "roadmap_app", migration)
    copy.manage("backup")
    return str(copy.backups()[-1])


READY = "from roadmap_app.queries.health import unready_reason; print('reason:', unready_reason() or 'none')"


@pytest.mark.soak  # the older, the more seconds it takes
@pytest.mark.parametrize("migration", ["0036", "0008"])
def test_writers_wait_while_an_older_backup_is_restored_and_brought_up_to_date(own, migration):
    backup = older_backup(own, migration)
    notes = own.rows()["roadmap_app_note"]
    ending, written, failed = threading.Event(), [], []

    def write():
        with own.connected() as connection:
            connection.execute("UPDATE roadmap_app_note SET version = 100")
            while not ending.is_set():
                try:
                    connection.execute("UPDATE roadmap_app_note SET version = version + 1")
                    written.append(1)
                except Exception as error:
                    failed.append(error)
                ending.wait(0.001)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        if own.url:
            output = own.manage("restore", backup, "--replace", code=1)
            assert "There is 1 other connection to this database: stop the portal first" in output
        before = len(written)
        own.manage("restore", backup, "--replace", "--hold-off")
        during = len(written)
        while len(written) <= during + 3 and not failed:
            writer.join(timeout=0.01)
    finally:
        ending.set()
        writer.join()
    assert during > before, "nobody wrote meanwhile"
    assert failed == []
    assert "reason: none" in own.manage("shell", "--no-imports", "-v", "0", "-c", READY)
    # What the writer added since is all that differs.
    with own.connected() as connection:
        assert 0 < connection.execute("SELECT max(version) FROM roadmap_app_note").fetchone()[0] < 100 + during
    assert len(own.rows()["roadmap_app_note"]) == len(notes)


def test_a_portal_that_runs_on_sqlite_is_not_replaced(own):
    if own.url:
        pytest.skip("PostgreSQL knows who is connected")
    own.manage("backup")
    backup = str(own.backups()[-1])
    with own.connected() as connection:
        connection.execute("DELETE FROM roadmap_app_note")
    port, before = free_port(), own.rows()["roadmap_app_note"]
    # Static files are copied only: compressing them takes long.
    with serving(own.var, port, PORTAL_DEBUG="true", PORTAL_STATIC=str(own.var / "static")):
        output = own.manage("restore", backup, "--replace", code=1)
        assert "is using this database: stop it first" in output
        assert own.rows()["roadmap_app_note"] == before
    own.manage("restore", backup, "--replace")
    assert own.rows()["roadmap_app_note"] != before


@pytest.mark.parametrize("damage", ["empty", "garbage", "cut"])
def test_a_backup_comes_back_over_a_damaged_file(filled, own, damage):
    if own.url:
        pytest.skip("PostgreSQL's files are not ours")
    path = own.var / "cairn.sqlite3"
    content = {"empty": b"", "garbage": b"no database at all" * 1000, "cut": path.read_bytes()[:100_000]}[damage]
    path.write_bytes(content)
    backup = str(filled.backups()[0])
    if damage != "empty":
        assert "The database here cannot be read" in own.manage("restore", backup, code=1)
    own.manage("restore", backup, "--replace")
    assert own.rows() == filled.rows()
    kept = [each.read_bytes() for each in own.var.glob("cairn.sqlite3.damaged-*")]
    assert kept == ([] if damage == "empty" else [content])


def test_too_little_disk_space_is_reported_before_anything_is_written(filled, fresh, tmp_path):
    if fresh.url:
        pytest.skip("PostgreSQL's disk is elsewhere")
    code = "import shutil; shutil.disk_usage = lambda path: type('Usage', (), {'free': 1_000_000})"
    (tmp_path / "little").mkdir()
    (tmp_path / "little" / "sitecustomize.py").write_text(code)
    output = fresh.manage("restore", str(filled.backups()[0]), code=1, PYTHONPATH=str(tmp_path / "little"))
    assert f"MB must be free at {fresh.var}; there are 1 MB." in output
    assert not (fresh.var / "cairn.sqlite3").exists() or fresh.rows() == {}


def test_a_connection_that_closes_while_the_restore_looks_is_in_nobodys_way(server):
    url = new_database(server)
    with psycopg.connect(url) as ours, ours.cursor() as cursor:
        theirs = psycopg.connect(url)
        assert cursor.execute(OTHERS).fetchone() == (1,)
        theirs.close()
        assert _others(cursor) == 0
