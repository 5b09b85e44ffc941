"""Read rows by plain SQL, where the ORM takes longer to build a statement than the database to answer it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

from roadmap_app.models.prepared import Statement, Values, execute_prepared

# All ids of a group in one row: a row for each would take Python ten times as long to read.
GROUPED = {"sqlite": "group_concat(CAST({} AS TEXT))", "postgresql": "string_agg({}::text, ',')"}


def read_rows(statement: str, values: Values) -> list[Any]:
    """Return the rows that STATEMENT reads with VALUES for its placeholders."""
    return read_each([(statement, values)])[0]


def read_each(statements: Sequence[Statement]) -> list[list[Any]]:
    """Return the rows that each of STATEMENTS reads."""
    found, database = [], connections[DEFAULT_DB_ALIAS]  # what `connection` looks up for each of its attributes
    with database.cursor() as cursor:  # one for all, as making one takes as long as a short statement
        # PostgreSQL takes them in one message: a message and its answer take longer than finding the rows.
        together = database.vendor == "postgresql"
        messages = [statements] if together else [[each] for each in statements]
        for message in messages:
            execute_prepared(cursor, message)
            found.append(list(cursor.fetchall()))
            while together and cursor.nextset():
                found.append(list(cursor.fetchall()))
    return found


def read_named(statement: str, values: Values) -> Iterator[dict[str, Any]]:
    """Yield the rows that STATEMENT reads with VALUES for its placeholders, by the names of its columns."""
    with connection.cursor() as cursor:
        execute_prepared(cursor, [(statement, values)])
        names = [column[0] for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))


def as_moment(value: object) -> datetime:
    """Return VALUE, a time, with its offset from UTC, which SQLite leaves out; it returns a computed time as text."""
    value = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def as_date(value: object) -> date:
    """Return VALUE, a date that the database returns as text in JSON, and SQLite in any computed column."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))
