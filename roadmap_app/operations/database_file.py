"""The file of an SQLite database: whether it is writable, damaged or missing."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from roadmap_app.backup.files import backups_in
from roadmap_app.backup.load_sqlite import fault_of

# Bytes. Checking a larger file completely would take too long at each start.
QUICKLY_READ = 200_000_000
MARK = """Cairn began the database {name} beside this file on {day}.
If that is missing or empty at a start, it was lost, and Cairn refuses to begin another in its place.
To start with an empty database, delete this file and {name}.
"""


def database_file() -> Path | None:
    """Return the path of the SQLite database; None on PostgreSQL and for a database in memory."""
    name = str(connection.settings_dict["NAME"])
    is_file = connection.vendor == "sqlite" and ":memory:" not in name and not name.startswith("file:")
    return Path(name) if is_file else None


def why_not_writable() -> str:
    """Return why the database file is not writable and what to do, or "" if it is writable."""
    path = database_file()
    for each in (path.parent, path) if path else ():
        if each.exists() and not os.access(each, os.W_OK):
            return (
                f"Nothing can be written to {each}, where Cairn keeps its database: make it writable for the user "
                "who runs Cairn, or set PORTAL_VAR to another folder."
            )
    return ""


def why_lost() -> str:
    """Return why the database file is missing or damaged and what to do; "" if it is intact or not created yet."""
    path = database_file()
    if not path:
        return ""
    if not path.exists():
        fault = "is missing, although there was one" if _mark(path).exists() else ""
    elif not path.stat().st_size:
        fault = "is empty"
    else:
        fault = _damage(path)
    if not fault:
        return ""
    mark = f" and {_mark(path)}" if _mark(path).exists() else ""
    return f"The database {path} {fault}. {_way_back()} To start with an empty one, delete {path}{mark}."


def mark_begun() -> None:
    """Create a marker file beside the database, so that a later start can tell a lost database from a first start."""
    path = database_file()
    if path and not _mark(path).exists():
        # The marker only helps to detect a lost file; failing to write it must not prevent the start.
        with suppress(OSError):
            _mark(path).write_text(MARK.format(name=path.name, day=f"{timezone.now():%Y-%m-%d}"), encoding="utf-8")


def _mark(path: Path) -> Path:
    return path.with_name(f"{path.name}.begun")


def _damage(path: Path) -> str:
    if path.stat().st_size <= QUICKLY_READ:
        if fault := fault_of(path):
            return f"is damaged ({fault})"
    elif _is_cut(path):
        return "is damaged: it is shorter than it was"
    if not _mark(path).exists():
        return ""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as database:
            table = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'django_migrations'").fetchone()
    except sqlite3.OperationalError:  # locked by another process
        return ""
    except sqlite3.DatabaseError as error:
        return f"is damaged ({error})"
    return "" if table else "has nothing in it any more"


def _is_cut(path: Path) -> bool:
    """Return whether the file is shorter than its header says; False while a journal holds pending changes."""
    if any(path.with_name(f"{path.name}{suffix}").exists() for suffix in ("-wal", "-journal")):
        return False
    with path.open("rb") as file:
        header = file.read(100)
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    return path.stat().st_size < (65536 if page == 1 else page) * pages


def _way_back() -> str:
    folder = Path(settings.PORTAL_BACKUP_DIR)
    backups = backups_in(folder)
    if not backups:
        return f"Put it back if you have a copy; there is no backup in {folder}."
    return f"Put the newest backup in its place: manage.py restore {backups[max(backups)]} --replace"
