"""A consistent copy of the database in a file, by SQLite's backup API or pg_dump."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from roadmap_app.backup.errors import BackupError

# Passed to pg_dump and pg_restore as environment variables: other users can read command lines.
LIBPQ = {
    "host": "PGHOST",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


def dump(path: Path) -> dict[str, int]:
    """Write a consistent copy of the database to PATH; return the number of rows per table.

    Raise BackupError with the error message of pg_dump or SQLite.
    """
    return _dump_sqlite(path) if connection.vendor == "sqlite" else _dump_postgresql(path)


def count_rows() -> dict[str, int]:
    """Return the number of rows of each table of the database."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        return {name: _count(cursor, name) for name in sorted(names)}


def _count(cursor: CursorWrapper, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  # nosec B608
    return int(cursor.fetchone()[0])


def compare_rows(copied: dict[str, int], stated: dict[str, int]) -> None:
    """Raise BackupError if the numbers of rows COPIED differ from those STATED in the manifest."""
    if wrong := sorted(name for name in copied.keys() | stated.keys() if copied.get(name) != stated.get(name)):
        raise BackupError(f"The backup does not hold the rows that it says it holds, in: {', '.join(wrong)}.")


def _dump_sqlite(path: Path) -> dict[str, int]:
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
        check_sqlite(copy)
        return count_sqlite_rows(copy)


def check_sqlite(database: sqlite3.Connection) -> None:
    """Raise BackupError if the copy DATABASE is damaged."""
    result = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if result != "ok":
        raise BackupError(f"The copy of the database is damaged: {result}")


def count_sqlite_rows(database: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows per table of DATABASE."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    names = [name for (name,) in database.execute(tables)]
    counting = {name: f'SELECT count(*) FROM "{name}"' for name in names}  # noqa: S608  # nosec B608
    return {name: database.execute(query).fetchone()[0] for name, query in counting.items()}


def _dump_postgresql(path: Path) -> dict[str, int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        # pg_dump reads what this transaction sees, so that the counts are those of the copy.
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        counts = count_rows()
        _run(
            ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={path}"]
        )
    return counts


def _run(command: list[str]) -> None:
    done = subprocess.run([program(command[0]), *command[1:]], env=libpq(), capture_output=True, check=False)
    if done.returncode:
        raise BackupError(f"{command[0]} failed: {words(done.stderr)}")


def program(name: str) -> str:
    """Return the path of PostgreSQL's program NAME. Raise BackupError if it is missing."""
    if path := shutil.which(name):
        return path
    raise BackupError(f"{name} is missing: install PostgreSQL's client programs (Debian: postgresql-client).")


def libpq() -> dict[str, str]:
    """Return the environment in which PostgreSQL's programs find the portal's database."""
    parameters = connection.get_connection_params()
    named = {variable: str(parameters[name]) for name, variable in LIBPQ.items() if parameters.get(name)}
    return {**os.environ, **named}


def words(output: bytes) -> str:
    """Return the end of a program's OUTPUT, in one line."""
    return " ".join(output.decode(errors="replace").split())[-500:]
