"""manage.py import_outline: what an outline would change, and with --apply or --new, the change itself."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roadmap_app.actions.outline import OutlineConflict, OutlineRefused, apply_outline, create_from_outline
from roadmap_app.models import Roadmap
from roadmap_app.outline.edit import OutlineEdit
from roadmap_app.outline.gate import too_large
from roadmap_app.outline.match import NoSuchRow, parse_key
from roadmap_app.outline.nodes import with_slugs
from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.reading.result import Reading
from roadmap_app.outline.report import lines_of
from roadmap_app.queries.outline import affected, outline_of, parse_same
from roadmap_app.queries.reach import counted_at


class Command(BaseCommand):
    """Read an outline and print what it would change; apply the changes only with --apply or --new."""

    help = "Show what an outline would change on the roadmap it names; --apply does it, --new makes a roadmap of it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help="the outline, a Markdown file; - for standard input")
        parser.add_argument(
            "--roadmap", metavar="SLUG", help="the roadmap to change (default: the one the outline names)"
        )
        parser.add_argument("--apply", action="store_true", help="make the changes that are shown")
        parser.add_argument(
            "--new", metavar="SLUG", help="make a new roadmap at this address; nobody's progress is copied"
        )
        parser.add_argument("--publish", action="store_true", help="let learners see the new roadmap at once")
        parser.add_argument(
            "--decline",
            "--apart",  # its name until 0.2
            dest="declined",
            nargs="*",
            default=[],
            metavar="ITEM-12",
            help="rows that the changes show as renamed or moved and that are different: retired, and added as new",
        )
        parser.add_argument(
            "--same",
            action="append",
            default=[],
            metavar="ITEM-12=TITLE",
            help="a row (or its ref) that an added line stands for, with that line's title; may be given several times",
        )

    def handle(self, *args: object, **options: Any) -> None:
        """Read, show, and apply if asked to. Raise CommandError with every reason against it."""
        reading = read_outline(self._text(options["file"]))
        if problems := too_large(reading.outline):
            raise CommandError("Nothing is changed, because of this:\n" + "\n".join(map(str, problems)))
        self._print_remarks(reading)
        try:
            if options["new"]:
                self._make(reading, options["new"], published=options["publish"])
            else:
                self._change(reading, self._roadmap(options["roadmap"], reading), options)
        except NoSuchRow as error:
            raise CommandError(str(error)) from error
        except OutlineRefused as refused:
            raise CommandError(f"Nothing is changed, because of this:\n{refused}") from refused
        except OutlineConflict as conflict:
            raise CommandError(
                "Nothing is changed: somebody else edited the roadmap meanwhile. Run it again."
            ) from conflict

    def _text(self, name: str) -> str:
        try:
            data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            return data.decode("utf-8-sig")
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{name} is not UTF-8 text (byte {error.start}). Save it as UTF-8.") from error

    def _print_remarks(self, reading: Reading) -> None:
        for remark in reading.unplaced:
            self.stdout.write(f"Line {remark.line} is left out. {remark.message} “{remark.text}”")
        for remark in reading.remarks:
            self.stdout.write(f"Line {remark.line}: {remark.message}")

    def _roadmap(self, slug: str | None, reading: Reading) -> Roadmap:
        slug = slug or with_slugs(reading.outline).slug
        roadmap = Roadmap.objects.filter(slug=slug).first()
        if roadmap is None:
            raise CommandError(
                f"There is no roadmap “{slug}”. Name one with --roadmap SLUG, or make a new one with --new {slug}."
            )
        return roadmap

    def _make(self, reading: Reading, slug: str, *, published: bool) -> None:
        roadmap = create_from_outline(outline=reading.outline, slug=slug, published=published)
        self.stdout.write(f"“{roadmap.title}” is made at /roadmaps/{roadmap.slug}/.")
        if not published:
            self.stdout.write("Only editors see it until it is published, on its own page or in the admin.")

    def _change(self, reading: Reading, roadmap: Roadmap, options: dict[str, Any]) -> None:
        declined = [parse_key(name) for name in options["declined"]]
        same = [parse_same(roadmap, text, reading.outline) for text in options["same"]]
        edit = OutlineEdit(outline_of(roadmap))
        shown = edit.plan(reading, declined, same)
        kept_at = counted_at()
        for line in lines_of(affected(shown.changes, kept_at)):
            self.stdout.write(line)
        if shown.changes and kept_at:
            self.stdout.write(f"Learners as counted on {kept_at:%Y-%m-%d at %H:%M} UTC.")
        if problems := edit.problems(reading, shown):
            raise OutlineRefused(problems)
        if not shown.changes:
            self.stdout.write(f"“{roadmap.title}” says just this already.")
        elif options["apply"]:
            version = roadmap.version
            apply_outline(roadmap=roadmap, outline=reading.outline, version=version, declined=declined, same=same)
            self.stdout.write(f"“{roadmap.title}” is changed.")
        else:
            self.stdout.write("Nothing is changed yet; run it again with --apply.")
