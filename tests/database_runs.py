"""What a bare `pytest` does: the suite on SQLite, the suite on PostgreSQL, then the tests in a browser.

With a path on the command line (`pytest tests/models`) it is an ordinary run, on whatever DATABASE_URL says.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from typing import NamedTuple

import pytest

from tests.postgres import throwaway_server

SUITE = ["tests", "--ignore=tests/e2e", "--ignore=tests/bench"]
# Tests that run on SQLite only: who may do and read what is the same on both, as is what is asked of an identity
# provider, and what a text is read as.
ONCE = [f"--ignore=tests/permissions/{name}.py" for name in ("test_permissions", "test_second_factor", "test_hidden")]
ONCE += [f"--ignore=tests/views/test_sso_{name}.py" for name in ("faults", "requests", "settings")]
ONCE += [f"--ignore=tests/views/test_outline_{name}.py" for name in ("choices", "upload")]
# The packages without Django (a contract of import-linter); what their tests read from a database is the same on both.
ONCE += [f"--ignore=tests/{name}" for name in ("domain", "link_checker", "outline")]
# Single tests: who may read what, as above; sizes and bodies, which are refused before the database sees them, and the
# most rows in a statement, which SQLite limits more; how many queries a list of many takes; what is kept rendered.
ALONE = [
    "permissions/test_audience.py::test_outside_every_address_answers_as_if_the_roadmap_did_not_exist",
    "permissions/test_audience.py::test_the_table_of_a_roadmap_for_one_team",
    "permissions/test_bad_input.py::test_unreadable_bodies_are_refused",
    "permissions/test_teams.py::test_nobody_but_the_learner_raises_what_they_share",
    "permissions/test_teams.py::test_every_response_is_the_one_in_the_table",
    "web/test_body_limits.py::test_no_address_reads_more_than_its_limit",
    "admin/test_sizes.py::test_the_largest_topic_is_saved_and_a_larger_one_refused",
    "admin/test_lists.py::test_a_list_takes_the_same_queries_for_1_and_30_rows",
    "views/test_manage_teams.py::test_the_lists_take_as_many_queries_for_many",
    "templatetags/test_parts.py::test_what_one_person_sees_is_the_same_before_and_after_others_looked",
]
ONCE += [f"--deselect=tests/{name}" for name in ALONE]
NO_POSTGRES = "PostgreSQL is missing, so nothing ran on it: install it (Debian: apt install postgresql)."
NO_CHROMIUM = "Chromium is missing, so nothing ran in a browser: install it (Debian: apt install chromium)."
# Empty rather than absent: the settings take it as unset, and a developer's .env cannot fill it in.
NO_DATABASE = {"DATABASE_URL": "", "DATABASE_URL_FILE": "", "POSTGRES_HOST": ""}
# The other passes run the same code as the one on SQLite, and measuring coverage makes them a third slower.
NO_COVERAGE = {"COVERAGE_PROCESS_START": ""}
# Bytecode is kept even where PYTHONDONTWRITEBYTECODE is set: otherwise each of the many processes compiles all modules.
BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}
# In the environment of a pass, so that neither it nor a pytest that a test starts makes passes of its own.
GUARD = "CAIRN_TEST_PASS"
# In the environment of a pass: a folder for what its workers and later passes share, and the URL of the run's own
# PostgreSQL server, which tests in the other passes may use as well.
SHARED = "CAIRN_TEST_SHARED"
SERVER = "CAIRN_TEST_SERVER"
# Options that ask pytest for information instead of a run.
ASKING = ["help", "version", "collectonly", "markers", "showfixtures", "show_fixtures_per_test", "cacheshow"]


class Outcome(NamedTuple):
    """How a pass ended: with pytest's exit code, or with None where it could not be run."""

    name: str
    code: int | None
    words: str


def find_chromium() -> str | None:
    """Return the path of the browser: the one that CHROMIUM names, else the system's.

    Debian's headless shell is Chromium without its own windows: the tests take two thirds of the time.
    """
    named = os.environ.get("CHROMIUM")
    names = [named] if named else ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
    return next((path for name in names if (path := shutil.which(name))), None)


def runs_here(item: pytest.Item) -> bool:
    """Return whether the current pass runs ITEM: tests that do not use the test database run on SQLite only."""
    if os.environ.get(GUARD) != "PostgreSQL" or item.get_closest_marker("django_db"):
        return True
    is_django_test_case = hasattr(getattr(item, "cls", None), "databases")
    return is_django_test_case or not {"db", "transactional_db"}.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Run the passes in place of a bare pytest; leave every other run to pytest itself."""
    bare = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if not bare or GUARD in os.environ or any(getattr(config.option, name, False) for name in ASKING):
        return None
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return _summary(list(_passes(list(config.invocation_params.args))))
    except KeyboardInterrupt:
        print("\nInterrupted: not all passes have run.")
        return pytest.ExitCode.INTERRUPTED


def _passes(options: list[str]) -> Iterator[Outcome]:
    named = os.environ.get("DATABASE_URL", "")
    own = nullcontext() if named.startswith("postgres") else throwaway_server()
    with own as server, tempfile.TemporaryDirectory(prefix="cairn-tests-") as shared:
        once = {SHARED: shared, SERVER: server or ""}
        yield _pass("SQLite", SUITE, NO_DATABASE | once, options)

        if url := server or named:
            environment = NO_DATABASE | NO_COVERAGE | once | {"DATABASE_URL": url}
            yield _pass("PostgreSQL", [*SUITE, *ONCE], environment, options)
        else:
            yield Outcome("PostgreSQL", None, NO_POSTGRES)

        if find_chromium():
            yield _pass("Chromium", ["tests/e2e"], NO_DATABASE | NO_COVERAGE | once, options)
        else:
            yield Outcome("Chromium", None, NO_CHROMIUM)


def _pass(name: str, paths: list[str], environment: dict[str, str], options: list[str]) -> Outcome:
    print(f"\n{f' {name} ':#^80}", flush=True)
    # One worker more than cores, as tests wait for processes, servers and the browser.
    workers = str((os.cpu_count() or 1) + 1)
    # A cache of its own, so that --lf means what failed in this pass.
    command = [sys.executable, "-m", "pytest", "-o", f"cache_dir=.pytest_cache/{name}"]
    command += ["-n", workers, "--dist", "worksteal", "--durations=10", "--durations-min=1"]
    start = time.monotonic()
    code = _run([*command, *paths, *options], os.environ | environment | BYTECODE | {GUARD: name})
    words = {0: "passed", 5: "nothing to run"}.get(code, f"failed (pytest's exit code is {code})")
    return Outcome(name, code, f"{words}, {time.monotonic() - start:.0f} s")


def _run(command: list[str], environment: dict[str, str]) -> int:
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    except BaseException as reason:
        # A terminal's Ctrl-C has reached the pass as well, a SIGTERM has not; either way it may tidy up.
        if isinstance(reason, SystemExit):
            process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        process.kill()
        raise


def _summary(outcomes: list[Outcome]) -> int:
    print(f"\n{' Summary ':#^80}")
    for outcome in outcomes:
        print(f"{outcome.name:<12}{'not run' if outcome.code is None else outcome.words}")
    missing = [outcome.words for outcome in outcomes if outcome.code is None]
    for words in missing:
        print(words)
    codes = {outcome.code for outcome in outcomes if outcome.code is not None}
    if codes == {pytest.ExitCode.NO_TESTS_COLLECTED}:
        return pytest.ExitCode.NO_TESTS_COLLECTED
    failed = codes - {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
    return 1 if failed or (missing and os.environ.get("CI", "").lower() in ("1", "true")) else 0
