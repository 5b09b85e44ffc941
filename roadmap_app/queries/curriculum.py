"""Published content as frozen snapshots, read once per process and version."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.urls import reverse

from roadmap_app.domain.curriculum import ItemRow, ResourceRow, RoadmapTree, StageNode, TopicNode
from roadmap_app.models import LinkCheck, Resource, Roadmap, Stage, Topic
from roadmap_app.models.accounts import User
from roadmap_app.models.audience import Viewer, is_open_to_all
from roadmap_app.models.curriculum import STAGE_ORDER

_trees: dict[int, RoadmapTree] = {}


class RoadmapRow(NamedTuple):
    """What is read of a roadmap: for its snapshot, and to know who may see it. The fields are columns of the table."""

    id: int
    version: int
    slug: str
    title: str
    summary: str
    credit: str
    weekly_hours: int
    is_published: bool
    teams_only: bool


ROADMAP_COLUMNS = ", ".join(RoadmapRow._fields)


def tree(roadmap: Roadmap | RoadmapRow) -> RoadmapTree:
    """Return the snapshot of ROADMAP at its version, from memory where that version has been read before.

    Not to be called inside a transaction that has changed content: a rollback would leave a false snapshot.
    """
    known = _trees.get(roadmap.id)
    if known is None or known.version != roadmap.version:
        row = Roadmap(**roadmap._asdict()) if isinstance(roadmap, RoadmapRow) else roadmap
        known = _trees[row.pk] = _read(row)
    return known


def cached_tree_with(item_id: int) -> RoadmapTree | None:
    """Return the cached snapshot that has the item and was open to all, which may be out of date; None without one."""
    trees = (known for known in list(_trees.values()) if item_id in known.known_items and is_open_to_all(known))
    return next(trees, None)


def forget_tree(tree: RoadmapTree) -> None:
    """Remove TREE from the cache, as it has turned out not to be current any more."""
    if _trees.get(tree.id) is tree:
        del _trees[tree.id]


def cached_topic_id(roadmap: str, stage: str, slug: str) -> int | None:
    """Return the id of the topic with these slugs in a cached snapshot, which may be out of date; None without one."""
    stages = [each for known in list(_trees.values()) if known.slug == roadmap for each in known.stages]
    topics = (topic for each in stages if each.slug == stage for topic in each.topics)
    return next((topic.id for topic in topics if topic.slug == slug), None)


def published(user: User | None = None) -> list[Roadmap]:
    """Return the roadmaps that USER (None: a visitor) may see, in their order."""
    return list(filter(Viewer(user or AnonymousUser()).sees, Roadmap.objects.all()))


def _read(roadmap: Roadmap) -> RoadmapTree:
    stages = (
        Stage.objects.filter(roadmap=roadmap)
        .order_by(*STAGE_ORDER)
        .prefetch_related("topics__items", Prefetch("topics__resources", Resource.objects.select_related("link_check")))
    )
    return RoadmapTree(
        id=roadmap.pk,
        version=roadmap.version,
        slug=roadmap.slug,
        title=roadmap.title,
        summary=roadmap.summary,
        credit=roadmap.credit,
        weekly_hours=roadmap.weekly_hours,
        is_published=roadmap.is_published,
        url=reverse("roadmap", args=[roadmap.slug]),
        stages=tuple(_stages(roadmap, stages)),
        teams_only=roadmap.teams_only,
    )


def _stages(roadmap: Roadmap, stages: Iterable[Stage]) -> Iterator[StageNode]:
    number = 0
    for stage in stages:
        # Retired stages take no number, so that the trail counts without holes.
        if not stage.retired:
            number += 1
        yield StageNode(
            id=stage.pk,
            number=max(number, 1),  # of a retired one before the first
            slug=stage.slug,
            title=stage.title,
            goal=stage.goal,
            start_month=stage.start_month,
            end_month=stage.end_month,
            retired=stage.retired,
            url=reverse("stage", args=[roadmap.slug, stage.slug]),
            topics=tuple(_topic(roadmap, stage, topic) for topic in stage.topics.all()),
        )


def _topic(roadmap: Roadmap, stage: Stage, topic: Topic) -> TopicNode:
    retired = stage.retired or topic.retired
    return TopicNode(
        id=topic.pk,
        slug=topic.slug,
        title=topic.title,
        summary=topic.summary,
        retired=retired,
        url=reverse("topic", args=[roadmap.slug, stage.slug, topic.slug]),
        items=tuple(
            ItemRow(item.pk, item.group, item.title, item.hint, retired or item.retired, item.minutes, item.sign_off)
            for item in topic.items.all()
        ),
        resources=tuple(_resource(row) for row in topic.resources.all() if not row.retired),
        retired_resources=tuple(_resource(row) for row in topic.resources.all() if row.retired),
    )


def _resource(row: Resource) -> ResourceRow:
    return ResourceRow(
        id=row.pk,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        title=row.title,
        author=row.author,
        url=row.url,
        hours=row.hours,
        price=row.price,
        retired=row.retired,
        is_dead=_is_dead(row),
    )


def _is_dead(resource: Resource) -> bool:
    check = getattr(resource, "link_check", None)
    return check is not None and check.url == resource.url and check.outcome == LinkCheck.Outcome.DEAD
