"""Load the roadmaps that Cairn ships, without overwriting what editors have changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from roadmap_app.actions.curriculum import raise_versions
from roadmap_app.domain.merge import three_way
from roadmap_app.models import LoadedEntry, Roadmap
from roadmap_app.models.curriculum import PARENTS, ContentRow
from roadmap_app.queries.fixture import (
    Entry,
    FixtureError,
    Key,
    Values,
    completed,
    error_messages,
    read_fixture,
    rows_by_key,
    values_of,
)

NOTHING = "nothing to do"


@dataclass(frozen=True)
class LoadOutcome:
    """What a load does with one row: the list of the report that it goes to ("" for none), and what to remember.

    `loaded` replaces the values that were loaded last (None keeps them); `shipped` waits for an editor's decision.
    """

    kind: Literal["", "added", "updated", "retired", "left_alone", "to_decide"] = ""
    detail: str = ""
    loaded: Values | None = None
    shipped: Values | None = None


@dataclass
class LoadReport:
    """What a load did, one line per row.

    `left_alone` names what editors had changed; `to_decide` what the fixture has changed of that since.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    to_decide: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = [
            (self.added, "added"),
            (self.updated, "updated"),
            (self.retired, "retired"),
            (self.left_alone, "left as editors made them"),
            (self.to_decide, "to be decided in the admin, under “Updates to decide”"),
        ]
        return ", ".join(f"{len(rows)} {verb}" for rows, verb in counts if rows) or NOTHING

    def add(self, name: Key, outcome: LoadOutcome) -> None:
        """Add the line of one row, if it has one."""
        if outcome.kind:
            label = " ".join(name)
            getattr(self, outcome.kind).append(f"{label}: {outcome.detail}" if outcome.detail else label)


def load_fixture_files(paths: Iterable[Path] | None = None) -> dict[str, LoadReport]:
    """Load fixture files (default: all that are shipped), each completely or not at all; return reports by file name.

    Raise FixtureError for the first invalid file; files loaded before it stay loaded.
    """
    if paths is None:
        paths = sorted(settings.PORTAL_FIXTURES.glob("*.json"))
    return {path.name: load_fixture(path) for path in paths}


def load_fixture(path: Path) -> LoadReport:
    """Load one fixture file: a row follows it unless an editor has changed the row since it was last loaded.

    No learner's row changes. Raise FixtureError, and load nothing of the file, if it is invalid.
    """
    entries = {entry.name: entry for entry in read_fixture(path)}
    slug = next(entry.key for entry in entries.values() if entry.model is Roadmap)
    report = LoadReport()
    with transaction.atomic():
        Roadmap.objects.select_for_update(no_key=True).filter(slug=slug).first()  # no editor changes it during the load
        known = {(entry.model, entry.key): entry for entry in LoadedEntry.objects.filter(roadmap_slug=slug)}
        rows = rows_by_key([*entries, *(name for name in known if name not in entries)])
        _refuse_rows_of_others(entries, rows, slug, known)
        for name in entries | known:
            entry, loaded, row = entries.get(name), known.get(name), rows.get(name)
            outcome = outcome_of(entry, loaded, row, has_parent=entry is None or _has_parent(entry, rows))
            if saved := _apply(outcome, entry, row, rows):
                rows[name] = saved
            _remember(outcome, loaded or LoadedEntry(model=name[0], key=name[1], roadmap_slug=slug))
            report.add(name, outcome)
        if report.added or report.updated or report.retired:
            slugs = {slug, *(row.roadmap.slug for row in rows.values())}
            raise_versions(Roadmap.objects.filter(slug__in=slugs).values_list("pk", flat=True))
    return report


def _refuse_rows_of_others(
    entries: Mapping[Key, Entry], rows: Mapping[Key, ContentRow], slug: str, known: Mapping[Key, LoadedEntry]
) -> None:
    """Raise FixtureError if an entry has the ref of another roadmap's row, as in a copied file.

    A row that was loaded with this roadmap and is now in another was moved there by an editor: an edit like others.
    """
    others = set(LoadedEntry.objects.exclude(roadmap_slug=slug).values_list("model", "key"))
    if problems := [
        f"{entry.place}, field “ref”: belongs to another roadmap; each row needs a ref of its own."
        for name, entry in entries.items()
        if name in others or (name in rows and name not in known and rows[name].roadmap.slug != slug)
    ]:
        raise FixtureError(problems)


def outcome_of(
    entry: Entry | None, loaded: LoadedEntry | None, row: ContentRow | None, *, has_parent: bool
) -> LoadOutcome:
    """Return what to do with ROW, given its ENTRY in the fixture now and as LOADED last. Pure: changes nothing.

    ENTRY, LOADED and ROW are None if missing. HAS_PARENT is False if the entry's parent was deleted here.
    """
    base = completed(loaded, loaded.values) if loaded else None
    ours = values_of(row) if row else None
    if entry is None:
        return _outcome_without_entry(base or {}, ours)
    if ours is None and base is not None:
        return LoadOutcome("left_alone", "deleted here")
    if ours == entry.values:
        return LoadOutcome(loaded=entry.values)
    if ours is not None and base is None:
        # It counts as loaded from now on: whatever editors do with it later, moving it included, is an edit.
        return LoadOutcome("left_alone", f"{_differing(ours, entry.values)} changed here", loaded=entry.values)
    if ours is not None and base is not None and ours != base:
        return _outcome_of_edited(base, ours, entry.values)
    if not has_parent:
        return LoadOutcome("left_alone", f"its {PARENTS[entry.model]} was deleted here")
    return LoadOutcome("updated" if row else "added", loaded=entry.values)


def _outcome_without_entry(base: Values, ours: Values | None) -> LoadOutcome:
    """Return what to do with a row that has left the fixture: retire it, unless an editor has changed it."""
    if ours is None or ours.get("retired", True):
        return LoadOutcome()
    retired = base | {"retired": True}
    return LoadOutcome("retired", loaded=retired) if ours == base else _outcome_of_edited(base, ours, retired)


def _outcome_of_edited(base: Values, ours: Values, theirs: Values) -> LoadOutcome:
    """Leave a row that editors changed, and ask them if the fixture has changed it otherwise."""
    if any(each.is_open for each in three_way(base, ours, theirs)):
        return LoadOutcome("to_decide", f"changed here, and {_differing(theirs, base)} in the fixture", shipped=theirs)
    return LoadOutcome("left_alone", f"{_differing(ours, theirs)} changed here", loaded=theirs)


def _differing(values: Values, others: Values) -> str:
    return ", ".join(name for name, value in values.items() if value != others.get(name))


def _has_parent(entry: Entry, rows: Mapping[Key, ContentRow]) -> bool:
    parent = PARENTS.get(entry.model)
    return parent is None or (parent, entry.values[parent]) in rows


def _apply(
    outcome: LoadOutcome, entry: Entry | None, row: ContentRow | None, rows: Mapping[Key, ContentRow]
) -> ContentRow | None:
    """Write the row that OUTCOME is about, and return it; None if it stays as it is."""
    if outcome.kind == "retired" and row is not None and not isinstance(row, Roadmap):
        row.retired = True
        row.save(update_fields=["retired"])
        return row
    if entry is None or outcome.kind not in ("added", "updated"):
        return None
    row = row or entry.model(**{"slug" if entry.model is Roadmap else "ref": entry.key})
    parent = PARENTS.get(entry.model)
    for name, value in entry.values.items():
        setattr(row, name, rows[parent, str(value)] if parent and name == parent else value)
    try:
        row.full_clean()
    except ValidationError as error:
        raise FixtureError(error_messages(entry.place, error)) from error
    row.save()
    return row


def _remember(outcome: LoadOutcome, loaded: LoadedEntry) -> None:
    """Store what is loaded and what waits for a decision, if that has changed."""
    if loaded.pk is None and outcome.loaded is None:
        return
    values = loaded.values if outcome.loaded is None else outcome.loaded
    if loaded.pk is None or (loaded.values, loaded.shipped) != (values, outcome.shipped):
        loaded.values, loaded.shipped = values, outcome.shipped
        loaded.save()
