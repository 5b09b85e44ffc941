"""Helpers for the checks that every endpoint gets."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

HTMX = {"HX-Request": "true"}


def post(client, url, *, htmx=False, **data):
    """Send DATA as the tick form does, as an htmx request or a plain form; return the response."""
    return client.post(url, {"next": "/", **data}, headers=HTMX if htmx else None)


@contextmanager
def queries(at_most: int) -> Iterator[None]:
    """Fail if more than AT_MOST queries run; statements that begin or end a transaction do not count."""
    with CaptureQueriesContext(connection) as captured:
        yield
    own = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    found = [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(own)]
    assert len(found) <= at_most, f"{len(found)} queries:\n" + "\n".join(found)
