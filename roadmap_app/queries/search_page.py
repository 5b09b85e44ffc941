"""Search in all that a person may see: the roadmaps, and their own notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from roadmap_app.domain.search.entries import Entry, Kind
from roadmap_app.domain.search.index import Notes, index_of
from roadmap_app.domain.search.marks import Pieces, mark, snippet
from roadmap_app.domain.search.ranking import MAX_LENGTH, Found, search
from roadmap_app.domain.search.words import terms_of
from roadmap_app.models import Note, User
from roadmap_app.models.audience import Viewer
from roadmap_app.queries.curriculum import published, tree
from roadmap_app.queries.notes import note_url
from roadmap_app.queries.plain_sql import read_rows

# How many hits of each kind are shown, and how many where only one kind is.
SHOWN, SHOWN_OF_ONE_KIND = 8, 100
PLURALS = {
    Kind.ROADMAP: "Roadmaps",
    Kind.STAGE: "Stages",
    Kind.TOPIC: "Topics",
    Kind.ITEM: "Items",
    Kind.RESOURCE: "Resources",
    Kind.NOTE: "Your notes",
}
NOTES = """
    SELECT note.id, note.topic_id, note.folded, topic.title, topic.slug, stage.title, stage.slug,
        roadmap.title, roadmap.slug, roadmap.id, roadmap.is_published, roadmap.teams_only
    FROM roadmap_app_note AS note
    JOIN roadmap_app_topic AS topic ON topic.id = note.topic_id
    JOIN roadmap_app_stage AS stage ON stage.id = topic.stage_id
    JOIN roadmap_app_roadmap AS roadmap ON roadmap.id = stage.roadmap_id
    WHERE note.user_id = %s AND note.body <> ''
    ORDER BY note.edited_at DESC, note.id DESC
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found, as it is shown; its title is empty if the person may not see it, only their note."""

    title: Pieces
    detail: Pieces
    place: tuple[str, ...]
    url: str
    hue: int
    is_draft: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of a kind: the first of them, and how many there are."""

    kind: Kind
    hits: tuple[Hit, ...]
    total: int

    @property
    def label(self) -> str:
        """The heading."""
        return PLURALS[self.kind]

    @property
    def more(self) -> int:
        """How many there are beyond those that are shown."""
        return self.total - len(self.hits)


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, by kind."""

    groups: tuple[Group, ...] = ()
    total: int = 0


def read_results(person: User | AnonymousUser, text: str, only: Kind | None = None) -> Results:
    """Return what PERSON may see that has the words of TEXT, of all kinds or ONLY of one."""
    text = text[:MAX_LENGTH]
    if not terms_of(text):
        return Results()
    user = person if isinstance(person, User) else None
    rows = [_NoteRow(*row) for row in read_rows(NOTES, [user.pk])] if user else []
    notes = Notes(_note_entries(person, rows), [row.folded for row in rows])
    found = search(text, [*(index_of(tree(roadmap)) for roadmap in published(user)), notes])
    by_kind = found.by_kind()
    shown = SHOWN_OF_ONE_KIND if only is not None else SHOWN
    cut = {kind: entries[:shown] for kind, entries in by_kind.items() if only in (None, kind)}
    texts = _texts(rows, cut.get(Kind.NOTE, ()), found)
    groups = (
        Group(kind, tuple(_hit(entry, found, texts) for entry in entries), len(by_kind[kind]))
        for kind, entries in cut.items()
    )
    return Results(tuple(groups), len(found.entries))


class _NoteRow(NamedTuple):
    """A row that NOTES reads."""

    id: int
    topic_id: int
    folded: str
    topic: str
    topic_slug: str
    stage: str
    stage_slug: str
    roadmap: str
    roadmap_slug: str
    roadmap_id: int
    is_published: bool
    teams_only: bool


def _note_entries(person: User | AnonymousUser, rows: Sequence[_NoteRow]) -> list[Entry]:
    """Return the entries of notes: with titles, if PERSON may see their roadmaps."""
    viewer, entries = Viewer(person), []
    for row in rows:
        if viewer.may_see(row.roadmap_id, is_published=row.is_published, teams_only=row.teams_only):
            place, url = (row.roadmap, row.stage), note_url(row.roadmap_slug, row.stage_slug, row.topic_slug)
            entry = Entry(Kind.NOTE, row.topic, "", place, url, is_draft=not row.is_published, note_id=row.id)
        else:
            # A note outlives the page that it was written on.
            entry = Entry(Kind.NOTE, "", "", (), reverse("topic_note", args=[row.topic_id]), note_id=row.id)
        entries.append(entry)
    return entries


def _texts(rows: Sequence[_NoteRow], entries: Sequence[Entry], found: Found) -> dict[int, Pieces]:
    """Return the text to show of each note in ENTRIES, by its id."""
    ids = [entry.note_id for entry in entries]
    bodies = dict(Note.objects.filter(pk__in=ids).values_list("pk", "body")) if ids else {}
    folded = {row.id: row.folded for row in rows if row.id in bodies}
    return {pk: snippet(body, folded[pk], found.marked) for pk, body in bodies.items()}


def _hit(entry: Entry, found: Found, texts: dict[int, Pieces]) -> Hit:
    detail = texts.get(entry.note_id, []) if entry.note_id else mark(entry.detail, found.marked)
    return Hit(mark(entry.title, found.marked), detail, entry.place, entry.url, entry.hue, entry.is_draft)
