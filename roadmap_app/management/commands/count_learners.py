"""manage.py count_learners: count the learners of all content, for the lists that editors see."""

from django.core.management.base import BaseCommand

from roadmap_app.actions.reach import MAX_COUNTED_ON_DEMAND, count_learners


class Command(BaseCommand):
    """Count; run it once an hour, by cron or the worker."""

    help = (
        "Count the learners of every stage, topic and item, for the admin and the preview of an outline. With up to "
        f"{MAX_COUNTED_ON_DEMAND:,} completions, these pages count by themselves, and this does nothing."
    )

    def handle(self, *args: object, **options: object) -> None:
        """Count and print how many rows of content have learners."""
        count = count_learners()
        self.stdout.write(
            f"{count:,} stages, topics and items counted." if count else "Few completions: pages count them on demand."
        )
