"""manage.py make_forecasts: store the week's forecasts of all active learners, and score those that are decided."""

from django.core.management.base import BaseCommand

from roadmap_app.actions.forecasts import make_forecasts


class Command(BaseCommand):
    """Make forecasts; run it once a day, by cron or the worker."""

    help = (
        "Store when each learner will probably finish, once a week, and score earlier forecasts whose milestone was "
        "reached or whose dates have passed. Safe while the portal is in use, and to run twice."
    )

    def handle(self, *args: object, **options: object) -> None:
        """Store and score, and print how many."""
        made = make_forecasts()
        self.stdout.write(f"Forecasts: {made.stored:,} stored, {made.scored:,} scored.")
