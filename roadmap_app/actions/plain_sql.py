"""Write rows by plain SQL, where the ORM takes longer to build a statement than the database to run it."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Field, Model

from roadmap_app.models.prepared import execute_prepared


class Write(NamedTuple):
    """A statement that writes, and the values of its placeholders, in their order."""

    statement: str
    values: Sequence[Any]


def insertions(model: type[Model], names: Sequence[str], rows: Sequence[Sequence[object]]) -> list[Write]:
    """Return what inserts ROWS, which have values for the fields of MODEL with these NAMES (of a foreign key: "…_id").

    Defaults of other fields are left to the database, and no signal is sent, as with bulk_create().
    """
    statement, fields = _insertion(model, tuple(names), connection.vendor)
    return [
        # An integer, as most of them are keys, is the same to every database.
        Write(
            statement,
            [
                value if type(value) is int else field.get_db_prep_save(value, connection)
                for field, value in zip(fields, row, strict=True)
            ],
        )
        for row in rows
    ]


def write_all(writes: Sequence[Write]) -> None:
    """Run WRITES in their order, on PostgreSQL in one message."""
    if not writes:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            execute_prepared(
                cursor, [each.statement for each in writes], [value for each in writes for value in each.values]
            )
            return
        for statement, equal in groupby(writes, key=lambda each: each.statement):
            values = [each.values for each in equal]
            if len(values) == 1:
                cursor.execute(statement, values[0])
            else:
                cursor.executemany(statement, values)


@lru_cache(maxsize=64)
def _insertion(model: type[Model], names: tuple[str, ...], vendor: str) -> "tuple[str, list[Field[Any, Any]]]":
    """Return the statement, with placeholders, that inserts a row on a database of VENDOR, and the fields of NAMES."""
    quote, fields = connection.ops.quote_name, {field.attname: field for field in model._meta.concrete_fields}
    columns, places = ", ".join(map(quote, names)), ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  # nosec B608
    return statement, [fields[name] for name in names]
