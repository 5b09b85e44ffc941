"""Making, checking, putting back and sweeping backups."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from roadmap_app.backup.dumps import count_rows, dump, load
from roadmap_app.backup.errors import BackupError
from roadmap_app.backup.files import (
    FORMAT,
    Manifest,
    backups_in,
    check_sum,
    checksum_path,
    name_of,
    pack,
    settle,
    sha256_of,
    unpack,
)
from roadmap_app.backup.sealing import seal, suffix, unseal
from roadmap_app.models import User
from roadmap_app.retention import Retention, kept


def make_backup(folder: Path) -> Path:
    """Return the file of a new backup in FOLDER; raises BackupError, and leaves no half of one behind."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".cairn-") as made:
            return _make(folder, Path(made))
    except OSError as error:
        raise BackupError(f"The backup cannot be written to {folder}: {error.strerror or error}.") from error
    except DatabaseError as error:
        raise BackupError(f"The database cannot be read: {' '.join(str(error).split())}") from error


def _make(folder: Path, room: Path) -> Path:
    moment = datetime.now(UTC)
    migrations = [f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()]
    rows = dump(room / "copy")
    manifest = Manifest(
        FORMAT, moment.isoformat(), connection.vendor, sorted(migrations), rows, sha256_of(room / "copy")
    )
    pack(room / "copy", manifest, room / "tar")
    finished = room / "tar"
    if ending := suffix():
        finished = room / "sealed"
        seal(room / "tar", finished)
    path = folder / name_of(moment, ending)
    settle(finished, path)
    return path


def sweep(folder: Path, retention: Retention) -> list[Path]:
    """Delete the backups in FOLDER that RETENTION does not keep; returns them."""
    found = backups_in(folder)
    gone = [found[moment] for moment in sorted(found.keys() - kept(found, retention))]
    for path in gone:
        path.unlink(missing_ok=True)
        checksum_path(path).unlink(missing_ok=True)
    return gone


@contextmanager
def opened(path: Path, identity: Path | None) -> Iterator[tuple[Manifest, Path]]:
    """Yield what the backup in PATH says of itself, and the copy of the database; raises BackupError for a bad one."""
    if not path.is_file():
        raise BackupError(f"There is no file {path}.")
    check_sum(path)
    with tempfile.TemporaryDirectory(prefix="cairn-") as made:
        room = Path(made)
        tar = path
        if path.suffix in (".age", ".gpg"):
            tar = room / path.stem
            unseal(path, tar, identity)
        yield unpack(tar, room)


def restore(path: Path, *, identity: Path | None, replace: bool, end_sessions: bool) -> Manifest:
    """Put the backup in PATH in the database's place and bring it up to date; returns its manifest.

    Raises BackupError for a bad backup, one of a newer Cairn's or of another kind of database, or, unless REPLACE,
    where there are accounts in the database already.
    """
    with opened(path, identity) as (manifest, copy):
        _check_fit(manifest)
        if not replace and (there := _accounts()):
            raise BackupError(f"There are {there} accounts in this database. To lose them, say --replace.")
        load(copy)
        rows = count_rows()
        if wrong := [name for name, count in manifest.rows.items() if rows.get(name) != count]:
            raise BackupError(f"The restored database has not all rows of the backup, in: {', '.join(wrong)}.")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if end_sessions:
        Session.objects.all().delete()
    return manifest


def _accounts() -> int:
    if User._meta.db_table not in connection.introspection.table_names():
        return 0
    return User.objects.count()


def _check_fit(manifest: Manifest) -> None:
    if manifest.database != connection.vendor:
        raise BackupError(
            f"This backup is of {manifest.database}, the database here is {connection.vendor}: restore it where there "
            f"is {manifest.database}, then use manage.py move_database."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise BackupError(f"This backup was made by a newer Cairn ({newer[-1]}): update this one first.")
