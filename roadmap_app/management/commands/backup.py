"""manage.py backup: the whole database in one file, once or periodically."""

import argparse
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from roadmap_app.backup.backups import make_backup, sweep
from roadmap_app.backup.errors import BackupError
from roadmap_app.backup.files import backups_in
from roadmap_app.backup.restoring import verify
from roadmap_app.operations.periodic import Ending, parse_interval

RETRY = timedelta(minutes=10)
log = logging.getLogger(__name__)


def interval(text: str) -> timedelta:
    """Parse TEXT as an interval. Raise ArgumentTypeError if it is not one."""
    try:
        return parse_interval(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


class Command(BaseCommand):
    """Back up while people work; delete backups that PORTAL_BACKUP_KEEP does not keep."""

    help = (
        "Write the whole database to one file with a checksum, encrypted where a recipient is set; safe while in use."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, help="the folder (default: PORTAL_BACKUP_DIR)")
        parser.add_argument("--every", type=interval, metavar="TIME", help="keep making one each TIME, as in 24h")
        parser.add_argument("--check", type=Path, metavar="FILE", help="check this backup instead of making one")
        parser.add_argument(
            "--identity", type=Path, metavar="FILE", help="with --check: the file with age’s secret key"
        )

    def handle(
        self,
        *args: object,
        to: Path | None,
        every: timedelta | None,
        check: Path | None,
        identity: Path | None,
        **options: object,
    ) -> None:
        """Make a backup, check one, or make backups until SIGTERM or SIGINT."""
        folder = to or settings.PORTAL_BACKUP_DIR
        try:
            if check:
                self._check(check, identity)
            elif every:
                self._repeat(folder, every)
            else:
                self._back_up(folder)
        except BackupError as error:
            raise CommandError(str(error)) from error

    def _back_up(self, folder: Path) -> None:
        path = make_backup(folder)
        self._print(f"Backed up to {path} ({path.stat().st_size:,} bytes).")
        for deleted in sweep(folder, settings.PORTAL_BACKUP_KEEP):
            self._print(f"No longer kept: {deleted.name}.")

    def _check(self, path: Path, identity: Path | None) -> None:
        manifest = verify(path, identity)
        rows = sum(manifest.rows.values())
        self._print(f"{path.name} is whole: {manifest.database} of {manifest.made_at}, {rows:,} rows.")

    def _repeat(self, folder: Path, every: timedelta) -> None:
        ending = Ending()
        while not ending:
            # Counted from the newest file, so that a restart makes no extra backup.
            newest = max(backups_in(folder), default=None)
            due = newest + every if newest else datetime.now(UTC)
            if ending.wait(due - datetime.now(UTC)):
                break
            try:
                self._back_up(folder)
            except BackupError as error:
                log.error("The backup failed: %s", error)
                ending.wait(min(RETRY, every))
            finally:
                connection.close()

    def _print(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
