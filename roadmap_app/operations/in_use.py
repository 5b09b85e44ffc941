"""Locks on an SQLite database: servers share one lock file beside it, a restore holds it exclusively."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from roadmap_app.operations.locks import Locked, exclusive, shared


class InUse(Exception):
    """The database is in use; the message says what uses it and what to do."""


@contextmanager
def serving() -> Iterator[None]:
    """Hold the shared lock while the portal runs. Raise InUse while the database is being restored.

    PostgreSQL needs no lock file: it knows its connections.
    """
    if connection.vendor != "sqlite":
        yield
        return
    try:
        with shared(_path()):
            yield
    except Locked as error:
        raise InUse("A backup is being restored: wait until it has finished, then start again.") from error


@contextmanager
def restoring() -> Iterator[None]:
    """Hold the exclusive lock, so that no server can start. Raise InUse if a server or a restore is running."""
    if connection.vendor != "sqlite":
        yield
        return

    def refuse() -> None:
        raise InUse(
            "The portal or another restore is using this database: stop it first (Ctrl-C where it was started). "
            "With --hold-off it can keep running, but its requests wait until the restore has finished."
        )

    with exclusive(_path(), when_held=refuse):
        yield


def _path() -> Path:
    database = Path(connection.settings_dict["NAME"])
    return database.with_name(f"{database.name}.in-use")
