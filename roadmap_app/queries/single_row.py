"""Read one row by the values of a unique constraint, for the rows that nearly every request reads.

Building such a statement takes the ORM longer than the database takes to answer it.
"""

from typing import TypeVar

from django.db import connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def single_row(model: type[Row], **columns: int | str) -> Row | None:
    """Return the row of MODEL with these values in COLUMNS, which are unique together; None if it does not exist."""
    quote = connection.ops.quote_name
    where = " AND ".join(f"{quote(column)} = %s" for column in columns)
    statement = f"SELECT * FROM {quote(model._meta.db_table)} WHERE {where}"  # noqa: S608  # nosec B608
    return next(iter(model._default_manager.raw(statement, list(columns.values()))), None)
