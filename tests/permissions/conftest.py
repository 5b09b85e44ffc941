"""Fixtures for the tests of permissions."""

import logging
from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def distinct_primary_keys(db):
    """Start each table's primary keys at another number, so that no row is found by another table's key."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences ORDER BY 1")
            for number, (name,) in enumerate(cursor.fetchall()):
                cursor.execute("SELECT setval(%s, %s)", [name, 1000 + 50 * number])


@pytest.fixture(autouse=True)
def lean_requests(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Log errors only and keep no template contexts: there are thousands of warnings and pages, and none is read."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_arguments, **_options: None)
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)
