"""Count the learners of all content and the owners' numbers, so that pages need not when they are many."""

from datetime import date

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from roadmap_app.domain.numbers import Counts
from roadmap_app.domain.reach import Reach
from roadmap_app.models import Completion, ReachCount
from roadmap_app.queries.completed import read_completed
from roadmap_app.queries.numbers import LearnerKinds, count_active
from roadmap_app.queries.reach_of_all import ReachOfAll

# Up to so many completions, a page counts them itself, in about 0.05 s on either database.
MAX_COUNTED_ON_DEMAND = 50_000


def count_learners() -> int:
    """Count the learners of every stage, topic and item that has any, and return the number of these rows.

    The numbers that owners see are kept beside them. With few completions, remove the counts instead, so that pages
    count on demand; return 0.
    """
    if Completion.objects.all()[: MAX_COUNTED_ON_DEMAND + 1].count() <= MAX_COUNTED_ON_DEMAND:
        ReachCount.objects.all().delete()
        return 0
    started_at = timezone.now()
    reach, numbers = _count_all(timezone.localdate(started_at))
    counts = [
        ReachCount(model=model.__name__.lower(), row_id=key, some=each.some, every=each.every, counted_at=started_at)
        for model, key, each in reach
    ]
    for (kind, key), count in numbers.items():
        counts.append(ReachCount(model=kind, row_id=key, some=count, every=0, counted_at=started_at))
    counts.sort(key=lambda each: (each.model, each.row_id))  # two runs at a time lock rows in the same order
    with transaction.atomic():
        ReachCount.objects.bulk_create(
            counts,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["model", "row_id"],
            update_fields=["some", "every", "counted_at"],
        )
        ReachCount.objects.filter(counted_at__lt=started_at).delete()
    return len(reach)


def _count_all(today: date) -> tuple[list[tuple[type[Model], int, Reach]], Counts]:
    """Return the learners of all content, and the owners' numbers on TODAY, from one reading of all completions."""
    reach, kinds = ReachOfAll(), LearnerKinds(today)
    for completed in read_completed():
        reach.add(completed)
        kinds.add(completed)
    return reach.found(), kinds.found() | count_active(today)
