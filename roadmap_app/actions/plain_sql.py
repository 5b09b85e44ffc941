"""Write rows by plain SQL, where the ORM takes longer to build a statement than the database to run it."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Model


def insert_rows(model: type[Model], names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Insert ROWS, which have values for the fields of MODEL with these NAMES (a foreign key's ends in "_id").

    Defaults of other fields are left to the database, and no signal is sent, as with bulk_create().
    """
    if not rows:
        return
    quote, fields = connection.ops.quote_name, {field.attname: field for field in model._meta.concrete_fields}
    columns, places = ", ".join(map(quote, names)), ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  # nosec B608
    values = [
        [fields[name].get_db_prep_save(value, connection) for name, value in zip(names, row, strict=True)]
        for row in rows
    ]
    with connection.cursor() as cursor:
        if len(values) == 1:
            cursor.execute(statement, values[0])
        else:
            cursor.executemany(statement, values)
