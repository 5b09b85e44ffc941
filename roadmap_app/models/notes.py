"""What learners write."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from roadmap_app.models.curriculum import Topic

MAX_NOTE_BYTES = 100_000


class Note(models.Model):
    """A learner's Markdown on a topic."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT)
    body = models.TextField(blank=True)
    # Counts the saves: a save names the version it was written on, so that two tabs notice each other.
    version = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "topic"], name="note_once"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.topic}"
