"""Read the numbers that owners see of all learners together: counted on demand, or as the worker last counted them."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, Count, Max, Q, Value, When

from roadmap_app.domain.numbers import WEEKS, Counts, Kind, Numbers, TopicRow, first_week, kinds_of, numbers
from roadmap_app.domain.weeks import WEEK
from roadmap_app.models import Activity, Completion, ReachCount, Roadmap, Skip, Topic, User

WORK = (Activity.Verb.TICKED, Activity.Verb.NOTED)


def read_numbers(today: date, kept_at: datetime | None) -> Numbers:
    """Return the numbers on TODAY. KEPT_AT is what reach.counted_at() returns; None counts now."""
    topics = _topics()
    counts = _kept_counts() if kept_at else count_numbers(today, topics)
    roadmaps = Roadmap.objects.filter(is_published=True).order_by("position", "title").values_list("pk", "title")
    return numbers(User.objects.count(), roadmaps, topics, counts, today)


def count_numbers(today: date, topics: list[TopicRow] | None = None) -> Counts:
    """Count all learners by kind, those of published roadmaps only, in a fixed number of queries."""
    counts = Counter(_learner_kinds(today, _topics() if topics is None else topics))
    counts.update(_active_by_week(today))
    return counts


def _kept_counts() -> Counts:
    rows = ReachCount.objects.filter(model__in=Kind).values_list("model", "row_id", "some")
    return {(Kind(model), row_id): some for model, row_id, some in rows}


def _topics() -> list[TopicRow]:
    """Return the topics of published roadmaps that are not retired, in order."""
    rows = Topic.objects.filter(retired=False, stage__retired=False, stage__roadmap__is_published=True)
    rows = rows.annotate(living=Count("items", filter=Q(items__retired=False)))
    rows = rows.order_by("stage__roadmap", "stage__position", "stage_id", "position", "pk")
    fields = rows.values_list("pk", "stage__roadmap", "living", "title", "stage__title")
    return [TopicRow(*each) for each in fields]


def _learner_kinds(today: date, topics: list[TopicRow]) -> Iterator[tuple[Kind, int]]:
    by_roadmap: dict[int, list[TopicRow]] = {}
    for topic in topics:
        by_roadmap.setdefault(topic.roadmap_id, []).append(topic)
    zones = dict(User.objects.exclude(time_zone="").values_list("pk", "time_zone"))
    skipped: defaultdict[int, set[int]] = defaultdict(set)
    for user, topic_id in Skip.objects.values_list("user", "topic"):
        skipped[user].add(topic_id)
    done = (
        Completion.objects.filter(item__topic__stage__roadmap__in=list(by_roadmap))
        .order_by("user", "item__topic__stage__roadmap")
        .values_list("user", "item__topic__stage__roadmap", "item__topic")
        .annotate(living=Count("pk", filter=Q(item__retired=False)), last=Max("done_at"))
    )
    for (user, roadmap), rows in groupby(done.iterator(chunk_size=2000), key=itemgetter(0, 1)):
        parts = list(rows)
        last = max(part[4] for part in parts).astimezone(ZoneInfo(zones.get(user) or settings.TIME_ZONE)).date()
        living = {part[2]: part[3] for part in parts}
        yield from kinds_of(by_roadmap[roadmap], living, skipped.get(user, ()), last, today)


def _active_by_week(today: date) -> dict[tuple[Kind, int], int]:
    """Return how many learners ticked something or wrote a note in each week, in days of their own."""
    first = first_week(today)
    mondays = [first + place * WEEK for place in range(WEEKS)]
    week = Case(*(When(on__lt=monday + WEEK, then=Value(monday.toordinal())) for monday in mondays))
    rows = Activity.objects.filter(on__gte=first, on__lt=mondays[-1] + WEEK, verb__in=WORK)
    counted = rows.order_by().values(week=week).annotate(learners=Count("user", distinct=True))
    return {(Kind.WEEK, row["week"]): row["learners"] for row in counted}
