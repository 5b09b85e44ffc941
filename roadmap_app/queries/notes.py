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
    is_hidden: bool  # its roadmap is not published any more: the text is still the learner's, the titles are not shown


def own_note(user: User, topic_id: int) -> Note | None:
    """Return USER's note on a topic; None before the first save."""
    return Note.objects.filter(user=user, topic_id=topic_id).first()


def own_notes(user: User, words: str = "") -> list[NoteLine]:
    """Return USER's notes that hold every one of WORDS, last edited first.

    They are looked for, in any case, in the text, and in the titles of topic and stage where USER may see those.

    The text is searched here and not in the database, as SQLite folds the case of ASCII letters only.
    """
    notes = Note.objects.filter(user=user).exclude(body="").select_related("topic__stage__roadmap")
    wanted = words.casefold().split()
    lines = []
    for note in notes.order_by("-edited_at", "-pk"):
        hidden = not note.topic.roadmap.is_seen_by(user)
        text = (note.body if hidden else f"{note.body} {note.topic.title} {note.topic.stage.title}").casefold()
        if all(word in text for word in wanted):
            lines.append(NoteLine(note.topic, _url(note.topic, hidden), excerpt(note.body), note.edited_at, hidden))
    return lines


def _url(topic: Topic, hidden: bool) -> str:
    if hidden:
        return reverse("topic_note", args=[topic.pk])  # the note outlives the page it was written on
    return reverse("topic", args=[topic.roadmap.slug, topic.stage.slug, topic.slug]) + "#note"
