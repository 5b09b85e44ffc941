"""Who uses an SQLite database: the servers hold a lock beside it together, a restore holds it alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from roadmap_app.operations.locks import Locked, exclusive, shared


class InUse(Exception):
    """Says who uses the database, and what to do."""


@contextmanager
def serving() -> Iterator[None]:
    """Say that the portal uses its database; raises InUse while that is being restored.

    PostgreSQL knows by itself who is connected.
    """
    if connection.vendor != "sqlite":
        yield
        return
    try:
        with shared(_path()):
            yield
    except Locked as error:
        raise InUse("A backup is being restored: wait until that has ended, then start again.") from error


@contextmanager
def restoring() -> Iterator[None]:
    """Keep servers from starting; raises InUse where one is running."""
    if connection.vendor != "sqlite":
        yield
        return

    def refuse() -> None:
        raise InUse(
            "The portal, or another restore, is at work on this database: stop it first (Ctrl-C where it was started). "
            "With --hold-off it may run, but what people do meanwhile waits."
        )

    with exclusive(_path(), when_held=refuse):
        yield


def _path() -> Path:
    database = Path(connection.settings_dict["NAME"])
    return database.with_name(f"{database.name}.in-use")
