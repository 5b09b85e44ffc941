"""manage.py backup and restore: nothing lost, nothing half, nothing for the wrong eyes."""

import hashlib
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import tarfile
import threading
import time
from datetime import UTC, datetime, timedelta

import pyrage
import pytest

from roadmap_app.backup.files import backups_in, name_of
from tests.database_copies import ROOT, Copy, new_database
from tests.fork_server import manage_command

# For what happens before the database is used, or after it.
on_sqlite = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)


def test_an_empty_copy_gets_every_row_back(filled, fresh):
    output = fresh.manage("restore", str(filled.backups()[0]))
    assert output.startswith("Restored ")
    assert fresh.rows() == filled.rows()
    assert sum(len(rows) for rows in fresh.rows().values()) > 500


def test_existing_data_is_replaced_only_with_replace(filled, own):
    backup = str(filled.backups()[0])
    with own.connected() as connection:
        connection.execute("DELETE FROM roadmap_app_note")
        connection.execute("CREATE TABLE of_a_newer_cairn (id integer)")
    output = own.manage("restore", backup, code=1)
    assert "There are 1 accounts in this database. To lose them, use --replace." in output
    assert own.rows() != filled.rows()
    own.manage("restore", backup, "--replace")
    assert own.rows() == filled.rows()


def test_restoring_can_sign_everybody_out(filled, fresh):
    fresh.manage("restore", str(filled.backups()[0]), "--end-sessions")
    assert fresh.rows()["django_session"] == []
    assert filled.rows()["django_session"] != []


def test_what_was_written_before_the_backup_began_is_in_it(own, request, tmp_path):
    done, ending = [], threading.Event()

    def write():
        with own.connected() as connection:
            connection.execute("CREATE TABLE written (number integer PRIMARY KEY, half integer)")
            for number in range(1_000_000):
                if ending.is_set():
                    return
                # Two rows in one transaction: a backup holds both or neither.
                connection.execute("BEGIN")
                connection.execute(f"INSERT INTO written VALUES ({2 * number}, 1)")
                connection.execute(f"INSERT INTO written VALUES ({2 * number + 1}, 2)")
                connection.execute("COMMIT")
                done.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(done) < 50:
            writer.join(timeout=0.01)
        before = len(done)
        own.manage("backup")
        after = len(done)
    finally:
        ending.set()
        writer.join()
    assert after > before, "nothing was written meanwhile"
    target = Copy(tmp_path / "target", own.url and new_database(own.url))
    target.manage("restore", str(own.backups()[-1]))
    with target.connected() as connection:
        numbers = [number for (number,) in connection.execute("SELECT number FROM written ORDER BY number").fetchall()]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) % 2 == 0
    assert 2 * before <= len(numbers) <= 2 * (after + 1)


def test_the_file_is_checked_private_and_known_to_sha256sum(filled):
    path = filled.backups()[0]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    subprocess.run(["sha256sum", "--check", "--quiet", f"{path.name}.sha256"], cwd=path.parent, check=True)
    output = filled.manage("backup", "--check", str(path))
    assert f"{path.name} is whole" in output
    assert [entry.name for entry in path.parent.iterdir() if entry.name.startswith(".")] == []


@pytest.mark.parametrize("beside", [True, False], ids=["with its checksum", "alone"])
def test_a_damaged_file_changes_nothing(filled, own, tmp_path, beside):
    path = filled.backups()[0]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    damaged = tmp_path / path.name
    damaged.write_bytes(content)
    if beside:
        (tmp_path / f"{path.name}.sha256").write_text(path.with_name(f"{path.name}.sha256").read_text())
    before = own.rows()
    assert "is damaged" in own.manage("restore", str(damaged), "--replace", code=1)
    assert "is damaged" in own.manage("backup", "--check", str(damaged), code=1)
    assert own.rows() == before


@on_sqlite
@pytest.mark.parametrize("content", [b"", b"no tar at all", b"\0" * 20480])
def test_a_file_that_is_not_a_backup_is_rejected(fresh, tmp_path, content):
    path = tmp_path / "some.tar"
    path.write_bytes(content)
    assert "is not a backup of Cairn’s, or is damaged" in fresh.manage("restore", str(path), code=1)


@on_sqlite
def test_a_missing_file_is_rejected(fresh, tmp_path):
    assert "There is no file" in fresh.manage("restore", str(tmp_path / "none"), code=1)


def changed(path, tmp_path, **facts):
    """Return a copy of the backup in PATH that says other FACTS of itself."""
    with tarfile.open(path) as tar:
        tar.extractall(tmp_path, filter="data")
    manifest = json.loads((tmp_path / "manifest.json").read_text()) | facts
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    new = tmp_path / "changed.tar"
    with tarfile.open(new, "w") as tar:
        for name in ("manifest.json", "database"):
            tar.add(tmp_path / name, name)
    return str(new)


def test_a_newer_cairns_backup_is_refused(filled, fresh, tmp_path):
    newer = changed(filled.backups()[0], tmp_path, migrations=["roadmap_app.9999_of_next_year"])
    assert "made by a newer Cairn (roadmap_app.9999_of_next_year)" in fresh.manage("restore", newer, code=1)
    assert "made by a newer Cairn" in fresh.manage("restore", changed(filled.backups()[0], tmp_path, format=2), code=1)


@on_sqlite
def test_a_backup_whose_database_is_a_folder_is_rejected(fresh, tmp_path):
    with tarfile.open(tmp_path / "odd.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("manifest.json"))
        member = tarfile.TarInfo("database")
        member.type = tarfile.DIRTYPE
        tar.addfile(member)
    for command in ("restore", "backup --check"):
        output = fresh.manage(*command.split(), str(tmp_path / "odd.tar"), code=1)
        assert "is not a backup of Cairn’s, or is damaged (its database is no file)" in output


@pytest.fixture
def old_pg_restore(tmp_path):
    """A PATH with a pg_restore as it was before it forbade psql to obey what is in a backup (August 2025)."""
    real = shutil.which("pg_restore")
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "pg_restore"
    script.write_text(
        f"""#!/bin/sh
"{real}" "$@" | sed '/^[\\]\\(un\\)\\{{0,1\\}}restrict /d'
"""
    )
    script.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def test_a_backup_that_was_tampered_with_runs_no_program(filled, own, tmp_path, old_pg_restore):
    if not filled.url:
        pytest.skip("SQLite's copies are no programs")
    with tarfile.open(filled.backups()[0]) as tar:
        tar.extractall(tmp_path, filter="data")
    copy, ran = tmp_path / "database", tmp_path / "ran"
    content = copy.read_bytes()
    found = re.search(rb"CREATE TABLE public\.roadmap_app_note \([^;]*;", content)[0]
    order = f"\\! touch {ran}\n".encode()
    copy.write_bytes(content.replace(found, order + b"-" * (len(found) - len(order))))
    with tarfile.open(tmp_path / "tampered.tar", "w") as tar:
        manifest = json.loads((tmp_path / "manifest.json").read_text())
        manifest["sha256"] = hashlib.sha256(copy.read_bytes()).hexdigest()
        (tmp_path / "manifest.json").write_text(json.dumps(manifest))
        tar.add(tmp_path / "manifest.json", "manifest.json")
        tar.add(copy, "database")
    before = own.rows()
    output = own.manage("restore", str(tmp_path / "tampered.tar"), "--replace", code=1, PATH=old_pg_restore)
    assert not ran.exists()
    assert "The database took nothing" in output
    assert own.rows() == before


def test_another_kind_of_database_is_refused(filled, fresh, tmp_path):
    other = changed(filled.backups()[0], tmp_path, database="oracle")
    assert "This backup is of oracle" in fresh.manage("restore", other, code=1)


def test_a_backup_encrypted_with_age_needs_the_key(own, tmp_path):
    right, wrong = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    (tmp_path / "right").write_text(f"# made by age-keygen\n{right}\n")
    (tmp_path / "wrong").write_text(f"{wrong}\n")
    before = own.rows()
    own.manage("backup", PORTAL_BACKUP_AGE_RECIPIENT=str(right.to_public()))
    path = own.backups()[-1]
    assert path.name.endswith(".tar.age")
    assert b"owner@example.org" not in path.read_bytes()
    assert "--identity" in own.manage("restore", str(path), "--replace", code=1)
    output = own.manage("restore", str(path), "--replace", "--identity", str(tmp_path / "wrong"), code=1)
    assert "does not open this backup" in output
    output = own.manage("restore", str(path), "--replace", "--identity", str(tmp_path / "none"), code=1)
    assert "cannot be read" in output
    own.manage("restore", str(path), "--replace", "--identity", str(tmp_path / "right"))
    assert own.rows() == before


def test_an_invalid_recipient_or_folder_gives_a_one_line_error(own):
    output = own.manage("backup", PORTAL_BACKUP_AGE_RECIPIENT="age1nonsense", code=1)
    assert "PORTAL_BACKUP_AGE_RECIPIENT is not an age recipient" in output
    assert "cannot be written to /dev/null/backups" in own.manage("backup", "--to", "/dev/null/backups", code=1)
    assert own.backups() == []


@on_sqlite
def test_old_ones_are_swept_and_other_files_left(own):
    folder = own.var / "backups"
    folder.mkdir()
    for name in ("cairn-20200101T000000Z.tar", "cairn-20200101T120000Z.tar", "cairn-20200102T000000Z.tar.age"):
        (folder / name).write_text("")
        (folder / f"{name}.sha256").write_text("")
    (folder / "cairn-my-own.tar").write_text("")
    output = own.manage("backup", PORTAL_BACKUP_KEEP="3d")
    assert "No longer kept: cairn-20200101T000000Z.tar." in output
    names = {path.name for path in folder.iterdir()}
    assert {"cairn-20200101T120000Z.tar", "cairn-20200102T000000Z.tar.age", "cairn-my-own.tar"} < names
    assert "cairn-20200101T000000Z.tar.sha256" not in names


def test_every_so_often_until_told_to_stop(own):
    command = [*manage_command(own.environment()), "backup", "--every", "24h"]

    def start():
        return subprocess.Popen(command, cwd=ROOT, env=own.environment(), stdout=subprocess.PIPE, text=True)

    with start() as process:
        assert process.stdout.readline().startswith("Backed up to ")
        process.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - begun < 3
    # A restart makes none before its time; the line about the next one says that it is ready for a signal.
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    (only,) = own.backups()
    only.rename(only.with_name(name_of(due - timedelta(hours=24), "")))
    with start() as process:
        assert process.stdout.readline().startswith("Backed up to ")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert max(backups_in(only.parent)) >= due
    assert len(own.backups()) == 2
    assert "is not a time such as 24h" in own.manage("backup", "--every", "daily", code=2)
