"""Fixtures for several test modules."""

import pytest
from django.db import connection

from tests.makers import make_roadmap, make_stage, make_topic
from tests.web.tabs import Browser


@pytest.fixture
def tabs():
    return Browser()


@pytest.fixture
def topic():
    return make_topic(make_stage(make_roadmap(slug="r", is_published=True), slug="s"), slug="t")


@pytest.fixture
def read_only():
    """Return a function that makes the database read-only, as with a full disk or on a standby server."""
    to_reset = []

    def forbid():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                connection.check_constraints()
                cursor.execute("SET TRANSACTION READ ONLY")  # ends with the test's transaction
            else:
                cursor.execute("PRAGMA query_only = ON")
                to_reset.append(True)

    yield forbid
    if to_reset:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")
