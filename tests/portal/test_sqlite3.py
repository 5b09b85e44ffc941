"""Writers on SQLite take turns: one asks for the lock, the others wait for that one."""

import threading
from contextlib import closing

import pytest
from django.db import OperationalError, connections

from portal.sqlite3 import base

pytestmark = pytest.mark.django_db  # pytest-django allows no connection otherwise


@pytest.fixture
def connect(tmp_path):
    """Return a function that opens a connection to one database in a file, with a timeout in seconds."""

    def opened(timeout):
        options = {"transaction_mode": "IMMEDIATE", "timeout": timeout, "init_command": "PRAGMA journal_mode=WAL"}
        usual = connections["default"].settings_dict
        made = base.DatabaseWrapper({**usual, "NAME": str(tmp_path / "a.sqlite3"), "OPTIONS": options}, "other")
        made.ensure_connection()
        return made

    return opened


def test_a_writer_begins_when_the_other_one_has_committed(connect):
    began, done = threading.Event(), []

    def write():
        with closing(connect(30)) as second:
            began.set()
            second.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
            done.append(second.connection.execute("SELECT count(*) FROM notes").fetchone())
            second.rollback()
            done.append(second.connection.execute("PRAGMA busy_timeout").fetchone())

    with closing(connect(30)) as first:
        first.connection.execute("CREATE TABLE notes (body)")
        first.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        thread = threading.Thread(target=write)
        thread.start()
        began.wait()
        while not base._turns.locked():  # until the second one waits
            thread.join(0.001)
        assert thread.is_alive()
        first.connection.execute("INSERT INTO notes VALUES ('one')")
        first.commit()
        thread.join(30)
    assert done == [(1,), (30_000,)]


def test_a_writer_gives_up_after_its_timeout_and_frees_its_turn(connect):
    with closing(connect(30)) as first, closing(connect(0.01)) as second:
        first.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        with pytest.raises(OperationalError, match="locked"):
            second.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        assert not base._turns.locked()
        first.rollback()
