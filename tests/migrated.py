"""One migration for all test databases of a run: each takes seconds, and each worker of each pass has a database."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker

from roadmap_app.operations.locks import exclusive
from tests.database_runs import SERVER, SHARED


def is_shared() -> bool:
    """Return whether this run has a place for what its workers share, on its own database server if it needs one."""
    return bool(os.environ.get(SHARED)) and (connection.vendor == "sqlite" or bool(os.environ.get(SERVER)))


@contextmanager
def test_databases(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make the test database: the first one of the run by the migrations, the others as copies of what they made."""
    folder = Path(os.environ[SHARED])
    with blocker.unblock(), ExitStack() as stack:
        stack.enter_context(exclusive(folder / f"{connection.vendor}.lock", lambda: None))
        migrated = folder / f"{connection.vendor}.migrated"
        is_copy = migrated.exists()
        creation: Any = connection.creation
        name = creation._get_test_db_name()
        if is_copy and connection.vendor == "sqlite":
            # Kept open until Django has opened it as well: a database in memory lives as long as a connection to it.
            database = stack.enter_context(closing(sqlite3.connect(name, uri=name.startswith("file:"))))
            with closing(sqlite3.connect(migrated)) as source:
                source.backup(database)
        elif is_copy:
            _copy_on_server(migrated.read_text(), name)
        made = setup_databases(verbosity=0, interactive=False, keepdb=is_copy)
        if not is_copy:
            _keep(migrated)
    yield
    with blocker.unblock():
        teardown_databases(made, verbosity=0)


def delete_instead_of_truncating() -> None:
    """Let a test that commits leave PostgreSQL's tables empty in a tenth of the time: TRUNCATE makes new files for all.

    In one transaction their order does not matter, as Django's foreign keys are checked at its end.
    """

    def sql_flush(style: object, tables: list[str], **options: object) -> list[str]:
        return [" ".join(f"DELETE FROM {connection.ops.quote_name(table)};" for table in tables)]

    if connection.vendor == "postgresql":
        operations: Any = connection.ops
        operations.sql_flush = sql_flush


def _keep(migrated: Path) -> None:
    """Keep a copy of the test database; on a server MIGRATED holds its name."""
    if connection.vendor == "sqlite":
        begun = migrated.with_suffix(".begun")
        with closing(sqlite3.connect(begun)) as copy:
            connection.connection.backup(copy)
        begun.rename(migrated)
    else:
        database: Any = connection
        name = database.settings_dict["NAME"]
        database.close()
        database.close_pool()  # a database in use cannot be copied
        _copy_on_server(name, f"{name}_migrated")
        migrated.write_text(f"{name}_migrated")


def _copy_on_server(source: str, name: str) -> None:
    with psycopg.connect(os.environ[SERVER], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
