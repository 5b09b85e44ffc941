"""Kinds of servers, workers and threads compared: the portal's own, and gunicorn's threads and granian if installed."""

from importlib.util import find_spec

from tests.bench import report, rows
from tests.bench.helper import helping
from tests.bench.servers import Database, memory_of, serving
from tests.bench.standard import prepare
from tests.bench.subject import WARM_UP_SECONDS, Subject

ROWS = (rows.HELLO, rows.ROADMAP, rows.TICK)
SIZES = ((1, 4), (2, 1), (2, 2), (2, 4), (2, 8), (4, 1), (4, 2))
OWN, GTHREAD, GRANIAN = "waitress (ours)", "gunicorn gthread", "granian"


def command_of(kind: str, workers: int, threads: int) -> list[str]:
    """Return the arguments that start a server of KIND; --port follows."""
    if kind == OWN:
        return ["manage.py", "serve", "--prepared"]
    return ["-m", "tests.bench.foreign", kind.split()[-1], str(workers), str(threads)]


def kinds() -> list[str]:
    """Return the kinds that are installed."""
    return [OWN, *(kind for kind in (GTHREAD, GRANIAN) if find_spec(kind.split()[0]))]


def measure(database: Database, rounds: int, seconds: int) -> str:
    """Return the table of all kinds and sizes on DATABASE: medians of ROUNDS of SECONDS at 16 connections."""
    prepare(database)
    results: dict[tuple[str, int, int], report.Results] = {}
    with helping(database) as helper:
        target: rows.Target = helper.call("fill.fill", 50)
        for _ in range(rounds):
            for workers, threads in SIZES:
                for kind in kinds():
                    sizes = {"PORTAL_WORKERS": str(workers), "PORTAL_THREADS": str(threads)}
                    with serving(database, command_of(kind, workers, threads), variables=sizes) as server:
                        subject = Subject(helper, server, target)
                        result = results.setdefault((kind, workers, threads), report.Results())
                        for row in ROWS:
                            subject.run(row, 16, WARM_UP_SECONDS)
                            result.add(row, 16, subject.run(row, 16, seconds))
                        result.memory[16] = memory_of(server)
    return report.table(
        ["", "workers × threads", *(f"{row}, req/s" for row in ROWS), *(f"{row}, p99 ms" for row in ROWS), "MB (PSS)"],
        [
            [
                kind,
                f"{workers} × {threads}",
                *(report.number(result.median(row, 16, lambda each: each.rate)) for row in ROWS),
                *(report.number(result.median(row, 16, lambda each: each.p99)) for row in ROWS),
                f"{result.memory[16]:.0f}",
            ]
            for (kind, workers, threads), result in sorted(results.items())
        ],
    )
