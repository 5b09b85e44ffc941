"""Read a learner's notes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.urls import reverse
from django.utils.safestring import SafeString

from roadmap_app.domain.folding import fold, words
from roadmap_app.models import Note, Topic, User


@dataclass(frozen=True)
class NoteLine:
    """A note as the list shows it."""

    topic: Topic
    url: str
    excerpt: SafeString
    edited_at: datetime
    is_hidden: bool  # its roadmap is no longer published: the learner sees the text without titles


def own_note(user: User, topic_id: int) -> Note | None:
    """Return USER's note on a topic; None before the first save."""
    return Note.objects.filter(user=user, topic_id=topic_id).first()


def own_notes(user: User, text: str = "") -> list[NoteLine]:
    """Return USER's notes that contain every word of TEXT, last edited first.

    The words are looked for in the body, and in the titles of topic and stage where USER may see those. Nothing is laid
    out and no body is read: both may be dear, and a learner may have thousands of notes.
    """
    wanted = words(text)
    # The database finds words in bodies, which are stored folded; titles can change, so they are folded here.
    held = {
        f"holds_{number}": ExpressionWrapper(Q(folded__contains=word), BooleanField())
        for number, word in enumerate(wanted)
    }
    notes = Note.objects.filter(user=user).exclude(body="").select_related("topic__stage__roadmap")
    lines = []
    for note in notes.defer("body", "folded").annotate(**held).order_by("-edited_at", "-pk"):
        topic = note.topic
        hidden = not topic.roadmap.is_seen_by(user)
        titles = "" if hidden or not wanted else fold(f"{topic.title} {topic.stage.title}")
        if all(word in titles or getattr(note, f"holds_{number}") for number, word in enumerate(wanted)):
            # The renderer sanitized it when the note was saved.
            shown = SafeString(note.excerpt)  # nosec B703
            lines.append(NoteLine(topic, _url(topic, hidden), shown, note.edited_at, hidden))
    return lines


def _url(topic: Topic, hidden: bool) -> str:
    if hidden:
        return reverse("topic_note", args=[topic.pk])  # the note outlives the page it was written on
    return reverse("topic", args=[topic.roadmap.slug, topic.stage.slug, topic.slug]) + "#note"
