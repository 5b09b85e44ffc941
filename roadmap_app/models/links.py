"""Results of the link checker."""

from django.db import models
from django.utils import timezone

from roadmap_app.models.curriculum import Resource


class LinkCheck(models.Model):
    """The last check of a resource's address; `url` is the address that was checked."""

    class Outcome(models.TextChoices):
        """The result; only "dead" is shown to learners."""

        ALIVE = "alive", "answers"
        MOVED = "moved", "has moved for good"
        UNSURE = "unsure", "could not be checked"
        DEAD = "dead", "is dead"
        REFUSED = "refused", "must not be asked"

    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, related_name="link_check")
    url = models.URLField("address", max_length=500)
    outcome = models.CharField(max_length=7, choices=Outcome)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The last HTTP status, if any.")
    reason = models.CharField(max_length=300, blank=True, help_text="In words, for editors.")
    final_url = models.URLField(max_length=2000, blank=True, help_text="Where redirects lead.")
    checked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True, help_text="The last success.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="Failed checks in a row.")
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = (models.Index(fields=["outcome"], name="link_check_outcome"),)

    def __str__(self) -> str:
        return f"{self.url} {self.get_outcome_display()}"
