"""Check whether the portal is ready to serve."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def unready_reason() -> str:
    """Return why the portal is not ready (no database, missing migrations, missing cache table), or ""."""
    try:
        executor = MigrationExecutor(connection)
        tables = connection.introspection.table_names()
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "The database cannot be reached."
    if missing:
        return f"Migrations that are not applied: {len(missing)}. Run “manage.py migrate”."
    if settings.CACHES["default"]["LOCATION"] not in tables:
        return "The cache has no table: run “manage.py createcachetable”."
    return ""
