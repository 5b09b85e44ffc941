"""Read how many learners have completed content: counted on demand, or as the worker last counted them."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Count, Model, Q, QuerySet

from roadmap_app.domain.reach import Learners, Reach
from roadmap_app.models import Activity, Completion, Item, ReachCount, Resource, ResourceState, Roadmap, Stage, Topic
from roadmap_app.models.curriculum import ContentRow

PATHS: dict[type[Model], str] = {Stage: "item__topic__stage", Topic: "item__topic", Item: "item"}
TOPICS: dict[type[Model], str] = {Roadmap: "stage__roadmap", Stage: "stage", Topic: "pk"}
# Entries of the log that are read to tell who depends on a row: enough for an exact number in a small team.
MAX_ENTRIES = 1_000


def counted_at() -> datetime | None:
    """Return when the worker counted the learners; None if they are few enough to be counted on demand."""
    return ReachCount.objects.values_list("counted_at", flat=True).first()


def completers(rows: Iterable[ContentRow], kept_at: datetime | None = None) -> dict[int, Reach]:
    """Return the reach of each of ROWS (all of one model) by primary key; see reach()."""
    rows = list(rows)
    return reach(type(rows[0]), [row.pk for row in rows], kept_at) if rows else {}


def learners_of(rows: Iterable[ContentRow], kept_at: datetime | None = None) -> Learners:
    """Return how many learners have completed something of ROWS (all of one model), each counted once; resources: 0.

    From the worker's counts, this is the number of the row that has most: who is counted in several is not known.
    """
    rows = list(rows)
    if not rows or isinstance(rows[0], Resource):
        return Learners(0)
    if kept_at:
        most = max((each.some for each in completers(rows, kept_at).values()), default=0)
        return Learners(most, is_least=len(rows) > 1)
    done = Completion.objects.filter(**{f"{PATHS[type(rows[0])]}__in": [row.pk for row in rows]})
    return Learners(done.aggregate(learners=Count("user", distinct=True))["learners"])


def reach(model: type[Model], keys: Collection[int], kept_at: datetime | None = None) -> dict[int, Reach]:
    """Return the reach of the rows of MODEL with these KEYS; rows without learners are left out.

    KEPT_AT is what counted_at() returns: with it, the worker's counts are read; None counts now. Resources have no
    learners, as there is nothing to tick.
    """
    if model is Resource:
        return {}
    if not kept_at:
        return count_reach(model, keys)
    counts = ReachCount.objects.filter(model=model.__name__.lower(), row_id__in=keys)
    return {each.row_id: Reach(each.some, each.every, is_item=model is Item) for each in counts}


def count_reach(model: type[Model], keys: Collection[int]) -> dict[int, Reach]:
    """Count the learners of the rows of MODEL with these KEYS; rows without any completion are left out.

    Retired items count as some of a row's items, and are not needed to have completed all of them. One query for all
    rows: completions have no index by item, so a query per row would scan them each time.
    """
    path = PATHS[model]
    if model is Item:
        counted = Completion.objects.filter(item__in=keys).order_by().values_list("item").annotate(n=Count("pk"))
        return {key: Reach(n, n, is_item=True) for key, n in counted}
    below = path.removeprefix("item__")
    done = (
        Completion.objects.filter(**{f"{path}__in": keys})
        .order_by().values_list(path, "user").annotate(n=Count("pk", filter=living(below, "item__")))
    )  # fmt: skip
    items = Item.objects.filter(living(below), **{f"{below}__in": keys})
    there = dict(items.order_by().values_list(below).annotate(n=Count("pk")))
    some, every = Counter[int](), Counter[int]()
    for key, _, count in done.iterator(chunk_size=2000):
        some[key] += 1
        needed = there.get(key, 0)
        if needed and count >= needed:
            every[key] += 1
    return {key: Reach(count, every[key]) for key, count in some.items()}


def holders(row: ContentRow) -> Learners:
    """Return how many learners have something hanging on ROW, so that it can be retired but not deleted.

    Where MAX_ENTRIES entries of the log were not enough to see all, the number is a lower bound.
    """
    if isinstance(row, Resource):
        return Learners(ResourceState.objects.filter(resource=row).count())
    if isinstance(row, Item):
        topics, items = [], [row.pk]
    else:
        topics = list(Topic.objects.filter(**{TOPICS[type(row)]: row.pk}).values_list("pk", flat=True))
        items = list(Item.objects.filter(topic__in=topics).values_list("pk", flat=True))
    # Both, as an entry keeps the topic that its item had then. Two queries, as each has an index of its own.
    by_topic = _users_of(Activity.objects.filter(topic__in=topics))
    by_item = _users_of(Activity.objects.filter(item__in=items))
    by_resource = _users_of(ResourceState.objects.filter(resource__topic__in=topics)) if topics else []
    found = (by_topic, by_item, by_resource)
    return Learners(len(set().union(*found)), is_least=any(len(users) == MAX_ENTRIES for users in found))


def living(path: str, prefix: str = "") -> Q:
    """Return the condition that a row (at PREFIX) and what lies between it and the row at PATH are not retired."""
    between = path.split("__")[:-1]  # the row itself may be retired
    paths = ["__".join(between[:length]) for length in range(1, len(between) + 1)]
    return Q(**{f"{prefix}{'__'.join(filter(None, (each, 'retired')))}": False for each in ("", *paths)})


def _users_of(entries: QuerySet[Activity] | QuerySet[ResourceState]) -> list[int]:
    return list(entries.values_list("user_id", flat=True)[:MAX_ENTRIES])
