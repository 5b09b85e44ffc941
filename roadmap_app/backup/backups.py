"""Creating backups, and deleting old ones."""

import errno
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from roadmap_app.backup.dumps import dump
from roadmap_app.backup.errors import BackupError
from roadmap_app.backup.files import (
    FORMAT,
    Manifest,
    backups_in,
    checksum_path,
    name_of,
    pack,
    settle,
    sha256_of,
    temporary_folder,
)
from roadmap_app.backup.retention import Retention, kept
from roadmap_app.backup.sealing import seal, suffix


def make_backup(folder: Path) -> Path:
    """Create a backup in FOLDER and return its path. Raise BackupError, and leave no partial file, if that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with temporary_folder(folder) as made:
            return _make(folder, made)
    except OSError as error:
        raise BackupError(f"The backup cannot be written to {folder}: {_reason(error)}.") from error
    except sqlite3.Error as error:
        # SQLite does not say whether the error concerns the copy or the database.
        raise BackupError(f"The database cannot be copied to {folder}: {error}. {_free(folder)}") from error
    except DatabaseError as error:
        raise BackupError(f"The database cannot be read: {' '.join(str(error).split())}. {_free(folder)}") from error


def _reason(error: OSError) -> str:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return f"{error.strerror or error}{'; make room there' if full else ''}"


def _free(folder: Path) -> str:
    return f"{shutil.disk_usage(folder).free / 1e6:,.0f} MB are free there. Nothing is left of it."


def _make(folder: Path, temporary: Path) -> Path:
    moment = datetime.now(UTC)
    migrations = [f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()]
    if not migrations:
        # Otherwise empty backups would replace the good ones, one after the other.
        raise BackupError("There is nothing in the database to back up: is it the right one, and what became of it?")
    copy, tar, sealed = temporary / "copy", temporary / "tar", temporary / "sealed"
    rows = dump(copy)
    manifest = Manifest(FORMAT, moment.isoformat(), connection.vendor, sorted(migrations), rows, sha256_of(copy))
    pack(copy, manifest, tar)
    copy.unlink()  # so that at most two of the three files exist at a time
    ending = suffix()
    if ending:
        seal(tar, sealed)
    path = folder / name_of(moment, ending)
    settle(sealed if ending else tar, path)
    return path


def sweep(folder: Path, retention: Retention) -> list[Path]:
    """Delete the backups in FOLDER that RETENTION does not keep, and return their paths. Raise BackupError."""
    backups = backups_in(folder)
    deleted = [backups[moment] for moment in sorted(backups.keys() - kept(backups, retention))]
    try:
        for path in deleted:
            path.unlink(missing_ok=True)
            checksum_path(path).unlink(missing_ok=True)
    except OSError as error:
        raise BackupError(f"A backup that is not kept cannot be deleted: {error}") from error
    return deleted
