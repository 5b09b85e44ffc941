"""Publish a roadmap after the gate has checked it."""

from django.db import transaction

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.outline import OutlineRefused
from roadmap_app.models import Roadmap
from roadmap_app.outline.gate import check
from roadmap_app.queries.outline import outline_of


@transaction.atomic
def publish(*, roadmap: Roadmap) -> Roadmap:
    """Publish ROADMAP and return it; a published one stays unchanged. Raise OutlineRefused for a faulty one."""
    roadmap = Roadmap.objects.select_for_update().get(pk=roadmap.pk)
    if not roadmap.is_published:
        if problems := check(outline_of(roadmap)):
            raise OutlineRefused(problems)
        roadmap.is_published = True
        save_content(roadmap)
    return roadmap
