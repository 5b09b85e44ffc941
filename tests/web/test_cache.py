"""The database cache raises if it cannot write, and can still be read."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def database_cache(settings):
    """Check that the tests use the portal's own cache."""
    assert settings.CACHES["default"]["BACKEND"] == "roadmap_app.web.cache.HonestDatabaseCache"


def test_the_cache_raises_if_it_cannot_write_and_can_still_be_read(database_cache, read_only):
    cache.set("kept", 1, timeout=1000)
    cache.set("expired", 2, timeout=0)
    cache.set("expired-in-table", 3, timeout=1000)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_cache SET expires = '2000-01-01' WHERE cache_key LIKE '%in-table'")
    assert cache.add("kept", 2) is False  # written by another process: no error
    read_only()
    for write in (
        lambda: cache.set("other", 1),
        lambda: cache.add("other", 1),
        lambda: cache.add("expired-in-table", 1),
        lambda: cache.delete("kept"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    assert cache.get("kept") == 1
    assert cache.get("expired-in-table") is None
