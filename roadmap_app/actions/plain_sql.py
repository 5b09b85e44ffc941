"""Write rows by plain SQL, where the ORM takes longer to build a statement than the database to run it."""

from collections.abc import Sequence
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection

from roadmap_app.actions.group_commit import commit_together
from roadmap_app.models.prepared import Statement, execute_prepared
from roadmap_app.queries.plain_sql import read_rows


class Write(NamedTuple):
    """The text of a statement that writes, and the values of its placeholders for each time that it is to run."""

    text: str
    rows: Sequence[Sequence[Any]]


class Written(NamedTuple):
    """The number of rows that each of some writes has changed, and the rows that were read after them."""

    counts: list[int]
    rows: list[Any]


def write_all(writes: Sequence[Write], *, lock: Statement | None = None, reading: Statement | None = None) -> Written:
    """Run LOCK, which reads a row, then WRITES in their order, then READING, all or none.

    They are one transaction, or part of the caller's, which then rolls back if one fails. PostgreSQL gets them in one
    message. SQLite needs no lock of a row, and may commit them together with what other threads write.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            return _write_together(cursor, writes, lock, reading)
    return commit_together(partial(_write_each, writes, reading))


def _write_each(writes: Sequence[Write], reading: Statement | None) -> Written:
    with connection.cursor() as cursor:
        counts = [_write(cursor, write) for write in writes]
    return Written(counts, read_rows(*reading) if reading else [])


def _write_together(cursor: Any, writes: Sequence[Write], lock: Statement | None, reading: Statement | None) -> Written:
    before, after = [lock] if lock else [], [reading] if reading else []
    statements = [*before, *((write.text, row) for write in writes for row in write.rows), *after]
    if not statements:
        return Written([], [])
    execute_prepared(cursor, statements)
    counts = [cursor.rowcount]
    while cursor.nextset():
        counts.append(cursor.rowcount)
    left = iter(counts[len(before) :])
    return Written([sum(islice(left, len(write.rows))) for write in writes], cursor.fetchall() if reading else [])


def _write(cursor: Any, write: Write) -> int:
    if len(write.rows) == 1:
        cursor.execute(write.text, write.rows[0])
    else:
        cursor.executemany(write.text, write.rows)
    return int(cursor.rowcount)
