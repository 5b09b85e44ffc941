"""The benchmark with many learners: the same pages on an empty and on a large database, side by side."""

import time
from contextlib import ExitStack
from pathlib import Path

import psycopg

from tests.bench import admin_pages, report, rows
from tests.bench.facts import load_average
from tests.bench.helper import helping
from tests.bench.servers import Database, serving
from tests.bench.standard import prepare
from tests.bench.subject import WARM_UP_SECONDS, Subject

CONNECTIONS = 16
EMPTY, LARGE = "empty", "large"
ROWS = (rows.HELLO, rows.ROADMAP, rows.TOPIC, rows.STAGE, rows.NOTES, rows.SETTINGS, rows.TICK)


def make_databases(url: str, folder: Path) -> list[Database]:
    """Make an empty and a large database on the server at URL."""
    base, _, _ = url.rpartition("/")
    with psycopg.connect(url, autocommit=True) as connection:
        for name in (EMPTY, LARGE):
            connection.execute(f'CREATE DATABASE "{name}"')
    return [Database(name, f"{base}/{name}", folder) for name in (EMPTY, LARGE)]


def measure(url: str, folder: Path, learners: int, rounds: int, seconds: int) -> tuple[str, rows.Target]:
    """Return the tables of both databases on the server at URL, LARGE with so many LEARNERS."""
    results = {EMPTY: report.Results(), LARGE: report.Results()}
    taken: dict[str, list[dict[str, float]]] = {EMPTY: [], LARGE: []}
    with ExitStack() as stack:
        subjects = {}
        for database in make_databases(url, folder):
            prepare(database)
            helper = stack.enter_context(helping(database))
            start = time.monotonic()
            target: rows.Target = helper.call("fill.fill", learners if database.name == LARGE else 0)
            print(f"  {database.name}: filled in {time.monotonic() - start:.0f} s", flush=True)
            subject = Subject(helper, stack.enter_context(serving(database)), target)
            subject.check()
            subjects[database.name] = subject
        for row in ROWS:
            for subject in subjects.values():
                subject.run(row, CONNECTIONS, WARM_UP_SECONDS)
        for turn in range(rounds):
            print(f"  round {turn + 1} of {rounds}, load {load_average()}", flush=True)
            for row in ROWS:
                for name, subject in subjects.items():
                    results[name].add(row, CONNECTIONS, subject.run(row, CONNECTIONS, seconds))
        for turn in range(admin_pages.TIMES):
            print(f"  admin, {turn + 1} of {admin_pages.TIMES}, load {load_average()}", flush=True)
            for name, subject in subjects.items():
                taken[name].append(admin_pages.measure_once(subject.traffic))
        counts = subjects[LARGE].helper.call("history.counts")
    words = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    return f"In the large database: {words}.\n\n{_page_table(results)}\n\n{_admin_table(taken)}", target


def _page_table(results: dict[str, report.Results]) -> str:
    heads = ["", "req/s, empty", "large", "large / empty", "p50 ms, empty", "large", "p99 ms, empty", "large", "failed"]
    lines = []
    for row in ROWS:
        empty, large = (results[name] for name in (EMPTY, LARGE))
        rates = [each.median(row, CONNECTIONS, lambda figures: figures.rate) for each in (empty, large)]
        p50 = [each.median(row, CONNECTIONS, lambda figures: figures.p50) for each in (empty, large)]
        p99 = [each.median(row, CONNECTIONS, lambda figures: figures.p99) for each in (empty, large)]
        ratio = f"{rates[1] / rates[0]:.2f}" if rates[0] else ""
        failed = sum(each.failed(row, CONNECTIONS) for each in (empty, large))
        lines.append([row, *map(report.number, rates), ratio, *map(report.number, (*p50, *p99)), str(failed)])
    return report.table(heads, lines)


def _admin_table(taken: dict[str, list[dict[str, float]]]) -> str:
    heads = ["admin, one request at a time", "ms, empty", "ms, large"]
    return report.table(
        heads,
        [
            [page, *(report.number(admin_pages.median_of(taken[name], page)) for name in (EMPTY, LARGE))]
            for page in admin_pages.PAGES
        ],
    )
