"""Group commit: one transaction for what several requests write at once on SQLite, where a commit takes longest.

SQLite has one lock for all writers, waits for the disk at each commit, and then reads the pages that it needs anew in
every other connection. PostgreSQL lets commits that come together share the wait by itself.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction

from roadmap_app.web.giving_way import give_way

Result = TypeVar("Result")


class Pending:
    """What a request has to write, and what has come of it, once its own thread or another one has run it."""

    result: Any = None
    error: BaseException | None = None

    def __init__(self, write: Callable[[], Any]) -> None:
        self.write = write
        self.unfinished = threading.Lock()  # held until there is a result or an error
        self.unfinished.acquire()


_pending: list[Pending] = []
_lock = threading.Lock()


def commit_together(write: Callable[[], Result]) -> Result:
    """Run WRITE in a transaction, perhaps in one with other threads', and return its result once that is committed.

    WRITE only runs statements: it may run in another thread, and once more if the transaction fails. Raise what it
    raises, which undoes nothing of the others'. Within a transaction of the caller, WRITE runs in that.
    """
    if connection.in_atomic_block:
        return write()
    own = Pending(write)
    with _lock:
        _pending.append(own)
    give_way()
    with _lock:
        group = list(_pending)
        _pending.clear()
    if group:  # else another thread has taken it
        _commit(group)
    own.unfinished.acquire()
    if own.error:
        raise own.error
    result: Result = own.result
    return result


def _commit(group: list[Pending]) -> None:
    """Run what GROUP writes in one transaction; if one of it fails, each in a transaction of its own."""
    try:
        with transaction.atomic():
            results = [each.write() for each in group]
    except BaseException as error:
        # A lock that is not released in time, or a full disk, does not depend on what is written.
        if len(group) == 1 or isinstance(error, OperationalError):
            for each in group:
                each.error = error
                each.unfinished.release()
            return
        for each in group:
            _commit([each])
    else:
        for each, each.result in zip(group, results, strict=True):
            each.unfinished.release()
