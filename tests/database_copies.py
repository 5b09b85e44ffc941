"""Installations of the portal, each with its own var/ and database, for tests that run manage.py."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from roadmap_app.operations.locks import exclusive
from tests.database_runs import SERVER, SHARED
from tests.fork_server import manage_command
from tests.portal.test_environment import measured
from tests.postgres import throwaway_server

ROOT = Path(__file__).parents[1]
FILL = """
from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.db import SessionStore
from roadmap_app.actions.notes import save_note
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item
from roadmap_app.models import Item, Note, Roadmap, Topic, User
from datetime import date
owner = User.objects.create_superuser("owner@example.org", "correct horse 9")
EmailAddress.objects.create(user=owner, email=owner.email, primary=True, verified=True)
for item in Item.objects.all()[:7]:
    set_item(user=owner, item=item, done=True)
enrol(user=owner, roadmap=Roadmap.objects.get(), started_on=date(2026, 1, 5), hours_per_week=6)
Note.objects.create(user=owner, topic=Topic.objects.first(), body="Zażółć gęślą jaźń 🪨 — $x^2$ 'quoted' \\\\ back")
stage = Roadmap.objects.get().stages.first()
stage.title += " (edited)"
stage.save()
session = SessionStore(); session["who"] = {"name": "Łukasz", "at": 1.5}; session.save()
"""
# SQLite's two extra files come and go as other processes read the database.
NOT_CLONED = shutil.ignore_patterns("backups", "*-wal", "*-shm")
# Caches, and tables that belong to the database engine.
NOT_OURS = ("portal_cache", "sqlite_sequence")


class Copy:
    """A var/ folder and a database, which is SQLite without a URL."""

    def __init__(self, var: Path, url: str = "") -> None:
        self.var, self.url = var, url

    def manage(self, *command: str, code: int | None = 0, timeout: float = 120, **variables: str) -> str:
        """Run manage.py and return its output; fail unless its exit code is CODE (None: any)."""
        environment = self.environment(**variables)
        done = subprocess.run(
            [*manage_command(environment), *command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        output = done.stdout + done.stderr
        assert code is None or done.returncode == code, output
        assert "Traceback" not in output, output
        return output

    def environment(self, **variables: str) -> dict[str, str]:
        """Return the environment of its processes."""
        kept = {name: os.environ[name] for name in ("GNUPGHOME", "HOME") if name in os.environ}
        return {**measured(), **kept, "PORTAL_VAR": str(self.var), "DATABASE_URL": self.url, **variables}

    def fill(self) -> None:
        """Put something of each kind into the prepared database."""
        self.manage("shell", "--no-imports", "-v", "0", "-c", FILL)

    @contextmanager
    def connected(self):
        """Yield a connection to the database that commits each statement."""
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as connection:
                yield connection
        else:
            path = self.var / "cairn.sqlite3"
            with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as connection:
                yield connection

    def rows(self) -> dict[str, list[str]]:
        """Return every row of every table, as text, in order."""
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
        if self.url:
            names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        with self.connected() as connection:
            tables = sorted(name for (name,) in connection.execute(names).fetchall() if name not in NOT_OURS)
            return {
                name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"').fetchall())) for name in tables
            }

    def backups(self) -> list[Path]:
        """Return the paths of its backups, the oldest first."""
        return sorted(path for path in (self.var / "backups").glob("cairn-*") if path.suffix != ".sha256")

    def clone(self, var: Path) -> "Copy":
        """Return a copy of this one, without its backups, with the folder VAR."""
        shutil.copytree(self.var, var, ignore=NOT_CLONED, dirs_exist_ok=True)
        return Copy(var, self.url and new_database(self.url, template=self.url.rpartition("/")[2]))


def new_database(url: str, template: str = "template1") -> str:
    """Return the URL of a new database on the server at URL, with the content of the database TEMPLATE."""
    server = url.rpartition("/")[0]
    name = f"copy_{uuid4().hex[:8]}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return f"{server}/{name}"


@pytest.fixture(scope="session")
def server():
    """Return the URL of a temporary PostgreSQL server: the run's own, or one for this worker."""
    with nullcontext(os.environ[SERVER]) if os.environ.get(SERVER) else throwaway_server() as url:
        if url is None:
            pytest.skip("PostgreSQL is missing")
        yield url


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory):
    """Return a folder that the workers of a run share, and in a bare run its passes."""
    if os.environ.get(SHARED):
        return Path(os.environ[SHARED])
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def prepared_sqlite(shared_folder):
    """Return a copy on SQLite that no test changes, with roadmaps and no users; the workers of a run share it."""
    copy, is_there = Copy(shared_folder / "prepared"), shared_folder / "prepared.done"
    with exclusive(shared_folder / "prepared.lock", lambda: None):
        if not is_there.exists():
            copy.manage("prepare")
            is_there.touch()
    return copy


@pytest.fixture
def prepared(prepared_sqlite, tmp_path):
    """Return a copy on SQLite with roadmaps and no users, which the test may change."""
    shutil.copytree(prepared_sqlite.var, tmp_path / "var")
    return Copy(tmp_path / "var")


@pytest.fixture(scope="session")
def filled_sqlite(prepared_sqlite, shared_folder):
    """Return a copy on SQLite that no test changes, with a backup of what is in it; the workers of a run share it."""
    copy = Copy(shared_folder / "filled")
    with exclusive(shared_folder / "filled.lock", lambda: None):
        if not copy.backups():
            prepared_sqlite.clone(copy.var).fill()
            copy.manage("backup")
    return copy


@pytest.fixture(scope="session")
def filled_postgresql(shared_folder, tmp_path_factory, server):
    """Return a copy on PostgreSQL that no test changes, with a backup of what is in it.

    Each worker has its own, cloned from one that the workers of a run share if they share the server: a database can
    only be cloned while nobody uses it.
    """
    folder = shared_folder if os.environ.get(SERVER) else tmp_path_factory.mktemp("first")
    var, url = folder / "filled-postgresql", folder / "filled-postgresql.url"
    with exclusive(folder / "filled-postgresql.lock", lambda: None):
        if not url.exists():
            copy = Copy(var, new_database(server))
            copy.manage("prepare")
            copy.fill()
            copy.manage("backup")
            url.write_text(copy.url)
        own = Copy(var, url.read_text()).clone(tmp_path_factory.mktemp("filled"))
    shutil.copytree(var / "backups", own.var / "backups")
    return own


@pytest.fixture(params=["sqlite", "postgresql"], scope="session")
def filled(request):
    """Return a copy of each kind that no test changes, with a backup of what is in it."""
    return request.getfixturevalue(f"filled_{request.param}")


@pytest.fixture
def fresh(filled, request, tmp_path):
    """Return an empty copy on the same database engine."""
    return Copy(tmp_path, new_database(request.getfixturevalue("server")) if filled.url else "")


@pytest.fixture
def own(filled, tmp_path):
    """Return a copy with the same content, which the test may change."""
    return filled.clone(tmp_path)
