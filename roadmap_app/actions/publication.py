"""Publishing a roadmap: whatever asks for it goes through the gate."""

from collections.abc import Iterable

from django.db import transaction

from roadmap_app.actions.curriculum import save_content
from roadmap_app.models import Roadmap
from roadmap_app.outline.gate import Problem, check
from roadmap_app.queries.outline import outline_of


class PublishRefused(Exception):
    """The gate refuses the roadmap as it is; `problems` says why, and it stays a draft."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


@transaction.atomic
def publish(*, roadmap: Roadmap) -> Roadmap:
    """Let learners see ROADMAP and return it; one that is published already stays as it is. Raises PublishRefused."""
    roadmap = Roadmap.objects.select_for_update().get(pk=roadmap.pk)
    if not roadmap.is_published:
        if problems := check(outline_of(roadmap)):
            raise PublishRefused(problems)
        roadmap.is_published = True
        save_content(roadmap)
    return roadmap
