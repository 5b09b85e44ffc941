"""How often something was tried, so that what is tried too often must wait."""

from django.db import models
from django.utils import timezone


class LimitCount(models.Model):
    """One limit's count for one account, device or address, of which only a keyed digest is kept; times in UTC."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.FloatField(default=0)
    counted_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.count:.1f} tries, {self.counted_at:%Y-%m-%d %H:%M} UTC"
