"""Run plain SQL that PostgreSQL plans once for each connection: planning takes it longer than finding the rows.

psycopg prepares statements only if they come one by one, each with its values apart from it; ours share a message.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import NotSupportedError, connection
from django.db.backends.utils import CursorWrapper

# The values of a statement's placeholders: in their order, or by their names.
Values = Sequence[Any] | Mapping[str, Any]
Statement = tuple[str, Values]
PLACEHOLDER = re.compile(r"%(?:\((?P<name>\w+)\))?s")
# On one connection, as each takes some kilobytes. Statements that have a placeholder for each word of a search come in
# many lengths: what comes after these is sent as it is.
MAX_PREPARED = 100
# For each connection, by a statement's text: the text that executes it, and the names of its values (None: by order).
Sent = tuple[str, list[str | None]]
_prepared: "WeakKeyDictionary[Any, dict[str, Sent]]" = WeakKeyDictionary()
_numbers = count(1)


def execute_prepared(cursor: CursorWrapper, statements: Sequence[Statement]) -> None:
    """Run STATEMENTS with their values by CURSOR, in one message; on SQLite there must be only one."""
    if cursor.db.vendor != "postgresql":
        [(text, values)] = statements
        cursor.execute(text, values)
        return
    # Behind PgBouncer, the next statement may reach another connection.
    if cursor.db.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        cursor.execute(*_message(statements, _positional))
        return
    try:
        cursor.execute(*_message(statements, _prepare))
    except NotSupportedError:  # a migration has changed the type of a column
        _prepared.pop(connection.connection, None)
        if connection.in_atomic_block:
            raise
        cursor.execute(*_message(statements, _positional))


def _message(statements: Sequence[Statement], send: Callable[[str], Sent]) -> tuple[str, list[Any]]:
    """Return the text of the message that has STATEMENTS, each as SEND says from its text, and all their values."""
    texts: list[str] = []
    ordered: list[Any] = []
    for statement, values in statements:
        text, names = send(statement)
        texts.append(text)
        ordered += [values[name] for name in names if name] if isinstance(values, Mapping) else values
    return ";".join(texts), ordered


@lru_cache(maxsize=512)
def _positional(statement: str) -> Sent:
    """Return STATEMENT with placeholders without names, and the names that they had."""
    return PLACEHOLDER.sub("%s", statement), [found["name"] for found in PLACEHOLDER.finditer(statement)]


def _prepare(statement: str) -> Sent:
    """Return the text that executes STATEMENT on the current connection, and the names of its values."""
    known = _prepared.setdefault(connection.connection, {})
    if statement not in known:
        if len(known) == MAX_PREPARED:
            return _positional(statement)
        known[statement] = _prepare_anew(statement)
    return known[statement]


def _prepare_anew(statement: str) -> Sent:
    places: list[str | None] = []  # the names of the parameters $1, $2, …

    def number(found: re.Match[str]) -> str:
        named = found["name"]
        if named and named in places:
            return f"${places.index(named) + 1}"
        places.append(named)
        return f"${len(places)}"

    name = f"cairn_{next(_numbers)}"
    numbered = PLACEHOLDER.sub(number, statement).replace("%%", "%")
    with connection.wrap_database_errors:
        # By itself, PostgreSQL would plan many of them anew each time, for their values.
        connection.connection.execute(f"SET plan_cache_mode = force_generic_plan; PREPARE {name} AS {numbered}")
    marks = ", ".join(["%s"] * len(places))
    return f"EXECUTE {name} ({marks})" if marks else f"EXECUTE {name}", places
