"""Restore deleted content of a roadmap from its history."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from roadmap_app.actions.curriculum import save_content
from roadmap_app.models import Item, Resource, Roadmap, Stage, Topic
from roadmap_app.models.curriculum import MODELS, PARENTS, ContentRow, Retirable

# The history records what was deleted along with a row just before it, in the same request. Where it has no request, as
# of commands and of older releases, what was deleted in so short a time before counts.
TOGETHER = timedelta(seconds=10)
CHILDREN: dict[type[Retirable], tuple[type[Retirable], ...]] = {Stage: (Topic,), Topic: (Item, Resource)}


class CannotRestore(Exception):
    """The row cannot be restored; the message is for editors."""


@transaction.atomic
def restore(*, model: type[ContentRow], record_id: int) -> ContentRow:
    """Restore a deleted row from record RECORD_ID of its history, with what was deleted along with it.

    It keeps its primary key and its ref; existing rows do not change. Raise CannotRestore with the reason.
    """
    if issubclass(model, Roadmap):
        # Its version would start again, and a process could use a snapshot of the old roadmap for the restored one.
        raise CannotRestore("A deleted roadmap cannot be restored here: load it again from its file.")
    record = model.history.filter(history_id=record_id, history_type="-").first()
    if record is None:
        raise CannotRestore("There is no such deletion.")
    return _restore(model, record)


def _restore(model: type[Retirable], record: Any) -> ContentRow:
    if model.objects.filter(pk=record.id).exists():
        raise CannotRestore(f"“{record.title}” is there already.")
    _refuse_without_parent(model, record)
    row: ContentRow = record.instance
    try:
        row.full_clean()
    except ValidationError as error:
        raise CannotRestore(f"“{record.title}” cannot be restored: {' '.join(error.messages)}") from error
    save_content(row)
    for child_model, child in _deleted_with(model, record):
        _restore(child_model, child)
    if isinstance(row, Topic) and not row.items.exists():
        raise CannotRestore(
            f"“{record.title}” cannot be restored: no item was deleted along with it, and it needs one."
        )
    return row


def _refuse_without_parent(model: type[Retirable], record: Any) -> None:
    name = PARENTS[model]
    parent = MODELS[name]
    if not parent._default_manager.filter(pk=getattr(record, f"{name}_id")).exists():
        raise CannotRestore(f"“{record.title}” cannot be restored: its {name} is deleted. Restore the {name} first.")


def _deleted_with(model: type[Retirable], record: Any) -> Iterator[tuple[type[Retirable], Any]]:
    if record.request_id:
        together: dict[str, Any] = {"request_id": record.request_id}
    else:
        together = {"history_date__range": (record.history_date - TOGETHER, record.history_date)}
    for child in CHILDREN.get(model, ()):
        deleted = child.history.filter(
            **{f"{PARENTS[child]}_id": record.id},
            history_type="-",
            history_user=record.history_user_id,
            **together,
        ).order_by("history_id")
        # A row that was deleted twice in that time is restored to its last state.
        yield from ((child, each) for each in {each.id: each for each in deleted}.values())
