"""manage.py check_roadmap: what keeps a roadmap from being published."""

import argparse

from django.core.management.base import BaseCommand, CommandError

from roadmap_app.models import Roadmap
from roadmap_app.outline.gate import check
from roadmap_app.queries.outline import outline_of


class Command(BaseCommand):
    """Check roadmaps as the publish gate does."""

    help = "List what is wrong with roadmaps (default: all of them); exits with 1 if anything is."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="roadmaps by their address")

    def handle(self, *args: object, slugs: list[str], **options: object) -> None:
        """Check each. Raise CommandError with the list of faults, or for an unknown roadmap."""
        roadmaps = list(Roadmap.objects.filter(slug__in=slugs) if slugs else Roadmap.objects.all())
        if missing := set(slugs) - {roadmap.slug for roadmap in roadmaps}:
            raise CommandError(f"There is no roadmap “{'”, “'.join(sorted(missing))}”.")
        faults = []
        for roadmap in roadmaps:
            problems = check(outline_of(roadmap))
            faults += [f"{roadmap.slug}: {problem}" for problem in problems]
            if not problems:
                self.stdout.write(f"{roadmap.slug}: nothing is wrong.")
        if faults:
            raise CommandError("\n".join(faults))
