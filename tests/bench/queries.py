"""Counts the queries of each row, in this process."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench import rows
from tests.bench.fill import done_items

HEADERS = {"host": "localhost", "hx-request": "true"}


def count_queries(target: rows.Target) -> dict[str, int]:
    """Return the number of statements that a warm request of each row sends to the database."""
    client = Client(headers={"host": "localhost"})
    client.cookies[target.session_cookie] = target.sessions[0]
    counts = {rows.BARE: 0}
    for row, path in target.paths.items():
        for _ in range(3):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
        counts[row] = len(captured)
    counts[rows.TICK] = _count_tick(client, target)
    return counts


def _count_tick(client: Client, target: rows.Target) -> int:
    """Return the statements of a tick; the item is back in its state afterwards."""
    path, items = target.topics[0]
    was_done = items[0] in done_items(target.learners[:1])[target.learners[0]]
    for state in ("open", "done") if was_done else ("done", "open"):
        with CaptureQueriesContext(connection) as captured:
            fields = {"state": state, "page": "topic", "next": path}
            assert client.post(f"/items/{items[0]}/completion/", fields, headers=HEADERS).status_code == 200
    return len(captured)
