"""run.py as people use it: in a copy, on machines on which something is missing."""

import ast
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Neither run.py nor the passes know of a database's kind: once is enough.
pytestmark = pytest.mark.skipif(os.environ.get("CAIRN_TEST_PASS") == "PostgreSQL", reason="has run on SQLite")

# Stands in for uv on the PATH: makes a .venv whose Python is this one, and counts the calls.
UV = f"""#!/bin/sh
echo "$@" >> uv-calls
/bin/mkdir -p .venv/bin && /bin/ln -sf "{getattr(sys, "_base_executable", sys.executable)}" .venv/bin/python
"""
PRINT_ARGUMENTS = "import sys; print('called:', *sys.argv[1:]); sys.exit(7)"


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
        self.write("manage.py", PRINT_ARGUMENTS)
        self.write("pytest.py", PRINT_ARGUMENTS)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")

    def give_uv(self, script: str = UV) -> None:
        self.write("programs/uv", script)
        (self.programs / "uv").chmod(0o755)

    def uv_calls(self) -> list[str]:
        return (self.folder / "uv-calls").read_text("utf-8").splitlines()

    def run(self, *arguments: str, before: str = "") -> "subprocess.CompletedProcess[str]":
        """Run run.py from another folder, after the statements BEFORE, which fake properties of this Python."""
        script = str(self.folder / "run.py")
        pretend = f"import runpy, sys; {before}; runpy.run_path({script!r}, run_name='__main__')"
        command = [sys.executable, *(["-c", pretend] if before else [script]), *arguments]
        return subprocess.run(
            command, cwd="/", env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "a folder")  # with a space, to test quoting


def assert_one_line_error(result: "subprocess.CompletedProcess[str]") -> None:
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert "Traceback" not in result.stderr


def test_run_is_under_60_lines_in_the_syntax_of_python_3_6() -> None:
    text = (ROOT / "run.py").read_text("utf-8")
    assert len(text.splitlines()) < 60
    ast.parse(text, feature_version=(3, 6))


def test_run_tells_an_old_python_what_is_needed(machine: Machine) -> None:
    result = machine.run(before="sys.version_info = (3, 9, 2, 'final', 0)")
    assert_one_line_error(result)
    assert "Python 3.11 or newer" in result.stderr
    assert "3.9" in result.stderr


def test_run_names_the_package_that_brings_venv(machine: Machine) -> None:
    result = machine.run(before="sys.modules['ensurepip'] = None")
    assert_one_line_error(result)
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


def test_run_measures_with_the_packages_of_the_tests(machine: Machine) -> None:
    machine.give_uv()
    (machine.folder / "tests").mkdir()
    machine.write("tests/bench.py", PRINT_ARGUMENTS)
    result = machine.run("bench", "--rounds", "1")
    assert result.stdout.splitlines()[-1] == "called: --rounds 1"
    assert result.returncode == 7
    assert machine.uv_calls()[0].endswith("--dev")


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


def test_run_starts_over_after_an_interrupted_installation(machine: Machine) -> None:
    machine.give_uv(UV + "exit 2")
    assert_one_line_error(machine.run())
    (machine.folder / ".venv" / "left-over").touch()
    machine.give_uv()
    machine.run()
    assert not (machine.folder / ".venv" / "left-over").exists()
    assert len(machine.uv_calls()) == 2


def test_run_starts_over_when_the_python_of_the_venv_is_gone(machine: Machine) -> None:
    machine.give_uv()
    machine.run()
    (machine.folder / ".venv/bin/python").unlink()
    assert machine.run().returncode == 7


def test_run_stopped_while_installing_says_so_and_leaves_no_stamp(machine: Machine) -> None:
    machine.give_uv(UV + "kill -INT $PPID\nread -r forever")
    result = machine.run()
    assert_one_line_error(result)
    assert "Stopped" in result.stderr
    machine.give_uv()
    assert machine.run().stdout.startswith("Installing")


def test_run_waits_for_another_start_that_installs(machine: Machine) -> None:
    # The first process installs until the test writes a line.
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
    assert_one_line_error(result)
    assert ".venv" in result.stderr


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def write_wheel(folder: Path) -> str:
    """Write the package "pebble" into FOLDER; return its SHA-256 hash."""
    path = folder / "pebble-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("pebble.py", "")
        wheel.writestr("pebble-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: pebble\nVersion: 1.0\n")
        wheel.writestr("pebble-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("pebble-1.0.dist-info/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.soak  # creating a .venv takes seconds
def test_run_without_uv_installs_by_pip_and_checks_the_hashes(machine: Machine) -> None:
    pytest.importorskip("ensurepip")
    machine.environment["PIP_FIND_LINKS"] = machine.folder.as_uri()
    digest = write_wheel(machine.folder)

    machine.write("requirements.txt", f"pebble==1.0 --hash=sha256:{'0' * 64}\n")
    wrong_hash = machine.run()
    assert_one_line_error(wrong_hash)
    assert "DO NOT MATCH THE HASHES" in wrong_hash.stderr

    # From here on, copy the real one.
    (machine.folder / ".venv").rename(machine.folder / "made")
    machine.write("venv.py", "import shutil; shutil.copytree('made', '.venv', symlinks=True)")
    local = machine.environment
    index = {"PIP_INDEX_URL": f"http://127.0.0.1:{closed_port()}/", "PIP_RETRIES": "0", "PIP_NO_INDEX": "0"}
    machine.environment = local | index | {"PIP_FIND_LINKS": ""}
    offline = machine.run()
    assert_one_line_error(offline)
    assert "network" in offline.stderr
    assert "pebble" in offline.stderr

    machine.environment = local
    machine.write("requirements.txt", f"pebble==1.0 --hash=sha256:{digest}\n")
    machine.write("manage.py", "import pebble; print('has', pebble.__name__)")
    assert machine.run().stdout.splitlines()[-1] == "has pebble"
