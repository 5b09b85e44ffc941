"""Learners' notes."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from roadmap_app.domain.folding import fold
from roadmap_app.domain.markdown import excerpt
from roadmap_app.models.curriculum import Topic

MAX_NOTE_BYTES = 100_000
# Increment it when `derive` changes: `clean_up` then recomputes the derived columns of all notes.
DERIVATION = 2


def derive(body: str) -> dict[str, str | int]:
    """Return the values of the columns that are derived from a note's BODY."""
    return {"excerpt": excerpt(body), "folded": fold(body), "derivation": DERIVATION}


class Note(models.Model):
    """A learner's Markdown note on a topic."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT)
    body = models.TextField(blank=True)
    # Incremented by each save. A form sends the version that it edits, so that a save in another tab is noticed.
    version = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField(default=timezone.now)
    # Derived from the body at each save, so that lists need not render it: its first words as safe HTML, the whole
    # text folded for searching, and the DERIVATION used.
    excerpt = models.TextField(blank=True, default="")
    folded = models.TextField(blank=True, default="")
    derivation = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "topic"], name="note_once"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.topic}"
