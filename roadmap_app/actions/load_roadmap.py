"""Loading the roadmaps that Cairn ships, without overwriting what editors have made of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction

from roadmap_app.actions.curriculum import raise_versions
from roadmap_app.domain.merge import three_way
from roadmap_app.models import Item, LoadedEntry, Resource, Roadmap, Stage, Topic
from roadmap_app.queries.fixture import (
    MODELS,
    PARENTS,
    Entry,
    FixtureError,
    Key,
    read_fixture,
    sentences,
    settable_fields,
)

Row = Roadmap | Stage | Topic | Item | Resource


NOTHING = "nothing to do"


@dataclass
class Report:
    """What a load did, each row by its model and key.

    `left_alone` says what editors had changed; `to_decide` what the fixture has changed of it, too, since.
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
        return ", ".join(f"{len(rows)} {said}" for rows, said in counts if rows) or NOTHING


def load_fixture_files(paths: Iterable[Path] | None = None) -> dict[str, Report]:
    """Load fixture files (default: all that are shipped), each whole or not at all; returns the reports by file name.

    Raises FixtureError for the first broken file; what was loaded before it stays.
    """
    if paths is None:
        paths = sorted(settings.PORTAL_FIXTURES.glob("*.json"))
    return {path.name: load_fixture(path) for path in paths}


def load_fixture(path: Path) -> Report:
    """Load one fixture file: rows follow it unless an editor has changed them since it was last loaded.

    Touches no learner's row. Raises FixtureError, and then nothing of the file is loaded.
    """
    entries = read_fixture(path)
    report = Report()
    with transaction.atomic():
        slug = next(entry.key for entry in entries if entry.model is Roadmap)
        Roadmap.objects.select_for_update().filter(slug=slug).first()  # nobody edits it meanwhile
        known = LoadedEntry.of_roadmap(slug)
        rows = _stored_rows(entries)
        _refuse_rows_of_others(entries, rows, slug, known)
        for entry in entries:
            _merge(entry, known.pop(entry.name, None), rows, slug, report)
        for gone in known.values():
            _retire(gone, report)
        if report.added or report.updated or report.retired:
            slugs = {slug, *(row.roadmap.slug for row in rows.values())}
            raise_versions(Roadmap.objects.filter(slug__in=slugs).values_list("pk", flat=True))
    return report


def _refuse_rows_of_others(
    entries: list[Entry], rows: dict[Key, Row], slug: str, known: dict[Key, LoadedEntry]
) -> None:
    """Raise FixtureError where an entry bears the ref of another roadmap's row, as in a copied file.

    A row that was loaded with this roadmap and stands in another was moved there by an editor: an edit like others.
    """
    others = set(LoadedEntry.objects.exclude(roadmap_slug=slug).values_list("model", "key"))
    if problems := [
        f"{entry.place}, field “ref”: belongs to another roadmap; each row needs a ref of its own."
        for entry in entries
        if entry.name in others
        or (entry.name in rows and entry.name not in known and rows[entry.name].roadmap.slug != slug)
    ]:
        raise FixtureError(problems)


def _merge(entry: Entry, loaded: LoadedEntry | None, rows: dict[Key, Row], slug: str, report: Report) -> None:
    row = rows.get(entry.name)
    label = " ".join(entry.name)
    if row is not None:
        _bring(entry, loaded, row, rows, slug, report)
    elif loaded is not None:
        _let_wait(loaded, None)
        report.left_alone.append(f"{label}: deleted here")
    elif _parent_is_there(entry, rows):
        rows[entry.name] = _save(entry, _new_row(entry), rows)
        _remember(entry, loaded, slug)
        report.added.append(label)
    else:
        report.left_alone.append(f"{label}: its {PARENTS[entry.model]} was deleted here")


def _bring(entry: Entry, loaded: LoadedEntry | None, row: Row, rows: dict[Key, Row], slug: str, report: Report) -> None:
    """Let ROW, which is there, follow its ENTRY unless editors have changed it."""
    label, values = " ".join(entry.name), values_of(row)
    if values == entry.values:
        if loaded is None or (loaded.values, loaded.shipped) != (entry.values, None):
            _remember(entry, loaded, slug)
    elif loaded is None:
        # From now on it is known: what editors do with it, a move to another roadmap too, is an edit like others.
        _remember(entry, None, slug)
        report.left_alone.append(f"{label}: {', '.join(_differing(values, entry.values))} changed here")
    elif values != completed(loaded, loaded.values):
        _ask(loaded, values, entry.values, report)
    elif _parent_is_there(entry, rows):
        _save(entry, row, rows)
        _remember(entry, loaded, slug)
        report.updated.append(label)
    else:
        _let_wait(loaded, None)
        report.left_alone.append(f"{label}: its {PARENTS[entry.model]} was deleted here")


def _parent_is_there(entry: Entry, rows: dict[Key, Row]) -> bool:
    parent = PARENTS.get(entry.model)
    return parent is None or (parent, entry.values[parent]) in rows


def _ask(loaded: LoadedEntry, ours: dict[str, Any], shipped: dict[str, Any], report: Report) -> None:
    """Leave a row that editors changed; where the fixture changed it, too, and otherwise, let them decide."""
    base = completed(loaded, loaded.values)
    merged = three_way(base, ours, shipped)
    if any(each.is_open for each in merged):
        _let_wait(loaded, shipped)
        news = ", ".join(_differing(shipped, base))
        report.to_decide.append(f"{loaded.label}: changed here, and {news} in the fixture")
        return
    _let_wait(loaded, None)
    if shipped != loaded.values:  # all that is newer is so here already
        loaded.values = shipped
        loaded.save(update_fields=["values"])
    report.left_alone.append(f"{loaded.label}: {', '.join(_differing(ours, shipped))} changed here")


def _let_wait(loaded: LoadedEntry, shipped: dict[str, Any] | None) -> None:
    if loaded.shipped != shipped:
        loaded.shipped = shipped
        loaded.save(update_fields=["shipped"])


def _differing(values: dict[str, Any], others: dict[str, Any]) -> list[str]:
    return [name for name, value in values.items() if value != others.get(name)]


def _retire(gone: LoadedEntry, report: Report) -> None:
    model = MODELS[f"roadmap_app.{gone.model}"]
    row = rows_by_key(model, [gone.key]).get((gone.model, gone.key))
    if row is None or not isinstance(row, Stage | Topic | Item | Resource) or row.retired:
        _let_wait(gone, None)
        return
    base = completed(gone, gone.values)
    if (values := values_of(row)) != base:
        _ask(gone, values, base | {"retired": True}, report)
        return
    row.retired = gone.values["retired"] = True
    row.save(update_fields=["retired"])
    gone.save(update_fields=["values"])
    report.retired.append(str(gone))


def _save(entry: Entry, row: Row, rows: dict[Key, Row]) -> Row:
    parent = PARENTS.get(entry.model)
    for name, value in entry.values.items():
        setattr(row, name, rows[parent, value] if name == parent else value)
    try:
        row.full_clean()
    except ValidationError as error:
        raise FixtureError(sentences(entry.place, error)) from error
    row.save()
    return row


def _remember(entry: Entry, loaded: LoadedEntry | None, slug: str) -> None:
    loaded = loaded or LoadedEntry(model=entry.name[0], key=entry.key, roadmap_slug=slug)
    loaded.values, loaded.shipped = entry.values, None
    loaded.save()


def _new_row(entry: Entry) -> Row:
    return cast("Row", entry.model(**{"slug" if entry.model is Roadmap else "ref": entry.key}))


def values_of(row: models.Model) -> dict[str, Any]:
    """Return what a fixture would say of ROW: each settable field, the parent by its key."""
    parent = PARENTS.get(type(row))
    return {
        name: getattr(row, name).natural_key()[0] if name == parent else getattr(row, name)
        for name in settable_fields(type(row))
    }


def completed(loaded: LoadedEntry, values: dict[str, Any]) -> dict[str, Any]:
    """Return VALUES that were kept for LOADED, with the default of each field that Cairn has got since."""
    fields = settable_fields(MODELS[f"roadmap_app.{loaded.model}"])
    return {name: values[name] if name in values else field.get_default() for name, field in fields.items()}


def _stored_rows(entries: list[Entry]) -> dict[Key, Row]:
    found: dict[Key, Row] = {}
    for model in MODELS.values():
        found |= rows_by_key(model, [entry.key for entry in entries if entry.model is model])
    return found


def rows_by_key(model: type[models.Model], keys: list[str]) -> dict[Key, Row]:
    """Return the rows of MODEL that bear KEYS, with their parents, by model and key."""
    identity = "slug" if model is Roadmap else "ref"
    rows = model._default_manager.filter(**{f"{identity}__in": keys})
    if parent := PARENTS.get(model):
        rows = rows.select_related(parent)
    return {(model.__name__.lower(), getattr(row, identity)): cast("Row", row) for row in rows}
