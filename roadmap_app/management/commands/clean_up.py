"""manage.py clean_up: delete expired data."""

from django.core.management.base import BaseCommand, CommandError

from roadmap_app.actions.clean_up import clean_up


class Command(BaseCommand):
    """Clean up; run it once a day, by cron or the worker."""

    help = (
        "Delete accounts whose grace period is over, and expired sessions, old audit events, dead "
        "links and stale counts of tries. Safe while the portal is in use, and to run twice."
    )

    def handle(self, *args: object, **options: object) -> None:
        """Clean up and print what was deleted. Raise CommandError if an account could not be deleted."""
        done = clean_up()
        lines = (
            (done.accounts, "account deleted, as its owner had asked", "accounts deleted, as their owners had asked"),
            (done.sessions, "expired session", "expired sessions"),
            (done.events, "old event of the audit record", "old events of the audit record"),
            (done.views, "old record of what a lead has seen", "old records of what leads have seen"),
            (done.requests, "request for help with a retired topic", "requests for help with retired topics"),
            (done.words, "old word from a lead", "old words from leads"),
            (done.links, "dead link", "dead links"),
            (done.limits, "stale count of tries", "stale counts of tries"),
            (done.notes, "note with a new excerpt", "notes with new excerpts"),
            (done.days, "activity that got its day", "activities that got their day"),
        )
        for count, one, many in lines:
            if count:
                self.stdout.write(f"{count} {one if count == 1 else many}.")
        if not any(count for count, _, _ in lines):
            self.stdout.write("There was nothing to clean up.")
        if done.failed:
            raise CommandError(
                f"Not deleted, though they are due: {done.failed}. The log says why; the next run tries again."
            )
