"""Publish a roadmap after the gate has checked it."""

from collections.abc import Iterable

from django.db import transaction

from roadmap_app.actions.curriculum import save_content
from roadmap_app.models import Roadmap
from roadmap_app.outline.gate import Problem, check
from roadmap_app.queries.outline import outline_of


class PublishRefused(Exception):
    """The gate refuses the roadmap, which stays a draft; `problems` says why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


@transaction.atomic
def publish(*, roadmap: Roadmap) -> Roadmap:
    """Publish ROADMAP and return it; a published one stays unchanged. Raise PublishRefused for a faulty one."""
    roadmap = Roadmap.objects.select_for_update().get(pk=roadmap.pk)
    if not roadmap.is_published:
        if problems := check(outline_of(roadmap)):
            raise PublishRefused(problems)
        roadmap.is_published = True
        save_content(roadmap)
    return roadmap
