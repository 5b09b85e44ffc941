"""The runs of the worker's periodic jobs."""

from django.db import models


class JobRun(models.Model):
    """The last run of a periodic job; times in UTC."""

    name = models.CharField(max_length=50, unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When somebody last asked for a run at once.")

    def __str__(self) -> str:
        return f"{self.name}, {self.started_at:%Y-%m-%d %H:%M} UTC"
