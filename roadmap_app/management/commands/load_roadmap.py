"""manage.py load_roadmap: load the shipped roadmaps, or the named fixture files."""

import argparse
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from roadmap_app.actions.load_roadmap import load_fixture_files
from roadmap_app.queries.fixture import FixtureError


class Command(BaseCommand):
    """Bring the roadmaps up to date with their fixtures and leave what editors have changed."""

    help = "Load roadmap fixtures; what editors have changed stays, and no learner's row is touched."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="fixture files (default: all in fixtures/)")

    def handle(self, *args: object, files: list[Path], **options: object) -> None:
        """Load the files and print what was done."""
        try:
            reports = load_fixture_files(files or None)
        except FixtureError as error:
            raise CommandError(f"Nothing of this fixture is loaded:\n{error}") from error
        for name, report in reports.items():
            self.stdout.write(f"{name}: {report}")
            for row in report.left_alone:
                self.stdout.write(f"  left alone: {row}")
            for row in report.to_decide:
                self.stdout.write(f"  to be decided: {row}")
