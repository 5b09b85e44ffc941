"""manage.py export_outline: a roadmap as one Markdown document."""

import argparse
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from roadmap_app.models import Roadmap
from roadmap_app.outline.writer import write_outline
from roadmap_app.queries.outline import outline_of


class Command(BaseCommand):
    """Print a roadmap as an outline, or write it to a file."""

    help = "Print a roadmap as an outline: Markdown that import_outline reads back."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("slug", help="the roadmap's address, as in ml-engineer-2025")
        parser.add_argument("--output", type=Path, metavar="FILE", help="write to FILE instead of the screen")

    def handle(self, *args: object, slug: str, output: Path | None, **options: object) -> None:
        """Print or write. Raise CommandError for an unknown roadmap or a file that cannot be written."""
        roadmap = Roadmap.objects.filter(slug=slug).first()
        if roadmap is None:
            known = ", ".join(Roadmap.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no roadmap “{slug}”. The roadmaps here: {known}.")
        text = write_outline(outline_of(roadmap))
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
