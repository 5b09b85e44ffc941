"""Read a learner's notes, in the order of the roadmaps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.safestring import SafeString

from roadmap_app.domain.curriculum import RoadmapTree, StageNode, TopicNode, hue_of
from roadmap_app.domain.folding import fold, words
from roadmap_app.domain.search.marks import plain_text, snippet
from roadmap_app.models import Note, User
from roadmap_app.models.audience import Viewer
from roadmap_app.models.prepared import Statement
from roadmap_app.models.single_row import row_of, row_statement, single_row
from roadmap_app.queries.curriculum import published, tree
from roadmap_app.queries.plain_sql import as_moment, read_named, read_rows

# Plain SQL, as the ORM takes longer to build this statement than the database to answer it.
LISTED = """
    SELECT note.id, note.topic_id, note.excerpt, note.edited_at, topic.title, topic.slug,
        stage.title AS stage_title, stage.slug AS stage_slug,
        roadmap.title AS roadmap_title, roadmap.slug AS roadmap_slug,
        roadmap.id AS roadmap_id, roadmap.is_published, roadmap.teams_only,
        (
            SELECT COUNT(*) FROM roadmap_app_stage AS earlier
            WHERE earlier.roadmap_id = stage.roadmap_id AND NOT earlier.retired
            AND (earlier.start_month, earlier.position, earlier.id) <= (stage.start_month, stage.position, stage.id)
        ) AS stage_number{more}
    FROM roadmap_app_note AS note
    JOIN roadmap_app_topic AS topic ON topic.id = note.topic_id
    JOIN roadmap_app_stage AS stage ON stage.id = topic.stage_id
    JOIN roadmap_app_roadmap AS roadmap ON roadmap.id = stage.roadmap_id
    WHERE note.user_id = %s AND note.body <> ''
    ORDER BY roadmap.position, roadmap.title, roadmap.id, stage.start_month, stage.position, stage.id,
        topic.position, topic.id
"""
HOLDS = ", note.folded LIKE %s ESCAPE '\\' AS holds_{place}"
# Of that many notes whose excerpt does not show why they are found, the text around the words is shown instead: it
# takes about 0.3 ms each.
IN_CONTEXT = 50
NOTED = "SELECT topic_id FROM roadmap_app_note WHERE user_id = %s AND body <> ''"


@dataclass(frozen=True)
class NotePlace:
    """The stage that a note's topic is in; all empty if the learner may not see its roadmap any more."""

    roadmap: str = ""
    stage: str = ""
    slugs: tuple[str, str] = ("", "")
    hue: int = 0


@dataclass(frozen=True)
class NoteLine:
    """A note as the list shows it; `body` and `html` are empty where nobody has asked for them.

    `context` is its text around the words that were looked for, in pieces; empty if titles and excerpt show them all.
    """

    note_id: int
    title: str  # of the topic; empty if it is hidden
    place: NotePlace
    url: str
    excerpt: SafeString
    edited_at: datetime
    is_hidden: bool  # they may not see its roadmap any more: they see the text without titles
    body: str = ""
    html: str = ""
    context: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class NoteGroup:
    """The notes of one stage; `begins_roadmap` if they are the first of a roadmap and there are notes of several."""

    place: NotePlace
    notes: tuple[NoteLine, ...]
    begins_roadmap: bool


@dataclass(frozen=True)
class NoteChoices:
    """The topics of a roadmap that a note can be written on, by stage, each with whether there is one already."""

    tree: RoadmapTree
    stages: tuple[tuple[StageNode, tuple[tuple[TopicNode, bool], ...]], ...]
    is_open: bool


def own_note(user: User, topic_id: int) -> Note | None:
    """Return USER's note on a topic; None before the first save."""
    return single_row(Note, user_id=user.pk, topic_id=topic_id)


def own_note_statement(user: User, topic_id: int) -> Statement:
    """Return the statement that reads that note, to be sent together with others."""
    return row_statement(Note, user_id=user.pk, topic_id=topic_id)


def note_of(rows: list[Any]) -> Note | None:
    """Return the note from ROWS, the result of own_note_statement()."""
    return row_of(Note, rows[0] if rows else None, "user_id", "topic_id")


def own_notes(user: User, text: str = "") -> list[NoteLine]:
    """Return USER's notes that contain every word of TEXT, in the order of the roadmaps.

    The words are looked for in the body, and in the titles of topic and stage where USER may see those. Nothing is laid
    out, and bodies are read only to show the words in some of them: a learner may have thousands of notes.
    """
    wanted = words(text)
    # The database finds words in bodies, which are stored folded; titles can change, so they are folded here.
    holds = "".join(HOLDS.format(place=place) for place in range(len(wanted)))
    patterns = [f"%{connection.ops.prep_for_like_query(word)}%" for word in wanted]
    lines, hiding = [], []
    for row, line in _read(user, holds, patterns):
        titles = "" if line.is_hidden or not wanted else fold(f"{line.title} {line.place.stage}")
        held = [bool(row[f"holds_{place}"]) for place in range(len(wanted))]
        seen = fold(plain_text(line.excerpt).removesuffix("…")) if wanted else ""
        if all(word in titles or is_held for word, is_held in zip(wanted, held, strict=True)):
            lines.append(line)
            if any(is_held and word not in seen for word, is_held in zip(wanted, held, strict=True)):
                hiding.append(line.note_id)
    return _in_context(lines, hiding[:IN_CONTEXT], wanted)


def _in_context(lines: list[NoteLine], ids: list[int], wanted: list[str]) -> list[NoteLine]:
    """Return LINES, those of the notes with IDS with the text around the WANTED words."""
    if not ids:
        return lines
    texts = Note.objects.filter(pk__in=ids).values_list("pk", "body", "folded")
    contexts = {pk: tuple(snippet(body, folded, wanted)) for pk, body, folded in texts}
    return [replace(line, context=contexts.get(line.note_id, ())) for line in lines]


def whole_notes(user: User) -> Iterator[NoteLine]:
    """Yield USER's notes with their bodies, in the order of the roadmaps."""
    for row, line in _read(user, ", note.body", []):
        yield replace(line, body=str(row["body"]))


def by_stage(lines: Iterable[NoteLine]) -> list[NoteGroup]:
    """Return LINES by stage, those on roadmaps that the learner may not see any more last."""
    found = [
        (place, tuple(notes))
        for place, notes in groupby(sorted(lines, key=lambda line: line.is_hidden), lambda line: line.place)
    ]
    roadmaps = [place.slugs[0] for place, _ in found]
    several = len({*roadmaps} - {""}) > 1
    return [
        NoteGroup(place, notes, several and here not in ("", before))
        for (place, notes), before, here in zip(found, ["", *roadmaps], roadmaps, strict=False)
    ]


def note_choices(user: User) -> list[NoteChoices]:
    """Return the topics that USER can write a note on; a roadmap with notes, or the only one, is open."""
    noted = {topic for (topic,) in read_rows(NOTED, [user.pk])}
    trees = [tree(roadmap) for roadmap in published(user)]
    return [_choices(each, noted, is_only=len(trees) == 1) for each in trees]


def _choices(roadmap: RoadmapTree, noted: set[int], *, is_only: bool) -> NoteChoices:
    by_stage = groupby(roadmap.walk, lambda step: step[0])
    stages = tuple((stage, tuple((topic, topic.id in noted) for _, topic in steps)) for stage, steps in by_stage)
    return NoteChoices(roadmap, stages, is_only or any(topic.id in noted for _, topic in roadmap.walk))


def _read(user: User, columns: str, values: list[str]) -> Iterator[tuple[dict[str, Any], NoteLine]]:
    """Yield the columns of each note, with COLUMNS beside those of the list, and its line."""
    viewer = Viewer(user)
    for row in read_named(LISTED.format(more=columns), [*values, user.pk]):
        hidden = not viewer.may_see(row["roadmap_id"], is_published=row["is_published"], teams_only=row["teams_only"])
        roadmap, stage, topic = row["roadmap_slug"], row["stage_slug"], row["slug"]
        # A note outlives the page that it was written on.
        url = reverse("topic_note", args=[row["topic_id"]]) if hidden else note_url(roadmap, stage, topic)
        place = _place(row["roadmap_title"], row["stage_title"], roadmap, stage, row["stage_number"])
        # The renderer sanitized the excerpt when the note was saved.
        excerpt = SafeString(row["excerpt"])  # nosec B703
        title, shown = ("", NotePlace()) if hidden else (row["title"], place)
        yield row, NoteLine(row["id"], title, shown, url, excerpt, as_moment(row["edited_at"]), hidden)


@lru_cache(maxsize=1024)
def _place(roadmap: str, stage: str, roadmap_slug: str, stage_slug: str, number: int) -> NotePlace:
    return NotePlace(roadmap, stage, (roadmap_slug, stage_slug), hue_of(number))


@lru_cache(maxsize=4096)
def note_url(roadmap: str, stage: str, topic: str) -> str:
    """Return the address of the note on a topic's page, from slugs."""
    return reverse("topic", args=[roadmap, stage, topic]) + "#note"
