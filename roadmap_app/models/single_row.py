"""Read one row by the values of a unique constraint, for the rows that nearly every request reads.

Building such a statement takes the ORM longer than the database takes to answer it, and so does building the object by
a raw query. A row's object is the one that the ORM would build.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model

from roadmap_app.models.prepared import Statement, execute_prepared

Row = TypeVar("Row", bound=Model)


class Reading(NamedTuple):
    """How a row is read: the statement, the names of its columns, and what converts the values at some positions."""

    statement: str
    names: list[str]
    converters: dict[int, tuple[list[Any], Any]]


def single_row(model: type[Row], **columns: int | str) -> Row | None:
    """Return the row of MODEL with these values in COLUMNS, which are unique together; None if it does not exist."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        execute_prepared(cursor, [row_statement(model, **columns)])
        return row_of(model, cursor.fetchone(), *columns)


def row_statement(model: type[Model], **columns: int | str) -> Statement:
    """Return the statement that reads such a row, to be sent together with others."""
    return _reading(model, tuple(columns), connections[DEFAULT_DB_ALIAS].vendor).statement, list(columns.values())


def row_of(model: type[Row], values: Sequence[Any] | None, *columns: str) -> Row | None:
    """Return the row from VALUES, the result of row_statement() with these COLUMNS; None for None."""
    if values is None:
        return None
    database = connections[DEFAULT_DB_ALIAS]  # what `connection` looks up for each of its attributes
    reading, values = _reading(model, columns, database.vendor), list(values)
    for place, (convert, expression) in reading.converters.items():
        for function in convert:
            values[place] = function(values[place], expression, database)
    return model.from_db(database.alias, reading.names, values)


@lru_cache(maxsize=64)
def _reading(model: type[Model], columns: tuple[str, ...], vendor: str) -> Reading:
    """Return how a row of MODEL is read by COLUMNS on a database of VENDOR: made once, from what the ORM would run."""
    quote, fields = connection.ops.quote_name, model._meta.concrete_fields
    compiler = model._base_manager.all().query.get_compiler(connection=connection)
    read = ", ".join(quote(str(field.column)) for field in fields)
    where = " AND ".join(f"{quote(column)} = %s" for column in columns)
    return Reading(
        f"SELECT {read} FROM {quote(model._meta.db_table)} WHERE {where}",  # noqa: S608  # nosec B608
        [field.attname for field in fields],
        compiler.get_converters([field.cached_col for field in fields]),
    )
