"""The queue of outgoing mails."""

from django.db import models
from django.utils import timezone

from roadmap_app.models.reminders import Reminder


class QueuedMail(models.Model):
    """A mail to one address; times in UTC. Its content is encrypted: it may contain a password reset link.

    Weekly summaries have a `reminder` and are not sent later than `drop_after`.
    """

    address = models.CharField(max_length=254)
    content = models.TextField()
    queued_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, null=True)
    drop_after = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["due_at"], name="queued_mail_due"),)

    def __str__(self) -> str:
        return f"mail {self.pk}, queued {self.queued_at:%Y-%m-%d %H:%M} UTC, tried {self.attempts} times"
