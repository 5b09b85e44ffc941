"""Checking and restoring a backup."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from roadmap_app.backup import load_postgresql, load_sqlite
from roadmap_app.backup.errors import BackupError
from roadmap_app.backup.files import CHUNK, Manifest, StoredCopy, check_sum, read_backup
from roadmap_app.backup.sealing import unsealed
from roadmap_app.models import User


def verify(path: Path, identity: Path | None) -> Manifest:
    """Read the whole backup in PATH and return its manifest. Raise BackupError if it is damaged."""
    if not path.is_file():
        raise BackupError(f"There is no file {path}.")
    check_sum(path)
    with _opened(path, identity) as (manifest, copy):
        while copy.read(CHUNK):
            pass
        return manifest


def restore(
    path: Path, *, identity: Path | None, replace: bool, end_sessions: bool, hold_off: bool = False
) -> Manifest:
    """Replace the database by the backup in PATH, apply migrations and return its manifest.

    Raise BackupError, and change nothing, for a damaged backup, one of a newer version or of another database engine;
    if the database contains accounts, unless REPLACE; if others are connected to it, unless HOLD_OFF.
    """
    manifest = verify(path, identity)
    _check_fit(manifest)
    if not replace:
        _check_empty()
    finish = partial(_bring_up_to_date, end_sessions)
    with _opened(path, identity) as (_, copy):
        if connection.vendor == "sqlite":
            load_sqlite.load(copy, manifest.rows, finish)
        else:
            load_postgresql.load(copy, manifest.rows, finish, hold_off)
    ContentType.objects.clear_cache()
    return manifest


@contextmanager
def _opened(path: Path, identity: Path | None) -> Iterator[tuple[Manifest, StoredCopy]]:
    try:
        with unsealed(path, identity) as stream:
            yield read_backup(path.name, stream)
    except OSError as error:
        raise BackupError(f"Restoring ended early: {error.strerror or error}.") from error


def _bring_up_to_date(end_sessions: bool, alias: str) -> None:
    call_command("migrate", database=alias, interactive=False, verbosity=0)
    call_command("createcachetable", database=alias, verbosity=0)
    if end_sessions:
        Session.objects.using(alias).all().delete()


def _check_empty() -> None:
    try:
        present = User._meta.db_table in connection.introspection.table_names()
        accounts = User.objects.count() if present else 0
    except DatabaseError as error:
        how = " To replace it, use --replace." if connection.vendor == "sqlite" else ""
        raise BackupError(f"The database here cannot be read: {' '.join(str(error).split())}.{how}") from error
    if accounts:
        raise BackupError(f"There are {accounts} accounts in this database. To lose them, use --replace.")


def _check_fit(manifest: Manifest) -> None:
    if manifest.database != connection.vendor:
        raise BackupError(
            f"This backup is of {manifest.database}, the database here is {connection.vendor}: restore it where there "
            f"is {manifest.database}, then use manage.py move_database."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise BackupError(f"This backup was made by a newer Cairn ({newer[-1]}): update this one first.")
