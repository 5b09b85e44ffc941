"""Store which version of a roadmap a learner has seen."""

from dataclasses import astuple

from django.db import transaction
from django.utils import timezone

from roadmap_app.domain.curriculum import RoadmapTree
from roadmap_app.models import Edition, User, Visit


@transaction.atomic
def begin_visits(*, user: User, tree: RoadmapTree) -> None:
    """Store that USER has seen TREE; two tabs at once store it once."""
    _keep_edition(tree)
    Visit.objects.bulk_create(
        [Visit(user=user, roadmap_id=tree.id, version=tree.version)],
        update_conflicts=True,
        unique_fields=["user", "roadmap"],
        update_fields=["version", "seen_at"],
    )


@transaction.atomic
def see_changes(*, user: User, tree: RoadmapTree, version: int) -> bool:
    """Store that USER has seen TREE if VERSION, which they were shown, is its current one; return whether it is.

    Otherwise nothing is stored, so that they will be shown what changed since.
    """
    if version != tree.version:
        return False
    _keep_edition(tree)
    Visit.objects.update_or_create(
        user=user, roadmap_id=tree.id, defaults={"version": version, "seen_at": timezone.now()}
    )
    known = Visit.objects.filter(roadmap_id=tree.id).values("version")
    # If another learner's visit stores one of these versions at this moment, they see only later changes.
    Edition.objects.filter(roadmap_id=tree.id).exclude(version__in=known).delete()
    return True


def _keep_edition(tree: RoadmapTree) -> None:
    items = {item_id: astuple(known) for item_id, known in tree.known_items.items()}
    Edition.objects.bulk_create([Edition(roadmap_id=tree.id, version=tree.version, items=items)], ignore_conflicts=True)
