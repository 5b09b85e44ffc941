"""What the tests of permissions share."""

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def _numbers_apart(db):
    """Let each table count from another number, as in a portal that has lived: no row is found by another's key."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences ORDER BY 1")
            for number, (name,) in enumerate(cursor.fetchall()):
                cursor.execute("SELECT setval(%s, %s)", [name, 1000 + 50 * number])
