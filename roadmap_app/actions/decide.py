"""Deciding on what a newer fixture brings for a row that editors had changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction

from roadmap_app.actions.curriculum import ContentRow, save_content
from roadmap_app.actions.fixture import MODELS, PARENTS
from roadmap_app.actions.load_roadmap import values_of
from roadmap_app.merge import FieldMerge, three_way
from roadmap_app.models import LoadedEntry, Roadmap


class DecisionStale(Exception):
    """The row, or what is shipped for it, has changed since it was shown; nothing has been done."""


@dataclass(frozen=True)
class Update:
    """What waits for a decision: a row, and the fields in which it differs from what is shipped."""

    row: ContentRow
    fields: tuple[FieldMerge, ...]

    @property
    def digest(self) -> str:
        """A mark of just this state, to tell whether what is decided is what was shown."""
        said = [(each.name, each.base, each.ours, each.theirs) for each in self.fields]
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def update_of(entry: LoadedEntry) -> Update | None:
    """Return what is to be decided on ENTRY; None where nothing is, or its row has been deleted."""
    model = MODELS[f"roadmap_app.{entry.model}"]
    identity = "slug" if model is Roadmap else "ref"
    row = model._default_manager.filter(**{identity: entry.key}).first()
    if row is None or entry.shipped is None:
        return None
    merged = three_way(entry.values, values_of(row), entry.shipped)
    return Update(cast("ContentRow", row), tuple(each for each in merged if each.ours != each.theirs))


@transaction.atomic
def decide(*, entry: LoadedEntry, take: Collection[str], seen: str | None = None) -> None:
    """Set the fields named in TAKE as shipped, leave the others as they are here, and let nothing wait any more.

    SEEN is the digest of the update that was shown (None: whatever it is). Raises DecisionStale, and ValidationError
    where the row cannot be as it is wished.
    """
    entry = LoadedEntry.objects.select_for_update().get(pk=entry.pk)
    update = update_of(entry)
    if update is None or (seen is not None and update.digest != seen):
        raise DecisionStale
    taken = [each for each in update.fields if each.name in take]
    for each in taken:
        setattr(update.row, each.name, _value(update.row, each))
    if taken:
        update.row.full_clean()
        save_content(update.row)
    entry.values, entry.shipped = entry.shipped, None
    entry.save(update_fields=["values", "shipped"])


def _value(row: ContentRow, each: FieldMerge) -> Any:
    """Return the shipped value of a field; a parent, which is shipped as its key, as the row."""
    if each.name != PARENTS.get(type(row)):
        return each.theirs
    model = cast("Any", type(row)._meta.get_field(each.name).related_model)
    parent = model.objects.filter(**{"slug" if model is Roadmap else "ref": each.theirs}).first()
    if parent is None:
        raise ValidationError({each.name: f"The {each.name} that is shipped, “{each.theirs}”, was deleted here."})
    return parent
