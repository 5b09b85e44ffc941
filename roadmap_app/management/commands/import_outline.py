"""manage.py import_outline: what an outline would change, and with --apply or --new, the change itself."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roadmap_app.actions.outline import OutlineConflict, OutlineRefused, apply_outline, create_from_outline
from roadmap_app.models import Roadmap
from roadmap_app.outline.edit import OutlineEdit
from roadmap_app.outline.gate import too_large
from roadmap_app.outline.match import NoSuchRow, parse_key
from roadmap_app.outline.mending.cure import NoSuchCure
from roadmap_app.outline.mending.cures import read_cure
from roadmap_app.outline.mending.mend import decisions
from roadmap_app.outline.nodes import with_slugs
from roadmap_app.outline.preview import Preview, Wishes, wishes_of
from roadmap_app.outline.reading.choices import Role
from roadmap_app.outline.reading.files import SUFFIXES, UnreadableFile, read_file, read_path
from roadmap_app.outline.reading.result import Reading
from roadmap_app.outline.report import cure_lines, lines_of
from roadmap_app.outline.role_words import NoSuchChoice, read_level
from roadmap_app.queries.outline import affected, outline_of, parse_same
from roadmap_app.queries.reach import counted_at

# The options that say what levels are.
ROLES = {
    "--title": Role.TITLE,
    "--summary": Role.SUMMARY,
    "--stages": Role.STAGE,
    "--topics": Role.TOPIC,
    "--groups": Role.GROUP,
    "--items": Role.ITEM,
    "--resources": Role.RESOURCE,
    "--details": Role.HINT,
    "--leave-out": Role.LEFT_OUT,
}


def _wishes(options: dict[str, Any]) -> Wishes:
    """Return how the text is to be read; raise NoSuchChoice or NoSuchCure if OPTIONS say what cannot be."""
    found = {option.removeprefix("--").replace("-", "_"): role for option, role in ROLES.items()}
    levels = {read_level(key): role for option, role in found.items() for key in options[option]}
    return wishes_of(levels, {}, [read_cure(text) for text in options["mend"]])


class Command(BaseCommand):
    """Read an outline and print what it would change; apply the changes only with --apply or --new."""

    help = "Show what an outline would change on the roadmap it names; --apply does it, --new makes a roadmap of it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help=f"the outline: {', '.join(SUFFIXES)}; - for Markdown from standard input")
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
        for option, role in ROLES.items():
            parser.add_argument(
                option,
                nargs="+",
                default=[],
                metavar="LEVEL",
                help=f"read these levels, such as h2 or list1, as {role}",
            )
        parser.add_argument(
            "--mend",
            action="append",
            default=[],
            metavar="CURE",
            help="mend problems in bulk, such as equal-months=24; may be given several times, in order",
        )

    def handle(self, *args: object, **options: Any) -> None:
        """Read, show, and apply if asked to. Raise CommandError with every reason against it."""
        text = self._text(options["file"])
        try:
            wishes = _wishes(options)
            mended = wishes.read(text)
            self._print_reading(Preview(mended, wishes, ()))
            if problems := too_large(mended.reading.outline):
                raise OutlineRefused(problems)
            if options["new"]:
                self._make(mended.reading, options["new"], published=options["publish"])
            else:
                self._change(mended.reading, self._roadmap(options["roadmap"], mended.reading), options)
        except (NoSuchRow, NoSuchChoice, NoSuchCure) as error:
            raise CommandError(str(error)) from error
        except OutlineRefused as refused:
            cures = "\n".join(cure_lines(decisions(mended.reading, refused.problems)))
            raise CommandError(f"Nothing is changed, because of this:\n{refused}\n{cures}".rstrip()) from refused
        except OutlineConflict as conflict:
            raise CommandError(
                "Nothing is changed: somebody else edited the roadmap meanwhile. Run it again."
            ) from conflict

    def _text(self, name: str) -> str:
        """Return the text of the file NAME, and print what its conversion leaves out."""
        try:
            file = read_file("standard input", sys.stdin.buffer.read()) if name == "-" else read_path(name)
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        for remark in file.remarks:
            self.stdout.write(remark)
        return file.text

    def _print_reading(self, preview: Preview) -> None:
        for row in preview.levels:
            self.stdout.write(f"{row.key}: {row.words}, {row.count}, such as “{row.example}”: {row.role}")
        for each in preview.mended.done:
            self.stdout.write(each.words)
        for remark in preview.reading.unplaced:
            self.stdout.write(f"Line {remark.line} is left out. {remark.message} “{remark.text}”")
        for remark in preview.reading.remarks:
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
