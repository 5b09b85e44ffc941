"""Read and validate a roadmap's fixture, and read stored rows in the form that a fixture gives them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet

from roadmap_app.models import Item, LoadedEntry, Roadmap, Topic
from roadmap_app.models.audience import Audience
from roadmap_app.models.curriculum import MODELS, PARENTS, ContentRow

# By the label that a fixture gives a model.
LABELS = {f"roadmap_app.{name}": model for name, model in MODELS.items()}
# For whom a roadmap is belongs to the portal that has the teams.
AUDIENCE = {field.name for field in (*Audience._meta.fields, *Audience._meta.many_to_many)}
OWN_AUDIENCE = "teams are set here, not by a file. Leave it out, load the roadmap unpublished, then set who sees it."
Key = tuple[str, str]
Values = dict[str, object]


class FixtureError(Exception):
    """The fixture cannot be loaded; `problems` names file, entry and field of each fault."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Entry:
    """One entry of a fixture: `values` holds every field a fixture may set, with the parent's key as a string."""

    place: str
    model: type[ContentRow]
    key: str
    values: Values

    @property
    def name(self) -> Key:
        """Model and key, which identify the row."""
        return self.model.__name__.lower(), self.key


def settable_fields(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    """Return the fields that a fixture may set, by name: all but identity, version and audience."""
    hidden = {"id", "ref", "version", "teams_only"} | ({"slug"} if model is Roadmap else set())
    return {field.name: field for field in model._meta.concrete_fields if field.name not in hidden}


def read_fixture(path: Path) -> list[Entry]:
    """Return the entries of a fixture, parents before children. Raise FixtureError with every fault found."""
    problems: list[str] = []
    entries: list[Entry] = []
    seen: set[Key] = set()
    for place, raw in _raw_entries(path):
        entry, faults = _entry(place, raw)
        problems += faults
        if entry is None:
            continue
        if entry.name in seen:
            problems.append(f"{entry.place}: the key occurs twice.")
        seen.add(entry.name)
        parent = PARENTS.get(entry.model)
        if parent and (parent, entry.values[parent]) not in seen:
            problems.append(f"{entry.place}, field “{parent}”: no {parent} “{entry.values[parent]}” before it.")
        entries.append(entry)
    kept = {entry.values["topic"] for entry in entries if entry.model is Item}
    problems += [
        f"{entry.place}: has no item; a topic needs at least one."
        for entry in entries
        if entry.model is Topic and entry.key not in kept
    ]
    roadmaps = sum(entry.model is Roadmap for entry in entries)
    if not problems and roadmaps != 1:
        problems.append(f"{path.name}: a fixture holds one roadmap, this one {roadmaps}.")
    if problems:
        raise FixtureError(problems)
    return entries


def _raw_entries(path: Path) -> Iterator[tuple[str, object]]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FixtureError([f"{path.name}: cannot be read: {error.strerror}."]) from error
    except ValueError as error:
        raise FixtureError([f"{path.name}: is not JSON: {error}."]) from error
    if not isinstance(data, list):
        raise FixtureError([f"{path.name}: is not a list of entries."])
    return ((f"{path.name}, entry {number}", raw) for number, raw in enumerate(data, 1))


def _entry(place: str, raw: object) -> tuple[Entry | None, list[str]]:
    if not isinstance(raw, dict) or not isinstance(raw.get("fields"), dict):
        return None, [f"{place}: is not an object with “model” and “fields”."]
    model = LABELS.get(str(raw.get("model")))
    if model is None:
        return None, [f"{place}, field “model”: “{raw.get('model')}” is not one of {', '.join(LABELS)}."]
    if "pk" in raw:
        return None, [f"{place}, field “pk”: fixtures use natural keys."]
    given = dict(raw["fields"])
    identity = "slug" if model is Roadmap else "ref"
    key = given.pop(identity, None)
    place = f"{place} ({raw['model']} “{key}”)"
    if not isinstance(key, str):
        return None, [f"{place}, field “{identity}”: is missing."]
    values, faults = _checked_values(place, model(**{identity: key}), given)
    return (None if faults else Entry(place, model, key, values)), faults


def _checked_values(place: str, row: ContentRow, given: Values) -> tuple[Values, list[str]]:
    fields, parent = settable_fields(type(row)), PARENTS.get(type(row))
    # Never ignored: what somebody has kept for some teams must not be loaded for everybody.
    faults = [f"{place}, field “{name}”: {OWN_AUDIENCE}" for name in given if name in AUDIENCE]
    faults += [f"{place}, field “{name}”: is unknown." for name in given if name not in fields and name not in AUDIENCE]
    values: Values = {}
    for name, field in fields.items():
        value = given.get(name, None if name == parent else field.get_default())
        try:
            values[name] = _parent_key(value) if name == parent else _clean(field, value, row)
        except ValidationError as error:
            faults.append(f"{place}, field “{name}”: {' '.join(error.messages)}")
    if not faults:
        try:
            # Constraints that need the database (the parent, the siblings' slugs) are checked when it is saved.
            row.validate_constraints(exclude=[parent or "", "slug"])
        except ValidationError as error:
            faults += error_messages(place, error)
    return values, faults


def _parent_key(value: object) -> str:
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return value[0]
    raise ValidationError('must be a natural key, as in ["…"].')


def _clean(field: models.Field[Any, Any], value: object, row: models.Model) -> object:
    if "\0" in str(value):
        raise ValidationError("holds a NUL character.")
    value = field.clean(value, row)
    setattr(row, field.name, value)
    return value


def error_messages(place: str, error: ValidationError) -> list[str]:
    """Return the messages of ERROR, one line per field, each after PLACE."""
    if not hasattr(error, "error_dict"):
        return [f"{place}: {' '.join(error.messages)}"]
    return [
        f"{place}, field “{name}”: {' '.join(messages)}" if name != "__all__" else f"{place}: {' '.join(messages)}"
        for name, messages in error.message_dict.items()
    ]


def rows_by_key(names: Iterable[Key]) -> dict[Key, ContentRow]:
    """Return the stored rows with these NAMES, with their parents, by model and key; one query per model."""
    keys: dict[str, list[str]] = defaultdict(list)
    for word, key in names:
        keys[word].append(key)
    return {(word, row.natural_key()[0]): row for word in keys for row in _rows(MODELS[word], keys[word])}


def _rows(model: type[ContentRow], keys: list[str]) -> QuerySet[ContentRow]:
    rows = model._default_manager.filter(**{f"{'slug' if model is Roadmap else 'ref'}__in": keys})
    return rows.select_related(PARENTS[model]) if model in PARENTS else rows


def values_of(row: ContentRow) -> Values:
    """Return what a fixture of ROW would hold: each settable field, the parent by its key."""
    parent = PARENTS.get(type(row))
    return {
        name: getattr(row, name).natural_key()[0] if name == parent else getattr(row, name)
        for name in settable_fields(type(row))
    }


def completed(loaded: LoadedEntry, values: Mapping[str, object]) -> Values:
    """Return VALUES, which were stored for LOADED, plus the default of each field that the model has gained since."""
    fields = settable_fields(MODELS[loaded.model])
    return {name: values[name] if name in values else field.get_default() for name, field in fields.items()}
