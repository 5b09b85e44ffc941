"""Read from the history of content how many items of a roadmap counted for a learner on which day."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from datetime import date, datetime, tzinfo
from typing import Any

from django.db.models import Max, Min

from roadmap_app.domain.curriculum import StageNode, TopicNode
from roadmap_app.domain.standing import RoadmapStanding
from roadmap_app.models import Item, Stage, Topic


def scope_by_day(standing: RoadmapStanding, zone: tzinfo) -> dict[date, int]:
    """Return by how many the items that count in STANDING changed on each day in ZONE; their sum is today's total.

    The items of the day on which the history begins were always there, as nothing older is known. A topic that the
    learner skips never counts. Items that were deleted, which nobody had done, are left out.
    """
    topics, done = _topics(standing), standing.state.done
    added = _added(standing.tree.id)
    begun = min((moment.astimezone(zone).date() for moment in added.values()), default=date.min)
    changes: Counter[date] = Counter()

    def add(moment: datetime | None, count: int) -> None:
        day = moment.astimezone(zone).date() if moment else date.min
        changes[date.min if day <= begun else day] += count

    for _, topic in topics:
        for item in topic.items:
            if not item.retired or item.id in done:
                add(added.get(item.id), 1)
    for item_id, left in _left(topics, done):
        add(added.get(item_id), 1)
        add(left, -1)
    return {day: changes[day] for day in sorted(changes) if changes[day]}


def counted_items(standing: RoadmapStanding) -> set[int]:
    """Return the ids of the items that count in STANDING once they are done: all but those of skipped topics."""
    return {item.id for _, topic in _topics(standing) for item in topic.items}


def _topics(standing: RoadmapStanding) -> list[tuple[StageNode, TopicNode]]:
    skipped = standing.state.skipped
    return [(stage, topic) for stage in standing.tree.stages for topic in stage.topics if topic.id not in skipped]


def _added(roadmap_id: int) -> dict[int, datetime]:
    """Return when each item of the roadmap entered the history."""
    topics = Topic.objects.filter(stage__roadmap_id=roadmap_id).order_by().values("pk")
    rows = Item.history.filter(topic_id__in=topics).order_by().values("id").annotate(added=Min("history_date"))
    return dict(rows.values_list("id", "added"))


def _left(topics: Iterable[tuple[StageNode, TopicNode]], done: Container[int]) -> Iterator[tuple[int, datetime]]:
    """Yield the items that are retired and not done, with when they or their topic or stage were retired."""
    out = [
        (item.id, topic.id, stage.id)
        for stage, topic in topics
        for item in topic.items
        if item.retired and item.id not in done
    ]
    if not out:
        return
    models: tuple[Any, ...] = (Item, Topic, Stage)
    retired = [_retired(model, set(ids)) for model, ids in zip(models, zip(*out, strict=True), strict=True)]
    for ids in out:
        moments = [found[pk] for found, pk in zip(retired, ids, strict=True) if pk in found]
        if moments:
            yield ids[0], min(moments)


def _retired(model: Any, ids: set[int]) -> dict[int, datetime]:
    """Return since when those of IDS that are retired have been."""
    gone = set(model.objects.filter(pk__in=ids, retired=True).values_list("pk", flat=True))
    records = model.history.filter(id__in=gone).order_by()
    back = dict(records.filter(retired=False).values_list("id").annotate(Max("history_date")))
    since: dict[int, datetime] = {}
    for pk, moment in records.filter(retired=True).order_by("-history_date").values_list("id", "history_date"):
        if pk not in back or moment >= back[pk]:
            since[pk] = moment
    return since
