"""Read rows by plain SQL, where the ORM takes longer to build a statement than the database to answer it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection


def read_rows(statement: str, values: Sequence[int] | Mapping[str, int | str | None]) -> list[Any]:
    """Return the rows that STATEMENT reads with VALUES for its placeholders."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def as_date(value: object) -> date:
    """Return VALUE, a date of a computed column, which SQLite returns as text."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))
