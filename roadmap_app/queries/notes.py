"""Read a learner's notes."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection
from django.urls import reverse
from django.utils.safestring import SafeString

from roadmap_app.domain.folding import fold, words
from roadmap_app.models import Note, Roadmap, User
from roadmap_app.queries.single_row import single_row

# Plain SQL, as the ORM takes longer to build this statement than the database to answer it.
LISTED = """
    SELECT note.id, note.topic_id, note.excerpt, note.edited_at,
        topic.title, topic.slug, stage.title AS stage_title, stage.slug AS stage_slug,
        roadmap.slug AS roadmap_slug, roadmap.is_published{holds}
    FROM roadmap_app_note AS note
    JOIN roadmap_app_topic AS topic ON topic.id = note.topic_id
    JOIN roadmap_app_stage AS stage ON stage.id = topic.stage_id
    JOIN roadmap_app_roadmap AS roadmap ON roadmap.id = stage.roadmap_id
    WHERE note.user_id = %s AND note.body <> ''
    ORDER BY note.edited_at DESC, note.id DESC
"""
HOLDS = ", note.folded LIKE %s ESCAPE '\\' AS holds_{place}"


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
    statement = LISTED.format(holds="".join(HOLDS.format(place=place) for place in range(len(wanted))))
    patterns = [f"%{connection.ops.prep_for_like_query(word)}%" for word in wanted]
    lines = []
    for note in Note.objects.raw(statement, [*patterns, user.pk]):
        row = vars(note)  # columns of other tables are not fields of Note
        title, stage = row["title"], row["stage_title"]
        hidden = not Roadmap(is_published=row["is_published"]).is_seen_by(user)
        titles = "" if hidden or not wanted else fold(f"{title} {stage}")
        if all(word in titles or row[f"holds_{place}"] for place, word in enumerate(wanted)):
            # The renderer sanitized it when the note was saved.
            shown = SafeString(note.excerpt)  # nosec B703
            # A note outlives the page that it was written on.
            own_page = reverse("topic_note", args=[note.topic_id]) if hidden else ""
            url = own_page or _url(row["roadmap_slug"], row["stage_slug"], row["slug"])
            lines.append(NoteLine(title, stage, url, shown, note.edited_at, hidden))
    return lines


@lru_cache(maxsize=4096)
def _url(roadmap: str, stage: str, topic: str) -> str:
    """Return the address of the note on a topic's page, from slugs."""
    return reverse("topic", args=[roadmap, stage, topic]) + "#note"
