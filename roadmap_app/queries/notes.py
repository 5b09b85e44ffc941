"""Reading a learner's notes."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from roadmap_app.domain.markdown import excerpt
from roadmap_app.models import Note, Topic, User


@dataclass(frozen=True)
class NoteLine:
    """A note as the list shows it."""

    topic: Topic
    url: str
    excerpt: str
    edited_at: datetime


def own_note(user: User, topic_id: int) -> Note | None:
    """Return USER's note on a topic; None before the first save."""
    return Note.objects.filter(user=user, topic_id=topic_id).first()


def own_notes(user: User, words: str = "") -> list[NoteLine]:
    """Return USER's notes that hold every one of WORDS (in body, topic or stage, in any case), last edited first.

    The text is searched here and not in the database, as SQLite folds the case of ASCII letters only.
    """
    notes = Note.objects.filter(user=user).exclude(body="").select_related("topic__stage__roadmap")
    wanted = words.casefold().split()
    lines = []
    for note in notes.order_by("-edited_at", "-pk"):
        text = f"{note.body} {note.topic.title} {note.topic.stage.title}".casefold()
        if all(word in text for word in wanted):
            lines.append(NoteLine(note.topic, _url(user, note.topic), excerpt(note.body), note.edited_at))
    return lines


def _url(user: User, topic: Topic) -> str:
    stage = topic.stage
    if stage.roadmap.is_published or user.is_staff:
        return reverse("topic", args=[stage.roadmap.slug, stage.slug, topic.slug]) + "#note"
    return reverse("topic_note", args=[topic.pk])  # the note outlives the page it was written on
