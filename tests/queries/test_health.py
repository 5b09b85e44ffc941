"""Why the portal is not ready yet."""

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from roadmap_app.queries.health import unready_reason

pytestmark = pytest.mark.django_db


def test_a_prepared_portal_is_ready():
    assert unready_reason() == ""


def test_a_migration_that_is_not_applied_is_counted():
    MigrationRecorder.Migration.objects.filter(app="roadmap_app").order_by("-pk").first().delete()
    assert unready_reason().startswith("Migrations that are not applied: 1.")


def test_a_cache_without_its_table_is_named(settings):
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | {"LOCATION": "missing"}}
    assert "createcachetable" in unready_reason()


def test_a_database_that_does_not_answer_is_named(monkeypatch):
    def fail(*arguments):
        raise DatabaseError

    monkeypatch.setattr(connection.introspection, "table_names", fail)
    assert unready_reason() == "The database cannot be reached."
