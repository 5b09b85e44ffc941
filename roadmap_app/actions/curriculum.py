"""Edit content: every change raises its roadmap's version in the same transaction."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from roadmap_app.models import Roadmap
from roadmap_app.models.curriculum import ContentRow, Retirable


@transaction.atomic
def save_content(row: ContentRow) -> None:
    """Save ROW; a row that moved raises the version of the roadmap it left, too."""
    # The roadmap first: an edit of it as text locks it, too, before any of its rows.
    raise_versions(filter(None, {_stored_roadmap_id(row), row.roadmap.pk}))
    row.save()


@transaction.atomic
def delete_content(row: ContentRow) -> None:
    """Delete ROW and everything below it. Raise ProtectedError if a learner's row refers to any of it."""
    raise_versions([row.roadmap.pk])
    row.delete()


@transaction.atomic
def set_retired(rows: Iterable[Retirable], *, retired: bool) -> int:
    """Retire ROWS or restore them; return how many changed."""
    changed = [row for row in rows if row.retired != retired]
    raise_versions({row.roadmap.pk for row in changed})
    for row in changed:
        row.retired = retired
        row.save(update_fields=["retired"])
    return len(changed)


def raise_versions(roadmap_ids: Iterable[int]) -> None:
    """Raise the version of these roadmaps, so that every process reads them again. Call it inside a transaction."""
    Roadmap.objects.filter(pk__in=list(roadmap_ids)).update(version=F("version") + 1)


def _stored_roadmap_id(row: ContentRow) -> int | None:
    if row.pk is None or isinstance(row, Roadmap):
        return None
    stored = type(row)._default_manager.filter(pk=row.pk).first()
    return stored.roadmap.pk if stored else None
