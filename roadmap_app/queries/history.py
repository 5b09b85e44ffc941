"""Read the history of a roadmap: what changed, by whom and when."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Max, Model, OuterRef, Subquery, Value

from roadmap_app.models import Item, Resource, Roadmap, Stage, Topic, User
from roadmap_app.models.curriculum import MODELS, ContentRow
from roadmap_app.queries.audience import hidden_from

ROADMAP_OF: dict[type[Model], str] = {Roadmap: "pk__in", Stage: "roadmap__in", Topic: "stage__roadmap__in"}
WHAT = {"+": "made", "~": "changed", "-": "deleted"}


@dataclass(frozen=True)
class Difference:
    """A field before and after."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class HistoryEntry:
    """One change of one row: who, when, what, and the fields that differ."""

    kind: str
    pk: int
    title: str
    what: str
    when: datetime
    who: User | None
    reason: str
    record: int
    is_gone: bool
    differences: tuple[Difference, ...]

    @property
    def can_be_put_back(self) -> bool:
        """True if this is the deletion of a row that is still deleted."""
        return self.what == "deleted" and self.is_gone


def changes_of(roadmap: Roadmap, *, deleted_only: bool = False, editor: User | None = None) -> Any:
    """Return (when, kind, record) of every change to ROADMAP and to what is or was below it, the latest first.

    For EDITOR, see histories().
    """
    records = histories(roadmap, editor)
    if deleted_only:
        records = {
            kind: each.filter(history_type="-").exclude(id__in=MODELS[kind].objects.values("id"))
            for kind, each in records.items()
        }
    return latest_first(records, "history_id")


def histories(roadmap: Roadmap, editor: User | None = None) -> dict[str, Any]:
    """Return the records of ROADMAP and of what is or was below it, by kind.

    Without those of what EDITOR may not see: what is below a stage or topic that was moved into another roadmap.
    """
    hidden = hidden_from(editor)
    moved_stages = Stage.objects.filter(roadmap__in=hidden).order_by().values("pk")
    moved = Topic.objects.filter(stage__roadmap__in=hidden).order_by().values("pk")
    stages = Stage.history.filter(roadmap_id=roadmap.pk)
    topics = Topic.history.filter(stage_id__in=stages.order_by().values("id"))
    inside = topics.order_by().values("id")
    return {
        "roadmap": Roadmap.history.filter(id=roadmap.pk),
        "stage": stages,
        "topic": topics.exclude(stage_id__in=moved_stages),
        "item": Item.history.filter(topic_id__in=inside).exclude(topic_id__in=moved),
        "resource": Resource.history.filter(topic_id__in=inside).exclude(topic_id__in=moved),
    }


def latest_first(records: dict[str, Any], *columns: str) -> Any:
    """Return when, kind and COLUMNS of each of the RECORDS, given by kind, the latest first."""
    first, *others = (
        each.order_by().annotate(of=Value(kind, output_field=CharField())).values_list("history_date", "of", *columns)
        for kind, each in records.items()
    )
    return first.union(*others, all=True).order_by("-history_date", "-history_id")


def read_changes(page: Iterable[tuple[datetime, str, int]], editor: User | None = None) -> list[HistoryEntry]:
    """Return the entries of a PAGE of changes_of(), in its order, in a constant number of queries.

    They name nothing that EDITOR may not see.
    """
    wanted = [(kind, record) for _, kind, record in page]
    records: dict[tuple[str, int], Any] = {}
    alive: set[tuple[str, int]] = set()
    for kind in dict.fromkeys(kind for kind, _ in wanted):
        found = with_previous(MODELS[kind], [record for each, record in wanted if each == kind])
        records |= {(kind, record.history_id): record for record in found}
        alive |= {
            (kind, pk) for pk in MODELS[kind].objects.filter(pk__in=[r.id for r in found]).values_list("pk", flat=True)
        }
    names = _parents(records.values(), editor)
    return [
        _change(kind, records[kind, number], (kind, records[kind, number].id) not in alive, names)
        for kind, number in wanted
    ]


def changes_of_row(row: ContentRow, records: Sequence[Any], editor: User | None = None) -> list[HistoryEntry]:
    """Return the entries of one ROW for RECORDS of its history. They name nothing that EDITOR may not see."""
    kind = type(row).__name__.lower()
    found = {
        record.history_id: record for record in with_previous(type(row), [record.history_id for record in records])
    }
    names = _parents(found.values(), editor)
    gone = not type(row).objects.filter(pk=row.pk).exists()
    return [_change(kind, found[record.history_id], gone, names) for record in records]


def with_previous(model: type[ContentRow], numbers: Collection[int]) -> list[Any]:
    """Return the records of MODEL with these NUMBERS; `before` is the record before it of the same row, or None."""
    history = model.history.model.objects
    earlier = (
        history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
        .order_by().values("id").annotate(last=Max("history_id")).values("last")
    )  # fmt: skip
    found = list(
        history.filter(history_id__in=numbers).select_related("history_user").annotate(before_id=Subquery(earlier))
    )
    before = history.in_bulk([record.before_id for record in found if record.before_id], field_name="history_id")
    for record in found:
        record.before = before.get(record.before_id)
    return found


def _parents(records: Iterable[Any], editor: User | None) -> dict[tuple[type[Model], int], str]:
    """Return the titles of the rows that RECORDS name as their parents, now or before, and that EDITOR may see."""
    hidden = hidden_from(editor)
    wanted: dict[type[Model], set[int]] = {}
    for record in records:
        for each in filter(None, (record, record.before)):
            for field in each.tracked_fields:
                if field.is_relation:
                    wanted.setdefault(field.related_model, set()).add(getattr(each, field.attname))
    return {
        (model, row.pk): str(row)
        for model, keys in wanted.items()
        for row in model._default_manager.filter(pk__in=keys).exclude(**{ROADMAP_OF[model]: hidden})
    }


def _change(kind: str, record: Any, is_gone: bool, names: dict[tuple[type[Model], int], str]) -> HistoryEntry:
    changed = record.history_type == "~" and record.before is not None
    return HistoryEntry(
        kind=kind,
        pk=record.id,
        title=record.title,
        what=WHAT[record.history_type],
        when=record.history_date,
        who=record.history_user,
        reason=record.history_change_reason or "",
        record=record.history_id,
        is_gone=is_gone,
        differences=tuple(_differences(record, names)) if changed else (),
    )


def _differences(record: Any, names: dict[tuple[type[Model], int], str]) -> Iterable[Difference]:
    for field in record.tracked_fields:
        old, new = (getattr(each, field.attname) for each in (record.before, record))
        if old != new:
            yield Difference(
                str(field.verbose_name).capitalize(), *(_shown(field, value, names) for value in (old, new))
            )


def _shown(field: Any, value: Any, names: dict[tuple[type[Model], int], str]) -> str:
    if field.is_relation:
        return names.get((field.related_model, value), f"number {value}, which is not here any more")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return "nothing" if value in (None, "") else str(value)
