"""Moving everything from one database to another, of whatever kind, with nothing lost."""

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

Say = Callable[[str], None]


class CannotMove(Exception):
    """Says in a sentence why nothing was moved."""


def move_everything(description: dict[str, Any], say: Say) -> int:
    """Copy all rows of this portal's database into the empty one of DESCRIPTION (Django's); returns their number.

    Raises CannotMove where the other is in use or differs afterwards; then nothing is left in it.
    """
    connections.databases[TARGET] = connections.configure_settings({"default": description})["default"]
    connection = connections[TARGET]
    try:
        _check_empty()
        say("Making the tables …")
        call_command("migrate", database=TARGET, interactive=False, verbosity=0)
        call_command("createcachetable", database=TARGET, verbosity=0)
        # On SQLite this takes the lock for writing: nobody can add to what is being copied.
        with transaction.atomic(SOURCE), transaction.atomic(TARGET):
            return _copy_all(say)
    except DatabaseError as error:
        raise CannotMove(f"The other database cannot be used: {' '.join(str(error).split())}") from error
    finally:
        connection.close()
        del connections[TARGET], connections.databases[TARGET]


def all_models() -> list[type[models.Model]]:
    """Return every model with a table of its own, those between two others among them."""
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


def _copy_all(say: Say) -> int:
    connection = connections[TARGET]
    tables = all_models()
    # What migrations have put there, and what an unused portal had loaded.
    names = [model._meta.db_table for model in tables]
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), names, allow_cascade=True))
    count = 0
    for model in tables:
        count += _copy(model)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
    say("Comparing …")
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


def _chunks(rows: Iterable[Any]) -> Iterable[list[Any]]:
    chunk: list[Any] = []
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
    """Times to the microsecond; Django's own drops what is below a millisecond."""

    def default(self, o: Any) -> Any:
        """Return what stands for O."""
        if isinstance(o, timedelta):
            return repr(o)
        if hasattr(o, "isoformat"):
            return o.isoformat()
        if isinstance(o, (bytes, memoryview)):
            return bytes(o).hex()
        return super().default(o)
