"""manage.py serve: everything that a start needs, then a production server."""

import argparse
import sys

from django.core.management.base import BaseCommand, CommandError

from roadmap_app.operations import in_use, preparing, server
from roadmap_app.operations.private_files import keep_private


def port_number(text: str) -> int:
    """Parse TEXT as a port. Raise ArgumentTypeError if it is not one."""
    if text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is not a port: choose a number from 1 to 65535.")


class Command(BaseCommand):
    """Migrate, load the roadmaps, collect static files, and serve until Ctrl-C or SIGTERM."""

    help = "Serve the portal with a production server, after bringing database and static files up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
        parser.add_argument("--port", type=port_number, default=8000, help="the port to listen on (default: 8000)")
        parser.add_argument(
            "--prepared",
            action="store_true",
            help="take database and static files as they are: “prepare” and “collectstatic” have run elsewhere",
        )
        # The supervisor starts the server anew with it, on the socket that it keeps.
        parser.add_argument("--listener", type=int, help=argparse.SUPPRESS)

    def handle(
        self, *args: object, host: str, port: int, prepared: bool, listener: int | None = None, **options: object
    ) -> None:
        """Prepare and serve. Raise CommandError with an error message for problems that a person can fix."""
        report = self._print
        try:
            if listener is None:
                server.check_address(host, port)
            keep_private(report)
            if prepared:
                preparing.check_prepared()
            else:
                has_migrated = preparing.prepare(report)
                has_collected = preparing.collect_static_files(report)
                if (has_migrated or has_collected) and sys.platform != "win32":
                    server.start_anew(host, port)
                # Another process may have taken the port while this one waited.
                server.check_address(host, port)
            if listener is None:
                server.announce_owner_link(host, port, report)
                server.announce_mail(report)
            with in_use.serving():
                server.run(host, port, report, listener)
        except (server.CannotServe, preparing.CannotPrepare, in_use.InUse) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            sys.exit("Stopped before the portal was up.")

    def _print(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
