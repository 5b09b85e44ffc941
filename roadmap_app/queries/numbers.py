"""Read the numbers that owners see of all learners together: counted on demand, or as the worker last counted them."""

from collections import Counter, defaultdict
from datetime import date, datetime

from django.db.models import Case, Count, Q, Value, When

from roadmap_app.domain.numbers import WEEKS, Counts, Kind, Numbers, TopicRow, first_week, kinds_of, numbers
from roadmap_app.domain.weeks import WEEK
from roadmap_app.models import Activity, ReachCount, Roadmap, Skip, Topic, User
from roadmap_app.models.accounts import zone_named
from roadmap_app.queries.completed import Completed, read_completed, read_topic_items

WORK = (Activity.Verb.TICKED, Activity.Verb.NOTED)


def read_numbers(today: date, kept_at: datetime | None) -> Numbers:
    """Return the numbers on TODAY. KEPT_AT is what reach.counted_at() returns; None counts now."""
    counts = _kept_counts() if kept_at else count_numbers(today)
    roadmaps = Roadmap.objects.filter(is_published=True).order_by("position", "title").values_list("pk", "title")
    return numbers(User.objects.count(), roadmaps, _topics(), counts, today)


def count_numbers(today: date) -> Counts:
    """Count all learners by kind, those of published roadmaps only, in a fixed number of queries."""
    kinds = LearnerKinds(today)
    for completed in read_completed():
        kinds.add(completed)
    return kinds.found() | count_active(today)


class LearnerKinds:
    """How many learners count as what on published roadmaps; what each has completed is added one after the other."""

    def __init__(self, today: date) -> None:
        self._today, self._counts = today, Counter[tuple[Kind, int]]()
        self._topics: dict[int, list[TopicRow]] = {}
        for topic in _topics():
            self._topics.setdefault(topic.roadmap_id, []).append(topic)
        self._items = read_topic_items()
        self._zones = dict(User.objects.exclude(time_zone="").values_list("pk", "time_zone"))
        self._skipped: defaultdict[int, set[int]] = defaultdict(set)
        for user, topic_id in Skip.objects.values_list("user", "topic"):
            self._skipped[user].add(topic_id)

    def add(self, completed: Completed) -> None:
        """Count a learner on a roadmap."""
        user, roadmap_id, items, last = completed
        if topics := self._topics.get(roadmap_id):
            begun = (topic for topic in self._items[roadmap_id] if not topic.items.isdisjoint(items))
            done = {topic.id: len(topic.living & items) for topic in begun}
            day = last.astimezone(zone_named(self._zones.get(user, ""))).date()
            self._counts.update(kinds_of(topics, done, self._skipped.get(user, ()), day, self._today))

    def found(self) -> dict[tuple[Kind, int], int]:
        """Return the counts."""
        return dict(self._counts)


def _kept_counts() -> Counts:
    rows = ReachCount.objects.filter(model__in=Kind).values_list("model", "row_id", "some")
    return {(Kind(model), row_id): some for model, row_id, some in rows}


def _topics() -> list[TopicRow]:
    """Return the topics of published roadmaps that are not retired, in order."""
    rows = Topic.objects.filter(retired=False, stage__retired=False, stage__roadmap__is_published=True)
    rows = rows.annotate(living=Count("items", filter=Q(items__retired=False)))
    rows = rows.order_by("stage__roadmap", "stage__start_month", "stage__position", "stage_id", "position", "pk")
    fields = rows.values_list("pk", "stage__roadmap", "living", "title", "stage__title")
    return [TopicRow(*each) for each in fields]


def count_active(today: date) -> dict[tuple[Kind, int], int]:
    """Return how many learners ticked something or wrote a note in each week, in days of their own."""
    first = first_week(today)
    mondays = [first + place * WEEK for place in range(WEEKS)]
    week = Case(*(When(on__lt=monday + WEEK, then=Value(monday.toordinal())) for monday in mondays))
    rows = Activity.objects.filter(on__gte=first, on__lt=mondays[-1] + WEEK, verb__in=WORK)
    counted = rows.order_by().values(week=week).annotate(learners=Count("user", distinct=True))
    return {(Kind.WEEK, row["week"]): row["learners"] for row in counted}
