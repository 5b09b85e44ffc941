"""manage.py doctor: what is wrong and how to fix it."""

import argparse
import sys

from django.conf import settings
from django.core.management.base import BaseCommand

from roadmap_app.operations.doctor import as_json, examine
from roadmap_app.operations.findings import FAIL, OK, WARN

MARKS = {OK: "  ok  ", WARN: " warn ", FAIL: " FAIL "}


class Command(BaseCommand):
    """Check database, mail, key, clock, disk, backups, jobs and proxy; exit with 1 if a check fails."""

    help = "Report what is wrong with this installation and how to fix it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--url", default=settings.PORTAL_URL, help="ask the portal's own address as well")
        parser.add_argument("--mail-to", default="", metavar="ADDRESS", help="send a test mail to this address")
        parser.add_argument("--json", action="store_true", help="for a program to read")

    def handle(self, *args: object, url: str, mail_to: str, **options: object) -> None:
        """Run the checks and print the results."""
        findings = examine(url, mail_to)
        if options["json"]:
            self.stdout.write(as_json(findings))
        else:
            for finding in findings:
                self.stdout.write(f"[{MARKS[finding.state]}] {finding.about}: {finding.seen}")
                if finding.state != OK:
                    self.stdout.write(f"         {finding.fix}")
        if any(finding.state == FAIL for finding in findings):
            sys.exit(1)
