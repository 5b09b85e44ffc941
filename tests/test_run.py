"""run.py and the passes of `run.py test` as people meet them: in a copy, on machines that lack this or that."""

import ast
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import dj_database_url
import psycopg
import pytest

from tests.postgres import find_binaries, throwaway_server

ROOT = Path(__file__).resolve().parent.parent
# Neither run.py nor the passes know of a database's kind: once is enough.
pytestmark = pytest.mark.skipif(os.environ.get("CAIRN_TEST_PASS") == "PostgreSQL", reason="has run on SQLite")

# Stands in for uv on the PATH: makes a .venv whose Python is this one, and counts the calls.
UV = f"""#!/bin/sh
echo "$@" >> uv-calls
/bin/mkdir -p .venv/bin && /bin/ln -sf "{getattr(sys, "_base_executable", sys.executable)}" .venv/bin/python
"""
SAYS_HOW_IT_WAS_CALLED = "import sys; print('called:', *sys.argv[1:]); sys.exit(7)"


class Machine:
    """A folder with run.py and stubs of what it starts, and an environment with nothing on the PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "programs"
        self.programs.mkdir(parents=True)
        self.environment = {"PATH": str(self.programs), "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"}
        shutil.copy(ROOT / "run.py", folder)
        self.write("uv.lock", "one")
        self.write("requirements.txt", "# nothing\n")
        self.write("manage.py", SAYS_HOW_IT_WAS_CALLED)
        self.write("pytest.py", SAYS_HOW_IT_WAS_CALLED)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")

    def give_uv(self, script: str = UV) -> None:
        self.write("programs/uv", script)
        (self.programs / "uv").chmod(0o755)

    def uv_calls(self) -> list[str]:
        return (self.folder / "uv-calls").read_text("utf-8").splitlines()

    def run(self, *arguments: str, before: str = "") -> "subprocess.CompletedProcess[str]":
        """Run run.py from another folder, after the statements BEFORE, which pretend something of this Python."""
        script = str(self.folder / "run.py")
        pretend = f"import runpy, sys; {before}; runpy.run_path({script!r}, run_name='__main__')"
        command = [sys.executable, *(["-c", pretend] if before else [script]), *arguments]
        return subprocess.run(
            command, cwd="/", env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "a folder")  # with a space, as people have them


def assert_one_plain_sentence(result: "subprocess.CompletedProcess[str]") -> None:
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert "Traceback" not in result.stderr


def test_run_is_under_60_lines_in_the_syntax_of_python_3_6() -> None:
    text = (ROOT / "run.py").read_text("utf-8")
    assert len(text.splitlines()) < 60
    ast.parse(text, feature_version=(3, 6))


def test_run_tells_an_old_python_what_is_needed(machine: Machine) -> None:
    result = machine.run(before="sys.version_info = (3, 9, 2, 'final', 0)")
    assert_one_plain_sentence(result)
    assert "Python 3.11 or newer" in result.stderr
    assert "3.9" in result.stderr


def test_run_names_the_package_that_brings_venv(machine: Machine) -> None:
    result = machine.run(before="sys.modules['ensurepip'] = None")
    assert_one_plain_sentence(result)
    assert "apt install python{}.{}-venv".format(*sys.version_info) in result.stderr


def test_run_serves_with_the_arguments_it_was_given(machine: Machine) -> None:
    machine.give_uv()
    result = machine.run("--port", "8001")
    assert result.stdout.splitlines()[-1] == "called: serve --port 8001"
    assert result.returncode == 7


def test_run_tests_with_the_options_it_was_given(machine: Machine) -> None:
    machine.give_uv()
    result = machine.run("test", "-k", "two words")
    assert result.stdout.splitlines()[-1] == "called: -k two words"
    assert result.returncode == 7


def test_run_installs_once_and_again_after_an_upgrade(machine: Machine) -> None:
    machine.give_uv()
    first, second = machine.run(), machine.run()
    assert first.stdout.startswith("Installing")
    assert second.stdout == "called: serve\n"
    assert len(machine.uv_calls()) == 1
    machine.write("uv.lock", "two")
    machine.run()
    assert len(machine.uv_calls()) == 2


def test_run_serves_from_what_was_installed_for_the_tests_but_not_the_other_way_round(
    machine: Machine,
) -> None:
    machine.give_uv()
    machine.run()
    machine.run("test")
    machine.run()
    assert [call.split()[-1] for call in machine.uv_calls()] == ["--no-dev", "--dev"]


def test_run_begins_afresh_after_an_installation_that_was_cut_short(machine: Machine) -> None:
    machine.give_uv(UV + "exit 2")
    assert_one_plain_sentence(machine.run())
    (machine.folder / ".venv" / "left-over").touch()
    machine.give_uv()
    machine.run()
    assert not (machine.folder / ".venv" / "left-over").exists()
    assert len(machine.uv_calls()) == 2


def test_run_begins_afresh_when_the_python_of_the_venv_is_gone(machine: Machine) -> None:
    machine.give_uv()
    machine.run()
    (machine.folder / ".venv/bin/python").unlink()
    assert machine.run().returncode == 7


def test_run_stopped_while_installing_says_so_and_leaves_no_stamp(machine: Machine) -> None:
    machine.give_uv(UV + "kill -INT $PPID\nread -r forever")
    result = machine.run()
    assert_one_plain_sentence(result)
    assert "Stopped" in result.stderr
    machine.give_uv()
    assert machine.run().stdout.startswith("Installing")


def test_run_waits_for_another_start_that_installs(machine: Machine) -> None:
    # The first one installs until it is told to go on by a line from the test.
    machine.give_uv(UV + "read -r line < go-on\n")
    os.mkfifo(machine.folder / "go-on")
    command = [sys.executable, str(machine.folder / "run.py")]
    starts = [
        subprocess.Popen(command, cwd="/", env=machine.environment, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    try:
        assert sorted(str(start.stdout and start.stdout.readline()) for start in starts) == [
            "Another start is installing: waiting until it has ended ...\n",
            "Installing Cairn's packages into .venv (once, about a minute) ...\n",
        ]
        (machine.folder / "go-on").write_text("go on\n")
        assert [start.communicate(timeout=60)[0] for start in starts] == ["called: serve\n"] * 2
        assert len(machine.uv_calls()) == 1
    finally:
        for start in starts:
            start.kill()


def test_run_says_that_the_venv_cannot_be_made(machine: Machine) -> None:
    machine.write(".venv", "a file where the folder should be")
    result = machine.run()
    assert_one_plain_sentence(result)
    assert ".venv" in result.stderr


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def write_wheel(folder: Path) -> str:
    """Write the package "pebble" into FOLDER; returns its hash."""
    path = folder / "pebble-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("pebble.py", "")
        wheel.writestr("pebble-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: pebble\nVersion: 1.0\n")
        wheel.writestr("pebble-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("pebble-1.0.dist-info/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_run_without_uv_installs_by_pip_what_the_hashes_vouch_for(machine: Machine) -> None:
    pytest.importorskip("ensurepip")
    machine.environment["PIP_FIND_LINKS"] = machine.folder.as_uri()
    digest = write_wheel(machine.folder)

    machine.write("requirements.txt", f"pebble==1.0 --hash=sha256:{'0' * 64}\n")
    wrong_hash = machine.run()
    assert_one_plain_sentence(wrong_hash)
    assert "DO NOT MATCH THE HASHES" in wrong_hash.stderr

    # Making a .venv takes seconds: from here on it is a copy of the one that was made for real.
    (machine.folder / ".venv").rename(machine.folder / "made")
    machine.write("venv.py", "import shutil; shutil.copytree('made', '.venv', symlinks=True)")
    local = machine.environment
    index = {"PIP_INDEX_URL": f"http://127.0.0.1:{closed_port()}/", "PIP_RETRIES": "0", "PIP_NO_INDEX": "0"}
    machine.environment = local | index | {"PIP_FIND_LINKS": ""}
    offline = machine.run()
    assert_one_plain_sentence(offline)
    assert "network" in offline.stderr
    assert "pebble" in offline.stderr

    machine.environment = local
    machine.write("requirements.txt", f"pebble==1.0 --hash=sha256:{digest}\n")
    machine.write("manage.py", "import pebble; print('has', pebble.__name__)")
    assert machine.run().stdout.splitlines()[-1] == "has pebble"


TESTS = """
import os

def test_everywhere():
    with open("log", "a") as log:
        print(os.environ["CAIRN_TEST_PASS"], os.environ["DATABASE_URL"], file=log)

def test_not_on_postgresql():
    assert os.environ["CAIRN_TEST_PASS"] != "PostgreSQL"
"""


class Passes:
    """A project of two tests, once as its suite and once as its browser tests; neither opens a database or browser."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "PATH": "",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTEST_ADDOPTS": "-p xdist.plugin -n 0",
            "DATABASE_URL": "postgres://nowhere/cairn",
            "CHROMIUM": sys.executable,
        }
        (folder / "tests/e2e").mkdir(parents=True)
        for name in ("__init__.py", "database_runs.py", "postgres.py"):
            shutil.copy(ROOT / "tests" / name, folder / "tests")
        (folder / "tests/conftest.py").write_text("from tests.database_runs import pytest_cmdline_main", "utf-8")
        (folder / "pytest.ini").write_text("[pytest]\ntestpaths = tests", "utf-8")
        for path in ("tests/test_suite.py", "tests/e2e/test_browser.py"):
            (folder / path).write_text(TESTS, "utf-8")

    def run(self, *options: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "pytest", *options]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )

    def log(self) -> list[str]:
        return (self.folder / "log").read_text("utf-8").splitlines()


@pytest.fixture
def passes(tmp_path: Path) -> Passes:
    return Passes(tmp_path)


def test_passes_run_the_suite_on_both_databases_and_then_the_browser(passes: Passes) -> None:
    result = passes.run("-k", "everywhere")
    assert passes.log() == ["SQLite ", "PostgreSQL postgres://nowhere/cairn", "Chromium "]
    assert result.returncode == 0, result.stdout


def test_passes_all_run_though_one_fails_and_the_failure_counts(passes: Passes) -> None:
    result = passes.run("-x")
    assert len(passes.log()) == 3
    assert result.returncode == 1
    summary = result.stdout.split("Summary")[1]
    assert [line.split()[:2] for line in summary.splitlines()[1:4]] == [
        ["SQLite", "passed,"],
        ["PostgreSQL", "failed"],
        ["Chromium", "passed,"],
    ]


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_passes_say_last_what_to_install_which_fails_in_ci(passes: Passes, ci: str, code: int) -> None:
    passes.environment |= {"CHROMIUM": "nowhere", "CI": ci}
    result = passes.run("-k", "everywhere")
    assert "apt install chromium" in result.stdout.splitlines()[-1]
    assert result.returncode == code


def test_passes_need_something_to_run_in_one_of_them(passes: Passes) -> None:
    (passes.folder / "tests/test_suite.py").unlink()
    assert passes.run("-k", "everywhere").returncode == 0
    assert passes.run("-k", "nowhere").returncode == pytest.ExitCode.NO_TESTS_COLLECTED


def test_passes_are_left_out_where_a_path_is_named(passes: Passes) -> None:
    (passes.folder / "tests/test_suite.py").write_text("def test_one(): pass", "utf-8")
    result = passes.run("tests/test_suite.py")
    assert "Summary" not in result.stdout
    assert "1 passed" in result.stdout


def test_throwaway_server_serves_at_its_url_and_is_gone_afterwards() -> None:
    if find_binaries() is None:
        pytest.skip("no PostgreSQL here")
    with throwaway_server() as url:
        place = dj_database_url.parse(str(url))
        with psycopg.connect(host=place["HOST"], port=place["PORT"], user=place["USER"], dbname=place["NAME"]) as it:
            assert it.execute("SELECT 1").fetchone() == (1,)
    assert not Path(place["HOST"]).exists()
