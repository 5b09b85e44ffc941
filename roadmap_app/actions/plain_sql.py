"""Write rows by plain SQL, where the ORM takes longer to build a statement than the database to run it."""

from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, transaction

from roadmap_app.models.prepared import execute_prepared


class Write(NamedTuple):
    """A statement that writes, and the values of its placeholders for each time that it is to run."""

    statement: str
    runs: Sequence[Sequence[Any]]


def write_all(writes: Sequence[Write]) -> list[int]:
    """Run WRITES in their order, all or none; return how many rows each has written or locked.

    On PostgreSQL they are one message, which is a transaction by itself, so that none has to be begun and ended.
    """
    if not any(write.runs for write in writes):
        return [0] * len(writes)
    if connection.vendor == "postgresql":
        return _write_together(writes)
    with transaction.atomic(), connection.cursor() as cursor:
        return [_write(cursor, write) for write in writes]


def _write_together(writes: Sequence[Write]) -> list[int]:
    statements = [write.statement for write in writes for _ in write.runs]
    with connection.cursor() as cursor:
        execute_prepared(cursor, statements, [value for write in writes for run in write.runs for value in run])
        counts = [cursor.rowcount]
        while cursor.nextset():
            counts.append(cursor.rowcount)
    left = iter(counts)
    return [sum(islice(left, len(write.runs))) for write in writes]


def _write(cursor: Any, write: Write) -> int:
    if len(write.runs) == 1:
        cursor.execute(write.statement, write.runs[0])
    else:
        cursor.executemany(write.statement, write.runs)
    return int(cursor.rowcount)
