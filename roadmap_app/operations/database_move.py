"""Moving everything from one database to another, on SQLite or PostgreSQL."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, DataError, connections, models, transaction

SOURCE, TARGET = "default", "target"
CHUNK = 500

Report = Callable[[str], None]


class CannotMove(Exception):
    """Nothing was moved; the error message says why."""


def move_everything(description: dict[str, Any], report: Report) -> int:
    """Copy all rows into the empty database of DESCRIPTION (an entry of DATABASES) and return their number.

    Raise CannotMove, and copy nothing, if it is in use or differs afterwards.
    """
    connections.databases[TARGET] = connections.configure_settings({"default": description})["default"]
    connection = connections[TARGET]
    try:
        _check_empty()
        report("Making the tables …")
        call_command("migrate", database=TARGET, interactive=False, verbosity=0)
        call_command("createcachetable", database=TARGET, verbosity=0)
        # On SQLite this takes the write lock: no other process can add rows meanwhile.
        with transaction.atomic(SOURCE), transaction.atomic(TARGET):
            return _copy_all(report)
    except DatabaseError as error:
        raise CannotMove(f"The other database cannot be used: {' '.join(str(error).split())}") from error
    finally:
        connection.close()
        del connections[TARGET], connections.databases[TARGET]


def all_models() -> list[type[models.Model]]:
    """Return every model with a table of its own, including those of many-to-many fields."""
    return [
        model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    ]


def _check_empty() -> None:
    connection = connections[TARGET]
    user = apps.get_model("roadmap_app", "User")
    try:
        there = user._meta.db_table in connection.introspection.table_names()
        in_use = there and user._base_manager.using(TARGET).exists()
    except DatabaseError as error:
        raise CannotMove(f"The other database cannot be reached: {' '.join(str(error).split())}") from error
    if in_use:
        raise CannotMove("There are accounts in the other database already: name one that is empty.")


def _copy_all(report: Report) -> int:
    connection = connections[TARGET]
    tables = all_models()
    # Delete the rows that migrations have created, and the roadmaps of an unused portal.
    names = [model._meta.db_table for model in tables]
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), names, allow_cascade=True))
    count = 0
    for model in tables:
        count += _copy(model)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
    report("Comparing …")
    if wrong := [model._meta.db_table for model in tables if _digest(model, SOURCE) != _digest(model, TARGET)]:
        raise CannotMove(f"The copy differs in {', '.join(wrong)}, so nothing was moved.")
    connection.check_constraints()
    return count


def _copy(model: type[models.Model]) -> int:
    """Copy the rows of MODEL by plain SQL, as saving would set fields with auto_now to the current time."""
    target = connections[TARGET]
    fields = model._meta.local_concrete_fields
    quote = target.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields if field.column)
    places = ", ".join(["%s"] * len(fields))
    insert = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  # nosec B608
    count = 0
    for rows in _chunks(model._base_manager.using(SOURCE).order_by("pk").iterator(CHUNK)):
        values = [[field.get_db_prep_save(getattr(row, field.attname), target) for field in fields] for row in rows]
        try:
            with target.cursor() as cursor:
                cursor.executemany(insert, values)
        except DataError as error:
            message = " ".join(str(error).split())
            raise CannotMove(f"A row of {model._meta.db_table} does not fit the other database: {message}") from error
        count += len(rows)
    return count


def _chunks(rows: Iterable[models.Model]) -> Iterable[list[models.Model]]:
    chunk: list[models.Model] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _digest(model: type[models.Model], alias: str) -> str:
    digest = hashlib.sha256()
    names = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names)
    for row in rows.iterator(CHUNK):
        digest.update(json.dumps(row, cls=_Exactly, sort_keys=True).encode())
    return digest.hexdigest()


class _Exactly(DjangoJSONEncoder):
    """Encodes times to the microsecond; Django's encoder truncates them to milliseconds."""

    def default(self, o: object) -> object:
        """Return O as a string."""
        if isinstance(o, timedelta):
            return repr(o)
        if hasattr(o, "isoformat"):
            return o.isoformat()
        if isinstance(o, (bytes, memoryview)):
            return bytes(o).hex()
        return super().default(o)
