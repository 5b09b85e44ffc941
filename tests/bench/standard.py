"""The benchmark of all rows on one database."""

from contextlib import AbstractContextManager, ExitStack

from tests.bench import report, rows
from tests.bench.facts import load_average
from tests.bench.helper import helping
from tests.bench.servers import BARE, Database, Server, memory_of, serving
from tests.bench.subject import WARM_UP_SECONDS, Subject

CONNECTIONS = (16, 64, 256)
OTHERS = 200  # other learners in the database


def prepare(database: Database) -> None:
    """Start the portal for the first time: it makes the tables, loads the roadmaps, and compresses static files."""
    with serving(database):
        pass


def measure(database: Database, rounds: int, seconds: int) -> tuple[report.Results, rows.Target]:
    """Fill DATABASE and return what ROUNDS of SECONDS for each row show, in interleaved order."""
    prepare(database)
    results = report.Results()
    with ExitStack() as stack:
        with helping(database) as helper:
            target: rows.Target = helper.call("fill.fill", OTHERS)
            for _ in range(rounds - 1):
                with _starting(database, target) as server:
                    results.starts.append(server.seconds)
            server = stack.enter_context(_starting(database, target))
            results.starts.append(server.seconds)
            with serving(database, BARE, path=rows.HELLO_PATH) as bare:
                subject = Subject(helper, server, target, bare)
                subject.check()
                _run_rounds(results, subject, rounds, seconds)
            results.queries = helper.call("queries.count_queries", target)
        # Only now, as memory shared with the other processes would count in part.
        results.memory[CONNECTIONS[-1]] = memory_of(server)
    return results, target


def _starting(database: Database, target: rows.Target) -> AbstractContextManager[Server]:
    """Start the portal and wait for its first page."""
    cookies = {target.session_cookie: target.sessions[0]}
    return serving(database, path=target.paths[rows.ROADMAP], cookies=cookies)


def _run_rounds(results: report.Results, subject: Subject, rounds: int, seconds: int) -> None:
    for row in rows.ROWS:
        subject.run(row, CONNECTIONS[0], WARM_UP_SECONDS)
    for turn in range(rounds):
        for connections in CONNECTIONS:
            print(f"  round {turn + 1} of {rounds}, {connections} connections, load {load_average()}", flush=True)
            for row in rows.ROWS:
                results.add(row, connections, subject.run(row, connections, seconds))
            if turn == 0:  # later, the learners of the other numbers of connections have been here
                results.memory[connections] = memory_of(subject.server)
