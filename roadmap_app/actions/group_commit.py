"""Group commit: one transaction for what several requests write at once on SQLite, where a commit takes longest.

SQLite has one lock for all writers, waits for the disk at each commit, and then reads the pages that it needs anew in
every other connection. PostgreSQL lets commits that come together share the wait by itself.
"""

import threading
from collections.abc import Callable
from copy import copy
from typing import Any, TypeVar

from django.db import connection, transaction

from roadmap_app.web.giving_way import give_way
from roadmap_app.web.storage import is_unwritable
from roadmap_app.web.waiting import is_busy

Result = TypeVar("Result")


class Pending:
    """What a request has to write, and what has come of it, once its own thread or another one has run it."""

    result: Any = None
    error: BaseException | None = None

    def __init__(self, write: Callable[[], Any]) -> None:
        self.write = write
        self.unfinished = threading.Lock()  # held until there is a result or an error
        self.unfinished.acquire()

    def finish(self, result: object) -> None:
        """Let the request go on with RESULT."""
        self.result = result
        self.unfinished.release()

    def fail(self, error: BaseException) -> None:
        """Let the request raise ERROR: a copy, as each thread adds its own frames to the traceback."""
        self.error = copy(error)
        self.error.__cause__ = error.__cause__
        self.unfinished.release()


_pending: list[Pending] = []
_lock = threading.Lock()


def commit_together(write: Callable[[], Result]) -> Result:
    """Run WRITE in a transaction, perhaps in one with other threads', and return its result once that is committed.

    WRITE only runs statements, and lets their errors through: it may run in another thread, and again if a transaction
    fails because of another thread. Raise what it raises. Within a transaction of the caller, it is part of that.
    """
    if connection.in_atomic_block:
        with transaction.atomic(savepoint=False):
            return write()
    own = Pending(write)
    with _lock:
        _pending.append(own)
    give_way()
    with _lock:
        group = list(_pending) if own in _pending else []  # else another thread has taken it
        del _pending[: len(group)]
    if group:
        _commit(group)
    own.unfinished.acquire()
    if own.error:
        raise own.error
    result: Result = own.result
    return result


def _commit(group: list[Pending]) -> None:
    """Run what GROUP writes in one transaction; if that fails because of one, each in a transaction of its own."""
    error = _run(group)
    if not error:
        return
    for each in group:
        # A lock that is not released in time, or a full disk, does not depend on what is written.
        if len(group) > 1 and not (is_busy(error) or is_unwritable(error)):
            error = _run([each])
        if error:
            each.fail(error)


def _run(group: list[Pending]) -> BaseException | None:
    """Run what GROUP writes in one transaction; return the error if that fails."""
    try:
        with transaction.atomic():
            results = [each.write() for each in group]
    except BaseException as error:
        return error
    for each, result in zip(group, results, strict=True):
        each.finish(result)
    return None
