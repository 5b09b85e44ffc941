"""Publish a roadmap after the gate has checked it."""

import sys
from collections.abc import Container, Iterable, Mapping

from django.db import transaction

from roadmap_app.actions.curriculum import save_content
from roadmap_app.actions.outline import OutlineRefused
from roadmap_app.models import Roadmap
from roadmap_app.outline.gate import check
from roadmap_app.queries.outline import outline_of


def faults_of_published(roadmap_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return every fault that the gate finds in the published ones of these roadmaps, by primary key."""
    rows = Roadmap.objects.filter(pk__in=roadmap_ids, is_published=True)
    return {row.pk: [str(problem) for problem in check(outline_of(row), sys.maxsize)] for row in rows}


def new_faults(roadmap_ids: Iterable[int], before: Mapping[int, Container[str]]) -> list[str]:
    """Return the faults of the published ones of these roadmaps that they had not BEFORE, or that publishing shows."""
    after = faults_of_published(roadmap_ids)
    return [fault for pk, faults in after.items() for fault in faults if fault not in before.get(pk, ())]


@transaction.atomic
def publish(*, roadmap: Roadmap) -> Roadmap:
    """Publish ROADMAP and return it; a published one stays unchanged. Raise OutlineRefused for a faulty one."""
    roadmap = Roadmap.objects.select_for_update(no_key=True).get(pk=roadmap.pk)
    if not roadmap.is_published:
        if problems := check(outline_of(roadmap)):
            raise OutlineRefused(problems)
        roadmap.is_published = True
        save_content(roadmap)
    return roadmap
