"""Undo what one save has changed of a roadmap; the undo is a save itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import router, transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector

from roadmap_app.actions.curriculum import raise_versions
from roadmap_app.actions.history import CHILDREN
from roadmap_app.actions.publication import faults_of_published, new_faults
from roadmap_app.domain.merge import FieldMerge, three_way
from roadmap_app.domain.saves import Record
from roadmap_app.domain.sizes import LISTED
from roadmap_app.models import Item, LinkCheck, Resource, Roadmap, Stage, Topic, User
from roadmap_app.models.curriculum import MODELS, PARENTS, ContentRow
from roadmap_app.queries.audience import hidden_from
from roadmap_app.queries.history import with_previous
from roadmap_app.queries.saves import has_made_the_roadmap, save_of

# What may be deleted along with a row: nothing of a learner's.
CONTENT = {Stage, Topic, Item, Resource, LinkCheck}
MEANWHILE = "Somebody is changing it at this moment. Nothing is undone; try again."

NOT_ALL_SEEN = "It has changed more than you see. Ask an owner to undo it."


class CannotUndo(Exception):
    """The save cannot be undone, for these `reasons`; nothing was changed."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = list(reasons)
        super().__init__(" ".join(self.reasons))


@dataclass(frozen=True)
class Undone:
    """How many rows an undo has changed back, and how many new ones it has retired, as learners depend on them."""

    changed: int
    retired: int


@dataclass(frozen=True)
class SavedRow:
    """A row of a save: its records BEFORE and AFTER it (None: there was no such row), and the row NOW.

    `is_known` is False if the history does not tell what it was before.
    """

    model: type[ContentRow]
    title: str
    is_known: bool
    before: Any
    after: Any
    now: Any

    @property
    def was_made(self) -> bool:
        """Whether the save has made it."""
        return self.before is None and self.after is not None

    @property
    def was_deleted(self) -> bool:
        """Whether the save has deleted it."""
        return self.before is not None and self.after is None

    @property
    def fields(self) -> tuple[FieldMerge, ...]:
        """Its fields after the save, now, and before it; "theirs" is what to set again."""
        return three_way(*(_values(self.model, row) for row in (self.after, self.now, self.before)))

    @property
    def why_not_undone(self) -> str:
        """What has happened to it since, so that the save cannot be undone; "" if it can, or needs nothing."""
        if not self.is_known:
            return f"The history does not tell what “{self.title}” was before."
        if self.was_deleted:
            is_back = self.now and _values(self.model, self.now) != _values(self.model, self.before)
            return f"“{self.title}” is there again, and differs." if is_back else ""
        if self.after is None or (self.was_made and self.now is None):
            return ""
        if self.now is None:
            return f"“{self.title}” was deleted later."
        if self.was_made:
            changed = [each.label for each in self.fields if each.base != each.ours]
        else:
            changed = [each.label for each in self.fields if each.changed_by == "conflict"]
        names = ", ".join(each.removesuffix(" id") for each in changed)
        return f"“{self.title}” was changed later: {names}." if names else ""


@transaction.atomic
def undo_save(*, roadmap: Roadmap, kind: str, number: int, by: User | None = None) -> Undone:
    """Undo the save that record NUMBER of KIND in ROADMAP's history belongs to.

    Fields that the save has changed get their values from before; rows that it has deleted come back; rows that it has
    made are deleted, or retired if anything of a learner's depends on them. A second call changes nothing. Raise
    CannotUndo with every reason, one of which is that BY may not see all that the save has changed.
    """
    save = save_of(roadmap, kind, number, by)
    if not save:
        raise CannotUndo(["There is no such save."])
    if has_made_the_roadmap(save):
        raise CannotUndo(["This save has made the roadmap. Unpublish or delete the roadmap instead."])
    held = _roadmap_ids(_rows_of(save)) | {roadmap.pk}
    # Locks them, as every edit does first.
    list(Roadmap.objects.select_for_update(no_key=True).filter(pk__in=held).order_by("pk"))
    rows = _rows_of(save)
    if hidden_from(by).filter(pk__in=held).exists():
        raise CannotUndo([NOT_ALL_SEEN])
    if not _roadmap_ids(rows) <= held:
        raise CannotUndo([MEANWHILE])
    if reasons := [row.why_not_undone for row in rows if row.why_not_undone]:
        raise CannotUndo(reasons[:LISTED])
    undo = _Undo(rows, f"Undid the save of {save[0].when:%Y-%m-%d %H:%M} UTC")
    if not (undo.deleted or undo.edited or undo.made):
        return Undone(0, 0)
    before = faults_of_published(held)
    raise_versions(held)
    undone = undo.run()
    if new := new_faults(held, before):
        raise CannotUndo(f"Learners could not walk it so. {fault}" for fault in new[:LISTED])
    return undone


class _Undo:
    """Write the rows of a save as they were: what it deleted, then what it changed, then what it made."""

    def __init__(self, rows: list[SavedRow], reason: str) -> None:
        self.rows, self.reason, self.changed, self.retired = rows, reason, 0, 0
        self.deleted = [row for row in rows if row.was_deleted and row.now is None]
        self.edited = [(row, names) for row in rows if row.before and row.now and (names := _to_set(row))]
        self.made = [row.now for row in rows if row.was_made and row.now]
        self.tops = _without_a_parent_in(self.made)

    def run(self) -> Undone:
        moved = [row.now for row, names in self.edited if names & {"slug", "stage_id"}]
        _free_addresses([*self.tops, *moved])
        for row in self.deleted:
            self._save(row.before.instance)
        for row, names in self.edited:
            for name in names:
                setattr(row.now, name, getattr(row.before, name))
            self._save(row.now)
        self._take_out()
        self._refuse_empty_topics()
        return Undone(self.changed, self.retired)

    def _take_out(self) -> None:
        """Delete the rows that the save has made, or retire them, each with what is below it."""
        for row in self.made:
            for model in CHILDREN.get(type(row), ()):
                for added in model.objects.filter(**{PARENTS[model]: row}).exclude(pk__in=_keys(self.made, model)):
                    raise CannotUndo([f"“{added}” was put into “{row}” later."])
        for row in self.tops:
            if _is_free(row):
                row._change_reason = self.reason
                row.delete()
                self.changed += 1
            else:
                row.retired = True
                self._save(row)
                self.retired += 1

    def _save(self, row: Any) -> None:
        try:
            row.full_clean()
        except ValidationError as error:
            raise CannotUndo([f"“{row}” cannot be as it was: {' '.join(error.messages)}"]) from error
        row._change_reason = self.reason
        row.save()
        self.changed += 1

    def _refuse_empty_topics(self) -> None:
        """Raise CannotUndo if a topic that items have left has none any more."""
        left = {each.topic_id for row in self.rows if row.model is Item for each in (row.before, row.after) if each}
        if topic := Topic.objects.filter(pk__in=left, items=None).first():
            raise CannotUndo([f"“{topic}” would have no item any more, and a topic needs one."])


def _rows_of(save: tuple[Record, ...]) -> list[SavedRow]:
    """Return the rows of SAVE, parents before children."""
    found = []
    for kind, model in MODELS.items():
        numbers: dict[int, list[int]] = {}
        for each in save:
            if each.kind == kind:
                numbers.setdefault(each.row, []).append(each.number)
        if numbers:
            first = {record.id: record for record in with_previous(model, [min(each) for each in numbers.values()])}
            last = {record.id: record for record in with_previous(model, [max(each) for each in numbers.values()])}
            now = model._default_manager.in_bulk(numbers)
            found += [_saved_row(model, first[pk], last[pk], now.get(pk)) for pk in numbers]
    return found


def _saved_row(model: type[ContentRow], first: Any, last: Any, now: Any) -> SavedRow:
    """Return the row whose FIRST and LAST records of the save are given."""
    # The record of a deletion has the row's last values.
    before = first if first.history_type == "-" else _existing(first.before)
    is_known = before is not None or first.history_type == "+"
    return SavedRow(model, last.title, is_known, before, _existing(last), now)


def _existing(record: Any) -> Any:
    return None if record is None or record.history_type == "-" else record


def _values(model: Any, row: Any) -> dict[str, object]:
    names = [field.attname for field in model.history.model.tracked_fields if field.attname != "id"]
    return {name: getattr(row, name) for name in names} if row else {}


def _to_set(row: SavedRow) -> set[str]:
    """Return the fields that the save has changed and nobody since."""
    return {each.name for each in row.fields if each.changed_by == "theirs"} if row.after else set()


def _roadmap_ids(rows: Iterable[SavedRow]) -> set[int]:
    """Return the roadmaps that ROWS were in before the save and are in now."""
    parents: dict[str, set[int]] = {name: set() for name in PARENTS.values()}
    for row in rows:
        if name := PARENTS.get(row.model):
            parents[name] |= {getattr(each, f"{name}_id") for each in (row.before, row.now) if each}
    of_topics = Topic.objects.filter(pk__in=parents["topic"]).values_list("stage__roadmap", flat=True)
    of_stages = Stage.objects.filter(pk__in=parents["stage"]).values_list("roadmap", flat=True)
    return {*parents["roadmap"], *of_topics, *of_stages}


def _free_addresses(rows: Iterable[Any]) -> None:
    """Give ROWS temporary addresses, as two of them may swap theirs."""
    for row in rows:
        if isinstance(row, Stage | Topic):
            type(row)._default_manager.filter(pk=row.pk).update(slug=uuid4().hex)


def _without_a_parent_in(rows: list[Any]) -> list[Any]:
    """Return those of ROWS whose parent is not one of them: what is below another one goes or stays with it."""
    keys = {(type(row), row.pk) for row in rows}
    return [row for row in rows if (MODELS[PARENTS[type(row)]], getattr(row, f"{PARENTS[type(row)]}_id")) not in keys]


def _keys(rows: Iterable[Any], model: type[ContentRow]) -> list[int]:
    return [row.pk for row in rows if isinstance(row, model)]


def _is_free(row: ContentRow) -> bool:
    """Return whether nothing of a learner's would be deleted with ROW, or keeps it."""
    collector = Collector(using=router.db_for_write(type(row)))
    try:
        collector.collect([row])
    except ProtectedError:
        return False
    more = {rows.model for rows in collector.fast_deletes if rows.exists()}
    return {*collector.data, *more} <= CONTENT
