"""`python3 run.py bench`: measures the production server under load and writes docs/performance.md."""

import argparse
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import kinds, large, report, standard
from tests.bench.facts import load_average, machine
from tests.bench.helper import helping
from tests.bench.load import MISSING, is_installed
from tests.bench.rows import Target
from tests.bench.servers import ROOT, Database
from tests.database_runs import NO_POSTGRES
from tests.postgres import find_binaries, throwaway_server

PAGE = ROOT / "docs" / "performance.md"
SQLITE, POSTGRESQL, MANY = "SQLite", "PostgreSQL", "Many learners"
SERVERS, LAYERS, TEAMS = "Servers, workers and threads", "Middleware", "Teams and counts of many learners"
HEAD = (Path(__file__).with_name("head.md")).read_text("utf-8")


def positive(text: str) -> int:
    """Parse TEXT as a number of at least 1. Raise ArgumentTypeError if it is not one."""
    if text.isdigit() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is not a whole number above 0.")


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="run.py bench", description="Measure the server; write docs/performance.md.")
    parser.add_argument("--rounds", type=positive, default=3, help="rounds, of which medians are taken (default: 3)")
    parser.add_argument("--seconds", type=positive, default=5, help="seconds for each row of a round (default: 5)")
    parser.add_argument("--large", action="store_true", help="compare an empty database with one of many learners")
    parser.add_argument("--teams", action="store_true", help="measure pages of teams among many learners")
    parser.add_argument("--servers", action="store_true", help="compare servers, workers and threads on SQLite")
    parser.add_argument("--middleware", action="store_true", help="measure what each middleware costs, on SQLite")
    parser.add_argument(
        "--learners", type=positive, default=100_000, help="with --large, --teams: how many (default: 100000)"
    )
    return parser.parse_args()


def main() -> None:
    """Measure, print the tables, and write them to the page."""
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers end, too
    if not is_installed():
        sys.exit(MISSING)
    if find_binaries() is None:
        sys.exit(NO_POSTGRES)
    for heading, text in measured(options):
        print(f"\n## {heading}\n\n{text}\n", flush=True)
        report.write_sections(PAGE, HEAD, {heading: text}, [SQLITE, POSTGRESQL, MANY, TEAMS, SERVERS, LAYERS])
    print(f"Written to {PAGE.relative_to(ROOT)}.")


def measured(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Yield heading and text of the sections that OPTIONS ask for."""
    if options.large:
        yield from many_learners(options)
    if options.teams:
        yield from teams(options)
    if options.servers:
        yield from server_kinds(options)
    if options.middleware:
        yield from middleware(options)
    if not (options.large or options.teams or options.servers or options.middleware):
        yield from both_databases(options)


def both_databases(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Yield heading and text of the section of each database."""
    with folder() as path:
        yield SQLITE, standard_section(Database(SQLITE, "", path), options)
        with throwaway_server(durable=True) as url:
            yield POSTGRESQL, standard_section(Database(POSTGRESQL, str(url), path), options)


def standard_section(database: Database, options: argparse.Namespace) -> str:
    """Measure all rows on DATABASE and return the section's text."""
    print(f"{database.name} ...", flush=True)
    before = load_average()
    results, target = standard.measure(database, options.rounds, options.seconds)
    first = standard.CONNECTIONS[0]
    return "\n\n".join(
        [
            about(target, options, before),
            f"{first} connections:",
            report.rate_table(results, first),
            "Slowest hundredth, and failed requests:",
            report.spread_table(results, standard.CONNECTIONS),
            report.server_line(results),
        ]
    )


def many_learners(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Yield heading and text of the section on many learners."""
    print(f"PostgreSQL with {options.learners:,} learners ...", flush=True)
    before = load_average()
    with folder() as path, throwaway_server(durable=True) as url:
        text, target = large.measure(str(url), path, options.learners, options.rounds, options.seconds)
    yield MANY, f"{about(target, options, before)}\n\n{text}"


def teams(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Yield heading and text of the section on teams among many learners, and on counting them."""
    print(f"PostgreSQL with {options.learners:,} learners, and teams ...", flush=True)
    before = load_average()
    with folder() as path, throwaway_server(durable=True) as url:
        database = Database("teams", str(url), path)
        standard.prepare(database)
        with helping(database) as helper:
            helper.call("history.add_others", options.learners)
            text = helper.call("teams.tables")
    how = "Requests one after the other in one process, without a network; p99 is the slowest of 30."
    yield TEAMS, f"{when(options, before)} PostgreSQL. {how}\n\n{text}"


def server_kinds(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Yield heading and text of the section on kinds of servers, workers and threads."""
    before = load_average()
    with folder() as path:
        text = kinds.measure(Database(SQLITE, "", path), options.rounds, options.seconds)
    yield SERVERS, f"{when(options, before)} SQLite, 16 connections.\n\n{text}"


def middleware(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Yield heading and text of the section on middleware."""
    before = load_average()
    with folder() as path:
        database = Database(SQLITE, "", path)
        standard.prepare(database)
        with helping(database) as helper:
            text = helper.call("layers.table", helper.call("fill.fill", 10))
    yield LAYERS, f"{when(options, before)} Medians of CPU time in one process.\n\n{text}"


def about(target: Target, options: argparse.Namespace, load_before: str) -> str:
    """Return the lines on date, machine, versions and rounds."""
    return f"{when(options, load_before)} {target.facts['versions']}. Server: {target.facts['workers']}."


def when(options: argparse.Namespace, load_before: str) -> str:
    """Return the lines on date, machine and rounds."""
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} at commit {commit()}: {report.counted(options.rounds, 'round')}, "
        f"{report.counted(options.seconds, 'second')} for each row. Machine: {machine()}; "
        f"load average before {load_before}, after {load_average()}."
    )


def commit() -> str:
    """Return the commit that is measured, marked if files differ from it."""
    command = ["git", "describe", "--always", "--dirty=, with changes", "--exclude=*"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


@contextmanager
def folder() -> Iterator[Path]:
    """Yield a folder beside the portal's data, so that it is on the same kind of disk; it is deleted afterwards."""
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "var") as path:
        yield Path(path)


if __name__ == "__main__":
    main()
