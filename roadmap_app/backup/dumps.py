"""One consistent copy of the database in a file, and the way back: SQLite's own backup, PostgreSQL's own programs."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from itertools import islice, takewhile
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from roadmap_app.backup.errors import BackupError

# What pg_dump and pg_restore read instead of a command line that every process of the machine could see.
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
# Of pg_dump 17 and newer; an older server does not know them, and needs none.
NEWER_SETTINGS = (b"SET transaction_timeout = 0;\n",)
# With these pg_restore tells psql which orders not to obey.
FOR_PSQL = (b"\\restrict ", b"\\unrestrict ")
END_OF_ROWS = b"\\.\n"
ROWS_AT_ONCE = 1000


def dump(path: Path) -> dict[str, int]:
    """Write the database as it is at one moment to PATH; returns the number of rows of each table.

    Raises BackupError with what the database's own program says.
    """
    return _dump_sqlite(path) if connection.vendor == "sqlite" else _dump_postgresql(path)


def load(path: Path) -> None:
    """Put the copy in PATH in the place of all that is in the database, wholly or not at all; raises BackupError."""
    if connection.vendor == "sqlite":
        _load_sqlite(path)
    else:
        _load_postgresql(path)
    connections[DEFAULT_DB_ALIAS].close()


def count_rows() -> dict[str, int]:
    """Return the number of rows of each table of the database."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        return {name: _count(cursor, name) for name in sorted(names)}


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  # nosec B608
    return int(cursor.fetchone()[0])


def _dump_sqlite(path: Path) -> dict[str, int]:
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
        _check_sqlite(copy)
        names = [
            name
            for (name,) in copy.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        counting = {name: f'SELECT count(*) FROM "{name}"' for name in sorted(names)}  # noqa: S608  # nosec B608
        return {name: copy.execute(query).fetchone()[0] for name, query in counting.items()}


def _check_sqlite(database: sqlite3.Connection) -> None:
    found = database.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise BackupError(f"The copy of the database is damaged: {found}")


def _load_sqlite(path: Path) -> None:
    connection.ensure_connection()
    try:
        with closing(sqlite3.connect(path)) as copy:
            _check_sqlite(copy)
            # In one transaction of the database's, so that a crash in the middle leaves what was there.
            copy.backup(connection.connection)
    except sqlite3.Error as error:
        raise BackupError(f"The database cannot be overwritten ({error}): stop the portal and try again.") from error


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


def _load_postgresql(path: Path) -> None:
    script = path.with_suffix(".sql")
    _run(["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(path)])
    with connection.cursor() as cursor:
        tables = [connection.ops.quote_name(name) for name in connection.introspection.table_names(cursor)]
    connection.close()
    # A connection of its own, as the script changes its settings. And not psql, which would also obey orders to a shell
    # that somebody may have written into a backup.
    try:
        with (
            psycopg.connect(**connection.get_connection_params()) as restoring,
            restoring.cursor() as cursor,
            script.open("rb") as file,
        ):
            if tables:
                cursor.execute(f"DROP TABLE {', '.join(tables)} CASCADE".encode())
            _play(file, cursor)
    except psycopg.Error as error:
        raise BackupError(f"The database took nothing: {_words(str(error).encode())}") from error


def _play(script: BinaryIO, cursor: psycopg.Cursor[Any]) -> None:
    statements: list[bytes] = []
    for line in script:
        if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
            cursor.execute(b"".join(statements))
            statements.clear()
            rows = takewhile(lambda row: row != END_OF_ROWS, script)
            with cursor.copy(line) as copy:
                while chunk := b"".join(islice(rows, ROWS_AT_ONCE)):
                    copy.write(chunk)
        elif not (line.startswith(FOR_PSQL) or line in NEWER_SETTINGS):
            statements.append(line)
    cursor.execute(b"".join(statements))


def _run(command: list[str]) -> None:
    found = shutil.which(command[0])
    if not found:
        raise BackupError(f"{command[0]} is missing: install PostgreSQL's client programs (Debian: postgresql-client).")
    parameters = connection.get_connection_params()
    libpq = {variable: str(parameters[name]) for name, variable in LIBPQ.items() if parameters.get(name)}
    done = subprocess.run([found, *command[1:]], env={**os.environ, **libpq}, capture_output=True, check=False)
    if done.returncode:
        raise BackupError(f"{command[0]} failed: {_words(done.stderr)}")


def _words(said: bytes) -> str:
    return " ".join(said.decode(errors="replace").split())[-500:]
