"""Read what editors need to know about content in lists and before they change it."""

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import islice
from typing import Any

from django.db.models import Count, Max, Model, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from roadmap_app.domain.reach import Reach
from roadmap_app.domain.sizes import LISTED
from roadmap_app.domain.spans import StageSpan, gaps, overlaps
from roadmap_app.models import Completion, Enrolment, Item, Resource, Roadmap, Stage, Topic
from roadmap_app.models.curriculum import ContentRow

PATHS: dict[type[Model], str] = {
    Roadmap: "item__topic__stage__roadmap",
    Stage: "item__topic__stage",
    Topic: "item__topic",
    Item: "item",
    Resource: "item__topic",
}


def with_counts(rows: Any) -> Any:
    """Return ROWS of content annotated with the number of rows below each: topic_count, item_count and so on."""
    # Each count is a subquery: several joins would multiply each other.
    if rows.model is Roadmap:
        return rows.annotate(
            last_month=Subquery(
                Stage.objects.filter(roadmap=OuterRef("pk"), retired=False)
                .order_by().values("roadmap").annotate(last=Max("end_month")).values("last")
            ),
            stage_count=_count(Stage, "roadmap"),
            item_count=_count(Item, "topic__stage__roadmap"),
            learner_count=_count(Enrolment, "roadmap"),
        )  # fmt: skip
    if rows.model is Stage:
        return rows.annotate(topic_count=_count(Topic, "stage"), item_count=_count(Item, "topic__stage"))
    if rows.model is Topic:
        return rows.annotate(item_count=_count(Item, "topic"), resource_count=_count(Resource, "topic"))
    return rows


def completers(rows: Iterable[ContentRow]) -> dict[int, Reach]:
    """Return the reach of each of ROWS (all of one model) by primary key.

    One query for the whole list: completions have no index by item, so a query per row would scan them each time.
    """
    rows = list(rows)
    return reach(type(rows[0]), [row.pk for row in rows]) if rows else {}


def reach(model: type[Model], keys: Collection[int]) -> dict[int, Reach]:
    """Return the reach of the rows of MODEL with these KEYS; rows without any completion are left out.

    Retired items count as some of a row's items, and are not needed to have completed all of them.
    """
    if model is Resource:  # there is nothing to tick
        return {}
    path = PATHS[model]
    if model is Item:
        counted = Completion.objects.filter(item__in=keys).order_by().values_list("item").annotate(n=Count("pk"))
        return {key: Reach(n, n, is_item=True) for key, n in counted}
    below = path.removeprefix("item__")
    done = (
        Completion.objects.filter(**{f"{path}__in": keys})
        .order_by().values_list(path, "user").annotate(n=Count("pk", filter=_living(below, "item__")))
    )  # fmt: skip
    items = Item.objects.filter(_living(below), **{f"{below}__in": keys})
    there = dict(items.order_by().values_list(below).annotate(n=Count("pk")))
    some, every = Counter[int](), Counter[int]()
    for key, _, count in done.iterator(chunk_size=2000):
        some[key] += 1
        every[key] += 0 < there.get(key, 0) <= count
    return {key: Reach(count, every[key]) for key, count in some.items()}


def learners_of(rows: Iterable[ContentRow]) -> int:
    """Return how many learners have completed something of ROWS (all of one model), each counted once; resources: 0."""
    rows = list(rows)
    if not rows or isinstance(rows[0], Resource):
        return 0
    done = Completion.objects.filter(**{f"{PATHS[type(rows[0])]}__in": [row.pk for row in rows]})
    return int(done.aggregate(learners=Count("user", distinct=True))["learners"])


def portal_address(row: ContentRow) -> str:
    """Return the URL at which learners see ROW: its page, an item's place on its topic's page, a resource's topic."""
    if isinstance(row, Roadmap):
        return reverse("roadmap", args=[row.slug])
    if isinstance(row, Stage):
        return reverse("stage", args=[row.roadmap.slug, row.slug])
    topic = row if isinstance(row, Topic) else row.topic
    address = reverse("topic", args=[topic.stage.roadmap.slug, topic.stage.slug, topic.slug])
    return address + (f"#item-{row.pk}" if isinstance(row, Item) else "")


def span_warnings(roadmap: Roadmap) -> list[str]:
    """Return a warning for each overlap and each gap between the months of ROADMAP's stages, ignoring retired ones."""
    spans = [
        StageSpan(*row) for row in roadmap.stages.filter(retired=False).values_list("title", "start_month", "end_month")
    ]
    return [
        f"“{first.title}” (months {first.start_month} to {first.end_month}) and “{second.title}” "
        f"(months {second.start_month} to {second.end_month}) overlap."
        for first, second in islice(overlaps(spans), LISTED)
    ] + [
        f"No stage covers months {before.end_month} to {after.start_month}, "
        f"between “{before.title}” and “{after.title}”."
        for before, after in gaps(spans)
    ]


def _count(model: type[Model], path: str) -> Coalesce:
    counted = (
        model._default_manager.filter(**{path: OuterRef("pk")})
        .order_by()
        .values(path)
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted), 0)


def _living(path: str, prefix: str = "") -> Q:
    """Return the condition that an item (at PREFIX) and what lies between it and the row at PATH are not retired."""
    between = path.split("__")[:-1]  # the row itself may be retired
    paths = ["__".join(between[:length]) for length in range(1, len(between) + 1)]
    return Q(**{f"{prefix}{'__'.join(filter(None, (each, 'retired')))}": False for each in ("", *paths)})
