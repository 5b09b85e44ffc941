"""manage.py prepare: what is to be done once before any number of servers start."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roadmap_app.operations import preparing
from roadmap_app.operations.private_files import keep_private


class Command(BaseCommand):
    """Migrate, load the roadmaps, make the owner that the environment names."""

    help = "Bring the database up to date for servers that are started with “serve --prepared”."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare; a thing that a person can mend ends in one sentence."""
        try:
            keep_private(self.stdout.write)
            preparing.prepare(self.stdout.write)
        except preparing.CannotPrepare as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The database is ready.")
