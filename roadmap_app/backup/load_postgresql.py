"""Restoring a copy on PostgreSQL: replaced, checked and migrated in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from subprocess import PIPE, Popen
from threading import Thread
from typing import IO, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.rows import TupleRow

from roadmap_app.backup.dumps import compare_rows, count_rows, libpq, program, words
from roadmap_app.backup.errors import BackupError
from roadmap_app.backup.files import CHUNK, StoredCopy

# Written by pg_dump 17 and newer; older servers do not know them.
NEWER_SETTINGS = (b"SET transaction_timeout = 0;\n",)
# Meta-commands of pg_restore for psql.
FOR_PSQL = (b"\\restrict ", b"\\unrestrict ")
END_OF_ROWS = b"\\.\n"
# An advisory lock, so that two restores never run at once.
LOCK = 0x43_41_49_52_4E_01
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
        AND coalesce(backend_type, 'client backend') = 'client backend'
"""
PATIENCE = 15  # times 0.2 seconds
SETTINGS = "SELECT name, setting FROM pg_settings WHERE context IN ('user', 'superuser')"


def load(copy: StoredCopy, rows: dict[str, int], finish: Callable[[str], None], hold_off: bool) -> None:
    """Replace all tables by COPY, which must contain ROWS, in one transaction; other connections wait.

    FINISH gets the alias of the database and migrates it in the same transaction. Raise BackupError if that fails, or
    if others are connected, unless HOLD_OFF.
    """
    try:
        with transaction.atomic():
            _take(hold_off)
            _play_all(copy)
            compare_rows(count_rows(), rows)
            finish(DEFAULT_DB_ALIAS)
    except (psycopg.Error, DatabaseError) as error:
        raise BackupError(f"The database took nothing: {words(str(error).encode())}") from error
    finally:
        connections[DEFAULT_DB_ALIAS].close()


def _take(hold_off: bool) -> None:
    """Raise BackupError if others are connected, else lock and drop all tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise BackupError("Another restore into this database is going on: wait until it has ended.")
        if not hold_off and (others := _others(cursor)):
            connections = "There is 1 other connection" if others == 1 else f"There are {others} other connections"
            raise BackupError(
                f"{connections} to this database: stop the portal first (docker compose stop web worker backup). "
                "With --hold-off they wait until everything is restored."
            )
        cursor.execute("SET LOCAL lock_timeout = '30s'")
        if tables := [connection.ops.quote_name(name) for name in connection.introspection.table_names(cursor)]:
            cursor.execute(f"DROP TABLE {', '.join(tables)} CASCADE")


def _others(cursor: CursorWrapper) -> int:
    """Count the other connections; retry for 3 seconds, as a closed connection stays visible for a moment."""
    others = 0
    for _ in range(PATIENCE):
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction keeps its first snapshot
        cursor.execute(OTHERS)
        others = cursor.fetchone()[0]
        if not others:
            break
        cursor.execute("SELECT pg_sleep(0.2)")
    return int(others)


def _play_all(copy: StoredCopy) -> None:
    # psycopg's cursor instead of psql, which would also run shell commands from a manipulated backup.
    with connection.connection.cursor() as cursor:
        before = dict(cursor.execute(SETTINGS).fetchall())
        with _script(copy) as script:
            _play(script, cursor)
        # The script has changed the search path and more.
        for name, value in cursor.execute(SETTINGS).fetchall():
            if value != before[name]:
                cursor.execute("SELECT set_config(%s, %s, false)", [name, before[name]])
        # A migration cannot alter a table with pending checks of foreign keys.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def _script(copy: StoredCopy) -> Iterator[IO[bytes]]:
    """Yield the SQL that pg_restore makes of COPY as a stream. Raise BackupError afterwards if COPY is damaged."""
    command = [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-"]
    with Popen(command, env=libpq(), bufsize=CHUNK, stdin=PIPE, stdout=PIPE, stderr=PIPE) as process:
        output = cast(IO[bytes], process.stdout)
        writer = _CopyWriter(copy, cast(IO[bytes], process.stdin))
        errors = _ErrorReader(cast(IO[bytes], process.stderr))
        try:
            yield output
        except BaseException:
            process.kill()
            raise
        finally:
            output.close()  # ends the programs that still write to it
            writer.join()
            errors.join()
        if writer.failure:
            raise writer.failure
        if process.wait():
            raise BackupError(f"pg_restore failed: {words(errors.tail)}")


class _CopyWriter(Thread):
    """Writes a copy into a pipe; failure is the error if the copy is damaged."""

    def __init__(self, copy: StoredCopy, pipe: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.failure: BackupError | None = None
        self._copy, self._pipe = copy, pipe
        self.start()

    def run(self) -> None:
        """Write until the end, or until the reader closes the pipe."""
        try:
            with self._pipe as pipe:
                while chunk := self._copy.read(CHUNK):
                    pipe.write(chunk)
        except BackupError as error:
            self.failure = error
        except OSError:
            pass  # pg_restore has ended and reports why


class _ErrorReader(Thread):
    """Reads the error output of a program, which would block on a full pipe otherwise."""

    def __init__(self, pipe: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.tail = b""
        self._pipe = pipe
        self.start()

    def run(self) -> None:
        """Read until the end."""
        while chunk := self._pipe.read(CHUNK):
            self.tail = (self.tail + chunk)[-CHUNK:]


def _play(script: IO[bytes], cursor: psycopg.Cursor[TupleRow]) -> None:
    statements: list[bytes] = []
    for line in script:
        if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
            cursor.execute(b"".join(statements))
            statements.clear()
            with cursor.copy(line) as rows:
                for chunk in _chunks(takewhile(lambda row: row != END_OF_ROWS, script)):
                    rows.write(chunk)
        elif not (line.startswith(FOR_PSQL) or line in NEWER_SETTINGS):
            statements.append(line)
    cursor.execute(b"".join(statements))


def _chunks(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Join ROWS into chunks of about CHUNK bytes."""
    chunk, size = [], 0
    for row in rows:
        chunk.append(row)
        size += len(row)
        if size >= CHUNK:
            yield b"".join(chunk)
            chunk, size = [], 0
    if chunk:
        yield b"".join(chunk)
