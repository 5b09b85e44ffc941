"""manage.py move_database: from the embedded SQLite to the team's PostgreSQL, or back."""

import argparse

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from portal.environment import database_at
from roadmap_app.operations.database_move import CannotMove, move_everything


class Command(BaseCommand):
    """Copy every row into another database and compare both; the old one is left as it is."""

    help = "Copy everything into another, empty database, and compare. Stop the portal first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--to",
            required=True,
            metavar="URL",
            help="postgres://user:password@host:5432/name, or @FILE with such a line in it",
        )

    def handle(self, *args: object, to: str, **options: object) -> None:
        """Move everything. Raise CommandError if nothing was moved."""
        try:
            count = move_everything({**database_at(to)}, self.stdout.write)
        except (CannotMove, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Moved {count:,} rows; both databases hold the same. Now set DATABASE_URL (or POSTGRES_…) to the new one "
            "and start the portal. What is written to the old one from now on stays there."
        )
