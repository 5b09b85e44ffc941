"""manage.py sbom: a software bill of materials of this installation."""

import argparse
import json

from django.core.management.base import BaseCommand

from roadmap_app.operations.sbom import bill_of_materials


class Command(BaseCommand):
    """Print a software bill of materials."""

    help = "Print what is installed here, Python's and Debian's packages, as a bill of materials (CycloneDX, JSON)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--commit", default="", help="the commit that Cairn was built from")

    def handle(self, *args: object, commit: str, **options: object) -> None:
        """Print it."""
        bill = bill_of_materials(commit)
        self.stdout.write(json.dumps(bill, indent=1, ensure_ascii=False))
