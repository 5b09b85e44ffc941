"""The two kinds of database, and a copy of each that has something in it."""

import shutil

import pytest

from tests.backup.copies import Copy, new_database
from tests.postgres import throwaway_server


@pytest.fixture(scope="session")
def server():
    """The URL of a PostgreSQL of our own."""
    with throwaway_server() as url:
        if url is None:
            pytest.skip("PostgreSQL is missing")
        yield url


@pytest.fixture(params=["sqlite", "postgresql"], scope="session")
def filled(request, tmp_path_factory):
    """A copy that nobody changes, with a backup of what is in it."""
    url = new_database(request.getfixturevalue("server")) if request.param == "postgresql" else ""
    copy = Copy(tmp_path_factory.mktemp("filled"), url)
    copy.fill()
    copy.manage("backup")
    return copy


@pytest.fixture
def fresh(filled, request, tmp_path):
    """An empty copy of the same kind."""
    return Copy(tmp_path, new_database(request.getfixturevalue("server")) if filled.url else "")


@pytest.fixture
def own(filled, fresh):
    """A copy with the same in it, to be changed."""
    if filled.url:
        fresh.manage("restore", str(filled.backups()[0]))
    else:
        shutil.copy(filled.var / "cairn.sqlite3", fresh.var)
    return fresh
