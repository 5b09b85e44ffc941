"""Write rows by plain SQL, where the ORM takes longer to build a statement than the database to run it."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def insert_rows(model: type[Model], names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Insert ROWS, which have values for the fields of MODEL with these NAMES (a foreign key's ends in "_id").

    Defaults of other fields are left to the database, and no signal is sent, as with bulk_create().
    """
    if not rows:
        return
    statement, fields = _insertion(model, tuple(names), connection.vendor)
    values = [
        [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)] for row in rows
    ]
    with connection.cursor() as cursor:
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
