"""The passes of `run.py test`, run on a project of two tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import dj_database_url
import psycopg
import pytest

from tests.database_runs import NO_CHROMIUM, Outcome, _summary
from tests.postgres import find_binaries, throwaway_server

ROOT = Path(__file__).resolve().parent.parent
# They do not depend on the kind of database: running them once is enough.
pytestmark = pytest.mark.skipif(os.environ.get("CAIRN_TEST_PASS") == "PostgreSQL", reason="has run on SQLite")

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


def test_passes_run_the_suite_on_both_databases_and_then_the_browser_though_one_fails(passes: Passes) -> None:
    result = passes.run("-x")
    assert passes.log() == ["SQLite ", "PostgreSQL postgres://nowhere/cairn", "Chromium "]
    assert result.returncode == 1
    summary = result.stdout.split("Summary")[1]
    assert [line.split()[:2] for line in summary.splitlines()[1:4]] == [
        ["SQLite", "passed,"],
        ["PostgreSQL", "failed"],
        ["Chromium", "passed,"],
    ]


@pytest.mark.parametrize(
    ("codes", "code"), [((0, 0, 0), 0), ((0, 5, 0), 0), ((5, 5, 5), 5), ((0, 1, 0), 1), ((5, 5, 2), 1), ((5, 5), 5)]
)
def test_a_run_fails_with_one_pass_and_if_nothing_ran(codes: tuple[int, ...], code: int) -> None:
    assert _summary([Outcome("a pass", each, "words") for each in codes]) == code


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_passes_say_last_what_to_install_which_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, code: int
) -> None:
    monkeypatch.setenv("CI", ci)
    assert _summary([Outcome("SQLite", 0, "passed"), Outcome("Chromium", None, NO_CHROMIUM)]) == code
    last = capsys.readouterr().out.splitlines()[-1]
    assert "apt install chromium" in last


def test_passes_need_something_to_run_in_one_of_them(passes: Passes) -> None:
    passes.environment |= {"CHROMIUM": "nowhere", "CI": "true"}
    result = passes.run("-k", "nowhere")
    summary = result.stdout.split("Summary")[1].splitlines()[1:]
    assert [line.split()[:3] for line in summary[:3]] == [
        ["SQLite", "nothing", "to"],
        ["PostgreSQL", "nothing", "to"],
        ["Chromium", "not", "run"],
    ]
    assert "apt install chromium" in summary[-1]
    assert result.returncode == pytest.ExitCode.NO_TESTS_COLLECTED


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
