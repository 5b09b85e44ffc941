"""The learners who have completed content, as the worker last counted them."""

from django.db import models
from django.db.models import F, Q


class ReachCount(models.Model):
    """How many learners had completed some and all items of a row of content; times in UTC.

    `model` is also a kind of domain/numbers.py, with the number of its learners in `some`. There are rows only while
    counting on demand would take too long. A row of content without one had no learners.
    """

    model = models.CharField(max_length=20)
    row_id = models.PositiveBigIntegerField()
    some = models.PositiveIntegerField()
    every = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["model", "row_id"], name="reach_count_once"),
            models.CheckConstraint(condition=Q(every__lte=F("some")), name="reach_count_all_are_some"),
        )

    def __str__(self) -> str:
        return f"{self.model} {self.row_id}: {self.some}, {self.counted_at:%Y-%m-%d %H:%M} UTC"
