"""Counters of the rate limits."""

from django.db import models
from django.utils import timezone


class LimitCount(models.Model):
    """The count of one rate limit for one account, device or IP address; times in UTC.

    `key` is a keyed digest, so that the table does not reveal whose count it is.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.FloatField(default=0)
    counted_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.count:.1f} tries, {self.counted_at:%Y-%m-%d %H:%M} UTC"
