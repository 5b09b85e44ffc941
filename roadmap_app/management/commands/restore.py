"""manage.py restore: replace the database by a backup."""

import argparse
from contextlib import nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from roadmap_app.backup.errors import BackupError
from roadmap_app.backup.restoring import restore
from roadmap_app.operations.in_use import InUse, restoring


class Command(BaseCommand):
    """Check a backup, replace the database by it, and apply migrations."""

    help = "Replace the whole database by a backup, completely or not at all. Stop the web servers first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that manage.py backup has made")
        parser.add_argument("--identity", type=Path, metavar="FILE", help="the file with age’s secret key")
        parser.add_argument("--replace", action="store_true", help="even though there are accounts in the database")
        parser.add_argument(
            "--hold-off",
            action="store_true",
            help="even though others are connected: they wait meanwhile (restart the web servers afterwards)",
        )
        parser.add_argument(
            "--end-sessions", action="store_true", help="sign everybody out: sessions ended since would live again"
        )

    def handle(
        self,
        *args: object,
        file: Path,
        identity: Path | None,
        replace: bool,
        end_sessions: bool,
        hold_off: bool,
        **options: object,
    ) -> None:
        """Restore. Raise CommandError for an invalid backup or a database in use."""
        try:
            with nullcontext() if hold_off else restoring():
                manifest = restore(
                    file,
                    identity=identity,
                    replace=replace,
                    end_sessions=end_sessions,
                    hold_off=hold_off,
                )
        except (BackupError, InUse) as error:
            raise CommandError(str(error)) from error
        tables, rows = len(manifest.rows), sum(manifest.rows.values())
        self.stdout.write(f"Restored {rows:,} rows in {tables} tables, as they were at {manifest.made_at}.")
