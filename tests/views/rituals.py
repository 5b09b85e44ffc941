"""What is asked of every endpoint alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

HTMX = {"HX-Request": "true"}


def post(client: Client, url: str, *, htmx: bool = False, **data: Any) -> Any:
    """POST the fields that the tick form sends, as htmx does or as a plain form."""
    return client.post(url, {"next": "/", **data}, headers=HTMX if htmx else None)


@contextmanager
def queries(at_most: int) -> Iterator[None]:
    """Fail if more queries than so many are asked; what begins and ends a transaction is none."""
    with CaptureQueriesContext(connection) as asked:
        yield
    own = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    found = [query["sql"] for query in asked.captured_queries if not query["sql"].startswith(own)]
    assert len(found) <= at_most, f"{len(found)} queries:\n" + "\n".join(found)
