"""Apply an editor's decision on a newer fixture's values for a row that editors had changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.publication import faults_of_published, new_faults
from roadmap_app.domain.merge import FieldMerge, three_way
from roadmap_app.domain.sizes import LISTED
from roadmap_app.models import Item, LoadedEntry, Roadmap, User
from roadmap_app.models.curriculum import MODELS, PARENTS, ContentRow
from roadmap_app.queries.fixture import completed, rows_by_key, values_of
from roadmap_app.queries.manage import seen_entries


class DecisionStale(Exception):
    """The row, or what is shipped for it, has changed since it was shown; nothing was changed."""


@dataclass(frozen=True)
class Update:
    """An update that waits for a decision: a row, and the fields in which it differs from the shipped values."""

    row: ContentRow
    fields: tuple[FieldMerge, ...]

    @property
    def is_open(self) -> bool:
        """True if the fixture has a newer value that the row has not."""
        return any(each.is_open for each in self.fields)

    def shown(self, each: FieldMerge, value: object) -> object:
        """Return VALUE of a field as editors see it: a parent by its title."""
        parent = _parent(self.row, str(value)) if each.name == PARENTS.get(type(self.row)) else None
        return value if parent is None else str(parent)

    @property
    def digest(self) -> str:
        """A digest of this state, to check that what is decided is what was shown."""
        state = [(each.name, each.base, each.ours, each.theirs) for each in self.fields]
        return hashlib.sha256(json.dumps(state, default=str).encode()).hexdigest()


def updates_of(entries: Iterable[LoadedEntry]) -> dict[int, Update]:
    """Return the updates to decide by the primary key of their entry, without those of deleted rows."""
    waiting = [entry for entry in entries if entry.shipped is not None]
    rows = rows_by_key((entry.model, entry.key) for entry in waiting)
    return {entry.pk: _update(entry, row) for entry in waiting if (row := rows.get((entry.model, entry.key)))}


def open_updates(editor: User, slug: str = "") -> list[tuple[LoadedEntry, Update]]:
    """Return the entries (of the roadmap with this SLUG) on which EDITOR can decide, with their updates."""
    waiting = seen_entries(editor).filter(shipped__isnull=False).order_by("roadmap_slug", "model", "key")
    entries = list(waiting.filter(roadmap_slug=slug) if slug else waiting)
    updates = updates_of(entries)
    return [(entry, updates[entry.pk]) for entry in entries if entry.pk in updates and updates[entry.pk].is_open]


def update_of(entry: LoadedEntry) -> Update | None:
    """Return the update to decide on ENTRY; None if nothing is to be decided or its row was deleted."""
    return updates_of([entry]).get(entry.pk)


def _update(entry: LoadedEntry, row: ContentRow) -> Update:
    merged = three_way(completed(entry, entry.values), values_of(row), completed(entry, entry.shipped or {}))
    return Update(row, tuple(each for each in merged if each.ours != each.theirs))


@dataclass(frozen=True)
class Decision:
    """What to do with ENTRY: set the fields named in TAKE as shipped, leave the others as they are here.

    SEEN is the digest of the update that was shown (None: whatever it is).
    """

    entry: LoadedEntry
    take: Collection[str]
    seen: str | None = None


@transaction.atomic
def decide(decisions: Iterable[Decision]) -> None:
    """Carry out DECISIONS, all or none; none of their entries waits for a decision afterwards.

    Raise DecisionStale, and ValidationError if a row would be invalid, or if a roadmap that learners
    walk then (it may be published by this) has a fault that it had not before.
    """
    decisions = list(decisions)
    held = _hold_roadmaps([each.entry for each in decisions])
    before = faults_of_published(held)
    taken = [_carry_out(each) for each in decisions]
    if any(taken) and (new := new_faults(held, before)):
        raise ValidationError([f"Learners could not walk it so. {fault}" for fault in new[:LISTED]])


def _carry_out(decision: Decision) -> bool:
    """Carry out DECISION; return whether it changed the row."""
    entry = LoadedEntry.objects.select_for_update().get(pk=decision.entry.pk)
    update = update_of(entry)
    if update is None or (decision.seen is not None and update.digest != decision.seen):
        raise DecisionStale
    taken = [each for each in update.fields if each.name in decision.take]
    _refuse_to_empty_a_topic(update.row, taken)
    for each in taken:
        setattr(update.row, each.name, _value(update.row, each))
    if taken:
        update.row.full_clean()
        save_content(update.row)
    entry.values, entry.shipped = entry.shipped, None
    entry.save(update_fields=["values", "shipped"])
    return bool(taken)


def _hold_roadmaps(entries: list[LoadedEntry]) -> list[int]:
    """Lock and return the roadmaps of these rows, as loads and edits do before anything else, so that none deadlocks.

    These are the roadmaps of the rows now, of their fixtures, and of the parents that they may be moved to.
    """
    names = {(entry.model, entry.key) for entry in entries}
    for entry in entries:
        parent = PARENTS.get(MODELS[entry.model], "")
        if key := (entry.shipped or {}).get(parent):
            names.add((parent, key))
    slugs = {entry.roadmap_slug for entry in entries} | {row.roadmap.slug for row in rows_by_key(names).values()}
    return [each.pk for each in Roadmap.objects.select_for_update(no_key=True).filter(slug__in=slugs).order_by("pk")]


def _refuse_to_empty_a_topic(row: ContentRow, taken: Iterable[FieldMerge]) -> None:
    if not isinstance(row, Item) or all(each.name != "topic" for each in taken):
        return
    if not Item.objects.filter(topic=row.topic_id).exclude(pk=row.pk).exists():
        raise ValidationError({"topic": "A topic needs at least one item, and this is the last of its own."})


def _value(row: ContentRow, each: FieldMerge) -> object:
    """Return the shipped value of a field; a parent, which is shipped as its key, as the row."""
    if each.name != PARENTS.get(type(row)):
        return each.theirs
    parent = _parent(row, str(each.theirs))
    if parent is None:
        raise ValidationError({each.name: f"The {each.name} that is shipped, “{each.theirs}”, was deleted here."})
    return parent


def _parent(row: ContentRow, key: str) -> ContentRow | None:
    name = PARENTS[type(row)], key
    return rows_by_key([name]).get(name)
