"""Read a learner's notes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.urls import reverse
from django.utils.safestring import SafeString

from roadmap_app.domain.folding import fold, words
from roadmap_app.models import Note, Roadmap, User
from roadmap_app.queries.single_row import single_row

# Values, as whole rows of four models take three times as long; built once, as the joins are the slow part.
LISTED = (
    Note.objects.exclude(body="")
    .order_by("-edited_at", "-pk")
    .values(
        "topic_id",
        "excerpt",
        "edited_at",
        "topic__title",
        "topic__slug",
        "topic__stage__title",
        "topic__stage__slug",
        "topic__stage__roadmap__slug",
        "topic__stage__roadmap__is_published",
    )
)


@dataclass(frozen=True)
class NoteLine:
    """A note as the list shows it."""

    title: str  # of the topic
    stage: str
    url: str
    excerpt: SafeString
    edited_at: datetime
    is_hidden: bool  # its roadmap is no longer published: the learner sees the text without titles


def own_note(user: User, topic_id: int) -> Note | None:
    """Return USER's note on a topic; None before the first save."""
    return single_row(Note, user_id=user.pk, topic_id=topic_id)


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
    lines = []
    rows: Iterable[Mapping[str, Any]] = LISTED.filter(user_id=user.pk).annotate(**held)
    for row in rows:
        hidden = not Roadmap(is_published=row["topic__stage__roadmap__is_published"]).is_seen_by(user)
        title, stage = row["topic__title"], row["topic__stage__title"]
        titles = "" if hidden or not wanted else fold(f"{title} {stage}")
        if all(word in titles or row[f"holds_{number}"] for number, word in enumerate(wanted)):
            # The renderer sanitized it when the note was saved.
            shown = SafeString(row["excerpt"])  # nosec B703
            lines.append(NoteLine(title, stage, _url(row, hidden), shown, row["edited_at"], hidden))
    return lines


def _url(row: Mapping[str, Any], hidden: bool) -> str:
    if hidden:
        return reverse("topic_note", args=[row["topic_id"]])  # the note outlives the page it was written on
    slugs = [row[f"topic__{path}slug"] for path in ("stage__roadmap__", "stage__", "")]
    return reverse("topic", args=slugs) + "#note"
