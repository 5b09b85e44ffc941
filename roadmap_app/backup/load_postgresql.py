"""Putting a copy into PostgreSQL: replaced, checked and brought up to date in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from subprocess import PIPE, Popen
from threading import Thread
from typing import IO, Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction

from roadmap_app.backup.dumps import compare_rows, count_rows, libpq, program, words
from roadmap_app.backup.errors import BackupError
from roadmap_app.backup.files import CHUNK, StoredCopy

# Of pg_dump 17 and newer; an older server does not know them, and needs none.
NEWER_SETTINGS = (b"SET transaction_timeout = 0;\n",)
# With these pg_restore tells psql which orders not to obey.
FOR_PSQL = (b"\\restrict ", b"\\unrestrict ")
END_OF_ROWS = b"\\.\n"
# A restore's own, so that there are never two at once.
LOCK = 0x43_41_49_52_4E_01
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
        AND coalesce(backend_type, 'client backend') = 'client backend'
"""
PATIENCE = 15  # times 0.2 seconds
SETTINGS = "SELECT name, setting FROM pg_settings WHERE context IN ('user', 'superuser')"


def load(copy: StoredCopy, rows: dict[str, int], finish: Callable[[str], None], hold_off: bool) -> None:
    """Put COPY, which must hold ROWS, in the place of all tables, wholly or not at all.

    FINISH gets the alias of the database and brings it up to date, in the same transaction: others wait, and see
    either all of what was there or all of what comes. Raises BackupError, also where others are connected, unless
    HOLD_OFF.
    """
    _leave_pool()
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


def _leave_pool() -> None:
    """Connect without a pool: it may hold further connections of ours, which would look like somebody else's."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = {name: value for name, value in options.items() if name != "pool"}


def _take(hold_off: bool) -> None:
    """Refuse where others are connected; then lock out, and drop, what is there."""
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


def _others(cursor: Any) -> int:
    """Count the other connections that stay: one that was closed a moment ago is still to be seen."""
    others = 0
    for _ in range(PATIENCE):
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees the list as it was at its first look
        cursor.execute(OTHERS)
        others = cursor.fetchone()[0]
        if not others:
            break
        cursor.execute("SELECT pg_sleep(0.2)")
    return int(others)


def _play_all(copy: StoredCopy) -> None:
    # psycopg's own cursor, and not psql, which would also obey orders to a shell that somebody may have written into a
    # backup.
    with connection.connection.cursor() as cursor:
        before = dict(cursor.execute(SETTINGS).fetchall())
        with _script(copy) as script:
            _play(script, cursor)
        # The script has changed the search path and more.
        for name, value in cursor.execute(SETTINGS).fetchall():
            if value != before[name]:
                cursor.execute("SELECT set_config(%s, %s, false)", [name, before[name]])
        # A table with rows of which a foreign key is still to be checked could not be changed by a migration.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def _script(copy: StoredCopy) -> Iterator[IO[bytes]]:
    """Yield what pg_restore makes of COPY, while it makes it; raises BackupError afterwards where COPY was bad."""
    command = [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-"]
    with Popen(command, env=libpq(), bufsize=CHUNK, stdin=PIPE, stdout=PIPE, stderr=PIPE) as process:
        output = cast(IO[bytes], process.stdout)
        feeding = _Feeding(copy, cast(IO[bytes], process.stdin))
        listening = _Listening(cast(IO[bytes], process.stderr))
        try:
            yield output
        except BaseException:
            process.kill()
            raise
        finally:
            output.close()  # what still writes to it ends then
            feeding.join()
            listening.join()
        if feeding.failure:
            raise feeding.failure
        if process.wait():
            raise BackupError(f"pg_restore failed: {words(listening.heard)}")


class _Feeding(Thread):
    """Writes a copy into a pipe, and keeps what is wrong with the copy."""

    def __init__(self, copy: StoredCopy, pipe: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.failure: BackupError | None = None
        self._copy, self._pipe = copy, pipe
        self.start()

    def run(self) -> None:
        """Write until the end, or until nobody reads any more."""
        try:
            with self._pipe as pipe:
                while chunk := self._copy.read(CHUNK):
                    pipe.write(chunk)
        except BackupError as error:
            self.failure = error
        except OSError:
            pass  # pg_restore has ended, and says why


class _Listening(Thread):
    """Reads what a program says of its failures, so that it never waits for somebody to read it."""

    def __init__(self, pipe: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.heard = b""
        self._pipe = pipe
        self.start()

    def run(self) -> None:
        """Read until the end."""
        while chunk := self._pipe.read(CHUNK):
            self.heard = (self.heard + chunk)[-CHUNK:]


def _play(script: IO[bytes], cursor: psycopg.Cursor[Any]) -> None:
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
    """Join ROWS to pieces of about CHUNK bytes: a row may be long, and there may be millions."""
    chunk, size = [], 0
    for row in rows:
        chunk.append(row)
        size += len(row)
        if size >= CHUNK:
            yield b"".join(chunk)
            chunk, size = [], 0
    if chunk:
        yield b"".join(chunk)
