"""manage.py check_links: whether the links of resources still work."""

import argparse
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roadmap_app.actions.links import Checked, NetworkUnreachable, check_links, mail_dead_links
from roadmap_app.link_checker.fetch import Fetcher
from roadmap_app.link_checker.verdict import is_public
from roadmap_app.models import LinkCheck, Roadmap
from roadmap_app.queries.links import due_before, due_resources

ORDER = ("dead", "refused", "moved", "unsure")


class Command(BaseCommand):
    """Check links and list those that do not work."""

    help = "Check the addresses of resources: HEAD, then GET, one at a time for each host; lists what is dead or moved."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="roadmaps by their address (default: all)")
        parser.add_argument("--all", action="store_true", help="also those that were checked recently")
        parser.add_argument("--days", type=int, default=7, help="check again after so many days (default: 7)")
        parser.add_argument("--concurrency", type=int, default=8, help="hosts to request at a time (default: 8)")
        parser.add_argument("--host-pause", type=float, default=0.5, help="seconds between requests to a host (0.5)")
        parser.add_argument("--timeout", type=float, default=10.0, help="seconds to wait for a response (default: 10)")
        parser.add_argument("--mail", action="store_true", help="send editors the links that have died since last time")

    def handle(
        self,
        *args: object,
        slugs: list[str],
        days: int,
        concurrency: int,
        host_pause: float,
        timeout: float,
        **options: object,
    ) -> None:
        """Check and list. Raise CommandError for an unknown roadmap or an invalid number."""
        if missing := set(slugs) - set(Roadmap.objects.filter(slug__in=slugs).values_list("slug", flat=True)):
            raise CommandError(f"There is no roadmap “{'”, “'.join(sorted(missing))}”.")
        if not 1 <= concurrency <= 64 or timeout <= 0 or host_pause < 0:
            raise CommandError("Choose 1 to 64 hosts at a time, a timeout above 0 and a pause of 0 or more seconds.")
        before = None if options["all"] else due_before(timezone.now() - timedelta(days=days))
        fetcher = Fetcher(
            timeout=timeout,
            pause=host_pause,
            is_allowed=(lambda address: True) if settings.PORTAL_LINKS_PRIVATE else is_public,
        )
        try:
            checks = check_links(due_resources(slugs, before), fetcher, concurrency=concurrency)
        except NetworkUnreachable as error:
            raise CommandError(
                "No server could be reached, so no link is called dead: has this machine a network?"
            ) from error
        self._list(checks)
        if options["mail"]:
            count = mail_dead_links(checks)
            self.stdout.write(
                f"Mailed to {count} editor{'' if count == 1 else 's'}." if count else "Nothing new to mail."
            )

    def _list(self, checks: list[Checked]) -> None:
        for outcome in ORDER:
            rows = sorted(str(checked) for checked in checks if checked.verdict.outcome == outcome)
            if rows:
                self.stdout.write(f"{LinkCheck.Outcome(outcome).label.capitalize()} ({len(rows)}):")
                for row in rows:
                    self.stdout.write(f"  {row}")
        fine = sum(checked.verdict.outcome == "alive" for checked in checks)
        self.stdout.write(f"{len(checks)} checked, {fine} answer as they should.")
