"""manage.py check_roadmap: what keeps a roadmap, or a file that could become one, from being published."""

import argparse

from django.core.management.base import BaseCommand, CommandError

from roadmap_app.models import Roadmap
from roadmap_app.outline.gate import check
from roadmap_app.outline.nodes import Outline, with_slugs
from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.reading.files import SUFFIXES, UnreadableFile, read_path
from roadmap_app.queries.outline import outline_of


class Command(BaseCommand):
    """Check roadmaps, and files, as the publish gate does."""

    help = "List what is wrong with roadmaps (default: all of them) or files; exits with 1 if anything is."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "names", nargs="*", metavar="SLUG|FILE", help=f"roadmaps by their address, files by {', '.join(SUFFIXES)}"
        )

    def handle(self, *args: object, names: list[str], **options: object) -> None:
        """Check each. Raise CommandError with the list of faults, or for an unknown roadmap or file."""
        files = [name for name in names if name.lower().endswith(SUFFIXES)]
        slugs = set(names) - set(files)
        roadmaps = list(Roadmap.objects.filter(slug__in=slugs) if names else Roadmap.objects.all())
        if missing := slugs - {roadmap.slug for roadmap in roadmaps}:
            raise CommandError(f"There is no roadmap “{'”, “'.join(sorted(missing))}”.")
        outlines = {roadmap.slug: outline_of(roadmap) for roadmap in roadmaps}
        faults = []
        for name in files:
            try:
                outlines[name] = self._outline_in(name)
            except UnreadableFile as error:
                faults.append(str(error))
        for name, outline in outlines.items():
            problems = check(outline)
            faults += [f"{name}: {problem}" for problem in problems]
            if not problems:
                self.stdout.write(f"{name}: nothing is wrong.")
        if faults:
            raise CommandError("\n".join(faults))

    def _outline_in(self, name: str) -> Outline:
        file = read_path(name)
        for remark in file.remarks:
            self.stdout.write(f"{name}: {remark}")
        return with_slugs(read_outline(file.text).outline)
