"""A database connection whose writers take turns, so that none of them waits much longer than the others.

SQLite itself asks for a held lock again after 1, 2, 5, ... 100 ms: who has waited longest asks least often, and loses
against those who have just come. With 16 learners who tick at once, the slowest hundredth took ten times the median.
"""

import sqlite3
import threading
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

RETRY_SECONDS = 0.0002
LONGEST_KEPT = 2000  # characters of a statement whose conversion is kept
_turns = threading.Lock()  # of this process: one of its threads asks SQLite, the others wait for that one


class Cursor(base.SQLiteCursorWrapper):
    """Django's cursor, except that it looks for the placeholders of a statement once, which takes 13 µs."""

    def convert_query(self, query: str, *, param_names: Iterable[str] | None = None) -> str:
        """Return QUERY with SQLite's placeholders in place of Django's."""
        if len(query) > LONGEST_KEPT:
            return super().convert_query(query, param_names=param_names)
        return _converted(query, None if param_names is None else tuple(param_names))


@lru_cache(maxsize=512)
def _converted(query: str, names: tuple[str, ...] | None) -> str:
    return base.SQLiteCursorWrapper.convert_query(None, query, param_names=names)  # type: ignore[arg-type]


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection, except for its cursor and for how it waits to begin a transaction that writes."""

    def create_cursor(self, name: str | None = None) -> Cursor:
        """Return a new cursor."""
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        """Begin a transaction; raise OperationalError if another writer holds the lock for longer than busy_timeout.

        A thread holds its turn only until the transaction has begun, so nothing inside a transaction waits for turns.
        """
        if self.transaction_mode != "IMMEDIATE":  # type: ignore[attr-defined]
            self._begin()
            return
        execute = self.connection.execute  # not the cursor's, which would count among a page's queries
        (milliseconds,) = execute("PRAGMA busy_timeout").fetchone()
        end = time.monotonic() + milliseconds / 1000
        has_turn = _turns.acquire(timeout=milliseconds / 1000)
        execute("PRAGMA busy_timeout = 0")
        try:
            self._begin_until(end)
        finally:
            execute(f"PRAGMA busy_timeout = {milliseconds}")
            if has_turn:
                _turns.release()

    def _begin_until(self, end: float) -> None:
        while True:
            try:
                self._begin()
                return
            except OperationalError as error:
                if not _is_busy(error.__cause__) or time.monotonic() > end:
                    raise
            time.sleep(RETRY_SECONDS)

    def _begin(self) -> None:
        super()._start_transaction_under_autocommit()  # type: ignore[misc]  # django-stubs leaves it out


def _is_busy(cause: Any) -> bool:
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
