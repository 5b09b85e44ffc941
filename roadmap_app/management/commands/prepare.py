"""manage.py prepare: the steps that run once before servers start."""

from django.core.management.base import BaseCommand, CommandError

from roadmap_app.operations import preparing
from roadmap_app.operations.private_files import keep_private


class Command(BaseCommand):
    """Migrate, load the roadmaps, create the owner named in the environment."""

    help = "Bring the database up to date for servers that are started with “serve --prepared”."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        """Prepare. Raise CommandError with an error message for problems that a person can fix."""
        try:
            keep_private(self.stdout.write)
            preparing.prepare(self.stdout.write)
        except preparing.CannotPrepare as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The database is ready.")
