"""Write rows by plain SQL, where the ORM takes longer to build a statement than the database to run it."""

from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, transaction

from roadmap_app.models.prepared import Run, execute_prepared


class Write(NamedTuple):
    """A statement that writes, and the values of its placeholders for each time that it is to run."""

    statement: str
    runs: Sequence[Sequence[Any]]


class Written(NamedTuple):
    """How many rows each of some statements has written, and the rows that were read after them."""

    counts: list[int]
    rows: list[Any]


def write_all(writes: Sequence[Write], reading: Run | None = None) -> Written:
    """Run WRITES in their order, and then READING, all or none.

    On PostgreSQL they are one message, which is a transaction by itself, so that none has to be begun and ended.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _write_together(cursor, writes, reading)
        with transaction.atomic():
            counts = [_write(cursor, write) for write in writes]
            if reading:
                cursor.execute(*reading)
            return Written(counts, cursor.fetchall() if reading else [])


def _write_together(cursor: Any, writes: Sequence[Write], reading: Run | None) -> Written:
    runs: list[Run] = [(write.statement, run) for write in writes for run in write.runs]
    if not (runs or reading):
        return Written([0] * len(writes), [])
    execute_prepared(cursor, [*runs, reading] if reading else runs)
    counts = [cursor.rowcount]
    while cursor.nextset():
        counts.append(cursor.rowcount)
    left = iter(counts)
    return Written([sum(islice(left, len(write.runs))) for write in writes], cursor.fetchall() if reading else [])


def _write(cursor: Any, write: Write) -> int:
    if len(write.runs) == 1:
        cursor.execute(write.statement, write.runs[0])
    elif write.runs:
        cursor.executemany(write.statement, write.runs)
    return int(cursor.rowcount) if write.runs else 0
