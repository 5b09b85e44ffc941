"""Restoring a copy on SQLite: staged beside the database, checked and migrated there, then copied over."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections

from roadmap_app.backup.dumps import check_sqlite, compare_rows, count_sqlite_rows
from roadmap_app.backup.errors import BackupError
from roadmap_app.backup.files import CHUNK, StoredCopy, synchronize, temporary_folder

STAGED = "staged"
COMPANIONS = ("", "-wal", "-shm", "-journal")
SPARE = 10_000_000
TRIES = 40  # while another process writes; each waits for the lock as long as a request does, plus 0.25 s


def load(copy: StoredCopy, rows: dict[str, int], finish: Callable[[str], None]) -> None:
    """Replace the database by COPY, which must contain ROWS, completely or not at all.

    FINISH gets the alias of the staged database and migrates it. Raise BackupError if anything fails.
    """
    live = Path(connection.settings_dict["NAME"])
    _check_space(live, copy.size)
    try:
        with temporary_folder(live.parent) as folder:
            staged = folder / "copy"
            _write(copy, staged)
            with closing(sqlite3.connect(staged)) as database:
                check_sqlite(database)
                compare_rows(count_sqlite_rows(database), rows)
            with _connected(staged):
                finish(STAGED)
            _replace(staged, live)
    except (sqlite3.Error, DatabaseError) as error:
        raise BackupError(f"The database cannot be overwritten ({error}): stop the portal and try again.") from error
    finally:
        connections[DEFAULT_DB_ALIAS].close()


def _check_space(live: Path, size: int) -> None:
    """Raise BackupError unless there is space for the staged copy, the journal and a larger database."""
    present = live.stat().st_size if live.exists() else 0
    needed, free = 2 * size + max(0, size - present) + SPARE, shutil.disk_usage(live.parent).free
    if free < needed:
        raise BackupError(
            f"To restore this, {needed / 1e6:,.0f} MB must be free at {live.parent}; there are {free / 1e6:,.0f} MB."
        )


def _write(copy: StoredCopy, staged: Path) -> None:
    with staged.open("wb") as file:
        while chunk := copy.read(CHUNK):
            file.write(chunk)


@contextmanager
def _connected(path: Path) -> Iterator[None]:
    description = {**connections.settings[DEFAULT_DB_ALIAS], "NAME": str(path)}
    connections.databases[STAGED] = connections.configure_settings({DEFAULT_DB_ALIAS: description})[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[STAGED].close()
        del connections[STAGED], connections.databases[STAGED]


def fault_of(live: Path) -> str:
    """Return what is wrong with the database file LIVE, "" if it is readable or missing."""
    if not live.exists():
        return ""
    try:
        with closing(sqlite3.connect(f"{live.absolute().as_uri()}?mode=rw", uri=True)) as database:
            result = str(database.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        # A file that cannot be opened or is locked is not damaged.
        return "" if isinstance(error, sqlite3.OperationalError) else str(error)
    return "" if result == "ok" else result


def _replace(staged: Path, live: Path) -> None:
    if fault_of(live):
        # A damaged database cannot be written to.
        connections[DEFAULT_DB_ALIAS].close()
        _set_aside(live)
        staged.replace(live)
        synchronize(live.parent)
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(staged)) as copy:
        # In one transaction: after a crash the old database remains, and readers never see a partial one.
        copy.backup(connection.connection, progress=_limited())
    connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _set_aside(live: Path) -> None:
    moment = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    for suffix in COMPANIONS:
        path = live.with_name(f"{live.name}{suffix}")
        if path.exists():
            path.rename(live.with_name(f"{live.name}.damaged-{moment}{suffix}"))


def _limited() -> Callable[[int, int, int], None]:
    tried = 0

    def progress(status: int, remaining: int, total: int) -> None:
        nonlocal tried
        tried += 1
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and tried >= TRIES:
            raise sqlite3.OperationalError("another process keeps it locked")

    return progress
