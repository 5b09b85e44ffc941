"""Count the learners of all content and the owners' numbers, so that pages need not when they are many."""

from django.db import transaction
from django.utils import timezone

from roadmap_app.models import Completion, Item, ReachCount, Stage, Topic
from roadmap_app.queries.numbers import count_numbers
from roadmap_app.queries.reach import count_reach

# Up to so many completions, a page counts them itself, in about 0.05 s on either database.
MAX_COUNTED_ON_DEMAND = 50_000


def count_learners() -> int:
    """Count the learners of every stage, topic and item that has any, and return the number of these rows.

    The numbers that owners see are kept beside them. With few completions, remove the counts instead, so that pages
    count on demand; return 0.
    """
    if Completion.objects.count() <= MAX_COUNTED_ON_DEMAND:
        ReachCount.objects.all().delete()
        return 0
    started_at = timezone.now()
    counts = [
        ReachCount(model=model.__name__.lower(), row_id=key, some=each.some, every=each.every, counted_at=started_at)
        for model in (Stage, Topic, Item)
        for key, each in count_reach(model, model.objects.values_list("pk", flat=True)).items()
    ]
    content = len(counts)
    for (kind, key), count in count_numbers(timezone.localdate(started_at)).items():
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
    return content
