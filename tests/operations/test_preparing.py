"""Starts that meet another start, a lost database, or a folder that can only be read."""

import subprocess

import pytest

from tests.database_copies import ROOT, Copy, new_database
from tests.fork_server import manage_command
from tests.operations.test_server import free_port, get, read_until
from tests.portal.test_environment import measured

# Static files are copied only: compressing them takes long.
PLAIN = {"PORTAL_DEBUG": "true"}


@pytest.fixture(scope="module")
def begun(filled_sqlite, tmp_path_factory):
    """Return a prepared copy on SQLite."""
    return filled_sqlite.clone(tmp_path_factory.mktemp("begun"))


@pytest.mark.soak  # first starts take seconds
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_first_starts_at_once_both_serve(request, tmp_path, kind):
    url = new_database(request.getfixturevalue("server")) if kind == "postgresql" else ""
    ports = [free_port(), free_port()]
    environment = {**measured(), "PORTAL_VAR": str(tmp_path), "DATABASE_URL": url, "PYTHONUNBUFFERED": "1", **PLAIN}
    command = [*manage_command(environment), "serve", "--port"]
    starts = [
        subprocess.Popen(
            [*command, str(port)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for port in ports
    ]
    try:
        output = [read_until(start, b"Cairn is at", seconds=60) for start in starts]
        assert all("Cairn is at" in each for each in output), output
        assert [get(port, "/readyz")[2] for port in ports] == [b"ready\n"] * 2
        assert sum("162 added" in each for each in output) == 1
        assert sum("Compressing the static files" in each for each in output) == 1
        assert sum("waiting until it is done" in each for each in output) >= 1
    finally:
        for start in starts:
            start.terminate()
        for start in starts:
            start.wait(timeout=20)


def damaged(begun, folder, content):
    """Return a copy of BEGUN whose database has CONTENT, a function of what was in it; None takes the file away."""
    copy = Copy(folder)
    for name in ("secret_key", "cairn.sqlite3.begun", "cairn.sqlite3"):
        if (begun.var / name).exists():  # versions before this one left no mark
            (folder / name).write_bytes((begun.var / name).read_bytes())
    path = folder / "cairn.sqlite3"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content(path.read_bytes()))
    return copy


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "is missing, although there was one"),
        (lambda whole: b"", "is empty"),
        (lambda whole: whole[:100], "is damaged"),
        (lambda whole: whole[: len(whole) // 2 // 4096 * 4096], "is damaged"),
        (lambda whole: whole[:5000] + b"\xff" * 5000 + whole[10000:], "is damaged"),
    ],
    ids=["missing", "empty", "beginning", "half", "overwritten"],
)
def test_a_lost_database_is_not_recreated(begun, tmp_path, content, words):
    copy = damaged(begun, tmp_path, content)
    (tmp_path / "backups").mkdir()
    backup = tmp_path / "backups" / "cairn-20260102T000000Z.tar"
    backup.touch()
    before = (tmp_path / "cairn.sqlite3").read_bytes() if content else None
    for command in ("doctor", "prepare", "serve --prepared"):
        output = copy.manage(*command.split(), code=1)
        assert f"The database {tmp_path / 'cairn.sqlite3'} {words}" in output
        assert f"manage.py restore {backup} --replace" in output
    assert ((tmp_path / "cairn.sqlite3").read_bytes() if content else None) == before


def test_static_files_are_not_collected_over_the_database(begun):
    output = begun.manage("serve", "--port", str(free_port()), code=1, PORTAL_STATIC=str(begun.var), **PLAIN)
    assert f"PORTAL_STATIC is {begun.var}, which holds the portal's data" in output
    begun.manage("prepare")


def test_an_empty_database_is_not_backed_up(tmp_path):
    output = Copy(tmp_path).manage("backup", code=1)
    assert "There is nothing in the database to back up" in output
    assert list((tmp_path / "backups").iterdir()) == []


@pytest.fixture
def read_only(tmp_path):
    """Return a function that makes a folder read-only, even for root."""
    mounted = []

    def seal(folder):
        bound = subprocess.run(["mount", "--bind", folder, folder], capture_output=True, check=False)
        if bound.returncode:
            pytest.skip("mounting needs root")
        mounted.append(folder)
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)

    yield seal
    for folder in mounted:
        subprocess.run(["umount", folder], check=True)


def test_a_read_only_folder_gives_one_error_message(begun, tmp_path, read_only):
    (tmp_path / "new").mkdir()
    (tmp_path / "old").mkdir()
    (tmp_path / "static").mkdir()
    new, old = Copy(tmp_path / "new"), damaged(begun, tmp_path / "old", lambda whole: whole)
    for folder in ("new", "old", "static"):
        read_only(tmp_path / folder)
    serve = ["serve", "--port", str(free_port())]
    output = new.manage(*serve, code=1, PORTAL_STATIC=str(tmp_path))
    assert f"The secret key cannot be kept in {new.var / 'secret_key'}: Read-only file system" in output
    key = "0123456789abcdef" * 4
    for copy, variables in ((new, {"SECRET_KEY": key}), (old, {})):
        output = copy.manage(*serve, code=1, PORTAL_STATIC=str(tmp_path / "static"), **variables)
        assert f"Nothing can be written to {copy.var}, where Cairn keeps its database" in output
        assert "PORTAL_VAR" in output
    output = begun.manage(*serve, code=1, PORTAL_STATIC=str(tmp_path / "static"))
    assert f"The static files cannot be written to {tmp_path / 'static'}: Read-only file system" in output


def test_an_empty_secret_key_file_is_rewritten(tmp_path):
    (tmp_path / "secret_key").touch()
    Copy(tmp_path).manage("backup", code=1)  # any command reads the settings
    assert len((tmp_path / "secret_key").read_text().strip()) > 50
    assert oct((tmp_path / "secret_key").stat().st_mode)[-3:] == "600"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("secret_key.")] == []


@pytest.mark.parametrize("command", ["export_outline ml-engineer-2025", "clean_up", "reset_mfa ada@example.org"])
def test_a_command_before_the_first_start_says_what_is_missing(tmp_path, command):
    assert "Migrations that are not applied" in Copy(tmp_path).manage(*command.split(), code=1)


def test_a_command_without_its_database_server_says_so(tmp_path):
    unreachable = Copy(tmp_path, f"postgres://cairn@127.0.0.1:{free_port()}/none")
    assert "The database cannot be reached." in unreachable.manage("export_outline", "r", code=1)
