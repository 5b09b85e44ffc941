"""Whether the portal can do its work."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def unready_reason() -> str:
    """Return why the portal cannot serve yet: database out of reach, migrations missing; "" when it can."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "The database cannot be reached."
    if missing:
        return f"{len(missing)} migrations are not applied: run “manage.py migrate”."
    return ""
