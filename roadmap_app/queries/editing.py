"""Read what editors need to know about content in lists and before they change it."""

from itertools import islice
from typing import Any

from django.db.models import Count, Max, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from roadmap_app.domain.sizes import LISTED
from roadmap_app.domain.spans import StageSpan, gaps, overlaps, span_in_words
from roadmap_app.models import Enrolment, Item, ReachCount, Resource, Roadmap, Stage, Topic
from roadmap_app.models.curriculum import ContentRow
from roadmap_app.queries.reach import living


def with_counts(rows: Any) -> Any:
    """Return ROWS of content annotated with the number of rows below each: topic_count, item_count and so on.

    What is retired is not counted, and of a retired row what would come back with it. Where learners complete the rows,
    `learners_counted_at` is the same as reach.counted_at(), without its query.
    """
    # Each count is a subquery: several joins would multiply each other.
    if rows.model is Roadmap:
        return rows.annotate(
            last_month=Subquery(
                Stage.objects.filter(roadmap=OuterRef("pk"), retired=False)
                .order_by().values("roadmap").annotate(last=Max("end_month")).values("last")
            ),
            stage_count=_count(Stage, "roadmap"),
            item_count=_count(Item, "topic__stage__roadmap"),
            learner_count=_number(Enrolment.objects.all(), "roadmap"),
        )  # fmt: skip
    if rows.model is Resource:
        return rows
    rows = rows.annotate(learners_counted_at=Subquery(ReachCount.objects.values("counted_at")[:1]))
    if rows.model is Stage:
        return rows.annotate(topic_count=_count(Topic, "stage"), item_count=_count(Item, "topic__stage"))
    if rows.model is Topic:
        return rows.annotate(item_count=_count(Item, "topic"), resource_count=_count(Resource, "topic"))
    return rows


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
        f"“{first.title}” ({_months(first)}) and “{second.title}” ({_months(second)}) overlap."
        for first, second in islice(overlaps(spans), LISTED)
    ] + [
        f"No stage covers {span_in_words(before.end_month, after.start_month, ' to ')}, "
        f"between “{before.title}” and “{after.title}”."
        for before, after in gaps(spans)
    ]


def _months(span: StageSpan) -> str:
    return span_in_words(span.start_month, span.end_month, " to ")


def _count(model: type[Model], path: str) -> Coalesce:
    return _number(model._default_manager.filter(living(path)), path)


def _number(rows: QuerySet[Any], path: str) -> Coalesce:
    """Return the number of ROWS that lead by PATH to the row of the outer query."""
    counted = rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
