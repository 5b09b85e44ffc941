"""Run plain SQL that PostgreSQL plans once for each connection: planning takes it longer than finding the rows.

psycopg prepares statements only if they come one by one, each with its values apart from it; ours share a message.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import NotSupportedError, connection
from django.db.backends.utils import CursorWrapper

Values = Sequence[Any] | Mapping[str, Any]
PLACEHOLDER = re.compile(r"%(?:\((?P<name>\w+)\))?s")
# Of a connection; each takes some kilobytes. Statements that have a placeholder for each item of a list come in many
# lengths: what comes after these is sent as it is.
MOST = 100
# What runs a statement, by the statement, of each connection; with its placeholders.
_prepared: "WeakKeyDictionary[Any, dict[str, str]]" = WeakKeyDictionary()
_numbers = count(1)


def execute_prepared(cursor: CursorWrapper, statements: Sequence[str], values: Values) -> None:
    """Run STATEMENTS by CURSOR in one message, with VALUES for their placeholders; on SQLite there must be only one.

    Several have names for their placeholders.
    """
    # Behind PgBouncer, the next statement may reach another connection.
    if cursor.db.vendor != "postgresql" or cursor.db.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        cursor.execute(";".join(statements), values)
        return
    try:
        cursor.execute(";".join(map(_prepare, statements)), values)
    except NotSupportedError:  # a migration has changed the type of a column
        _prepared.pop(connection.connection, None)
        if connection.in_atomic_block:
            raise
        cursor.execute(";".join(statements), values)


def _prepare(statement: str) -> str:
    """Return what runs STATEMENT, with the same placeholders, on the current connection."""
    known = _prepared.setdefault(connection.connection, {})
    if statement not in known:
        if len(known) == MOST:
            return statement
        known[statement] = _prepare_anew(statement)
    return known[statement]


def _prepare_anew(statement: str) -> str:
    places: list[str] = []  # of the parameters: $1, $2, …

    def number(found: re.Match[str]) -> str:
        if found["name"] is None or found[0] not in places:
            places.append(found[0])
        return f"${len(places) if found['name'] is None else places.index(found[0]) + 1}"

    name = f"cairn_{next(_numbers)}"
    numbered = PLACEHOLDER.sub(number, statement).replace("%%", "%")
    with connection.wrap_database_errors:
        # By itself, PostgreSQL would plan many of them anew each time, for their values.
        connection.connection.execute(f"SET plan_cache_mode = force_generic_plan; PREPARE {name} AS {numbered}")
    return f"EXECUTE {name} ({', '.join(places)})" if places else f"EXECUTE {name}"
