"""Where a learner stands: their own rows laid over a snapshot."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, CharField, DateField, F, Value
from django.db.models.functions import Cast
from django.utils import timezone

from roadmap_app.models import Activity, Completion, Enrolment, Note, Skip, User, Visit
from roadmap_app.pace import Pace, Plan, Span, pace
from roadmap_app.progress import Progress, replay, tally, total
from roadmap_app.queries.curriculum import ItemRow, RoadmapTree, StageNode, TopicNode

NEXT_ITEMS = 5


@dataclass(frozen=True)
class LearnerState:
    """All that is a learner's own: ids done, skipped and noted, enrolments and visits (version known) by roadmap id."""

    done: frozenset[int] = frozenset()
    skipped: frozenset[int] = frozenset()
    noted: frozenset[int] = frozenset()
    enrolments: tuple[tuple[int, date, int], ...] = ()
    visits: tuple[tuple[int, int], ...] = ()

    def plan(self, tree: RoadmapTree) -> Plan | None:
        """Return the learner's plan on this roadmap; None before they have started."""
        for roadmap_id, started_on, hours in self.enrolments:
            if roadmap_id == tree.id:
                return Plan(started_on, hours, tree.weekly_hours)
        return None


@dataclass(frozen=True)
class TopicStanding:
    """A topic as it stands for a learner."""

    node: TopicNode
    stage: StageNode
    progress: Progress
    is_skipped: bool
    is_noted: bool
    groups: tuple[tuple[str, tuple[tuple[ItemRow, bool], ...]], ...]

    @property
    def is_finished(self) -> bool:
        """True where the checklist is complete and not skipped."""
        return self.progress.is_finished


@dataclass(frozen=True)
class Marker:
    """A mark on a stage's stretch of the trail, `share` per cent of the way along it.

    `side` says on which side of it (early, late, or "": across it) there is room for its label.
    """

    kind: str
    label: str
    share: float
    side: str


@dataclass(frozen=True)
class StageStanding:
    """A stage as it stands for a learner; dates are None before they have started.

    `gap_months` lie between the stage before and this one; `markers` fall on its stretch of the trail.
    """

    node: StageNode
    progress: Progress
    topics: tuple[TopicStanding, ...]
    starts_on: date | None
    ends_on: date | None
    gap_months: int = 0
    markers: tuple[Marker, ...] = ()


@dataclass(frozen=True)
class NextItem:
    """An open item with its place."""

    item: ItemRow
    topic: TopicStanding


@dataclass(frozen=True)
class RoadmapStanding:
    """A roadmap as it stands for a learner."""

    tree: RoadmapTree
    progress: Progress
    stages: tuple[StageStanding, ...]
    next_items: tuple[NextItem, ...]
    plan: Plan | None
    pace: Pace | None
    state: LearnerState

    @property
    def has_begun(self) -> bool:
        """True once the learner has anything of their own on it."""
        own = (topic.is_skipped or topic.is_noted for stage in self.stages for topic in stage.topics)
        return bool(self.plan or self.progress.done or any(own))

    @property
    def seen_version(self) -> int | None:
        """The version that the learner knows; None where none has been remembered."""
        return dict(self.state.visits).get(self.tree.id)

    def stage(self, node: StageNode) -> StageStanding:
        """Return the standing of one stage."""
        return next(stage for stage in self.stages if stage.node is node)

    def topic(self, topic_id: int) -> TopicStanding | None:
        """Return the standing of one topic; None where it is retired and nothing of it is done."""
        return next((row for stage in self.stages for row in stage.topics if row.node.id == topic_id), None)


def learner_state(user: User | AnonymousUser) -> LearnerState:
    """Return what is USER's own, in one query; a visitor has nothing."""
    if not user.is_authenticated:
        return LearnerState()
    by_kind: dict[str, set[int]] = {"done": set(), "skipped": set(), "noted": set()}
    enrolments, visits = [], []
    for kind, row_id, started_on, number in _own_rows(user):
        if kind == "enrolled":
            enrolments.append((row_id, started_on, number))
        elif kind == "visited":
            visits.append((row_id, number))
        else:
            by_kind[kind].add(row_id)
    return LearnerState(
        done=frozenset(by_kind["done"]),
        skipped=frozenset(by_kind["skipped"]),
        noted=frozenset(by_kind["noted"]),
        enrolments=tuple(enrolments),
        visits=tuple(visits),
    )


def _own_rows(user: User) -> Iterable[tuple[str, int, date, int]]:
    # One UNION instead of five queries: each branch is an index lookup by user.
    numbers = {"enrolled": F("hours_per_week"), "visited": F("version")}

    def branch(rows: object, kind: str, row_id: str) -> object:
        return rows.filter(user=user).values_list(  # type: ignore[attr-defined]
            Value(kind, CharField()),
            F(row_id),
            Cast(F("started_on") if kind == "enrolled" else Value(None), DateField()),
            Cast(numbers.get(kind, Value(None)), BigIntegerField()),
        )

    done = branch(Completion.objects, "done", "item_id")
    return done.union(  # type: ignore[attr-defined, no-any-return]
        branch(Skip.objects, "skipped", "topic_id"),
        branch(Note.objects.exclude(body=""), "noted", "topic_id"),
        branch(Enrolment.objects, "enrolled", "roadmap_id"),
        branch(Visit.objects, "visited", "roadmap_id"),
        all=True,
    )


def standing(tree: RoadmapTree, state: LearnerState, today: date | None = None) -> RoadmapStanding:
    """Return how the learner with STATE stands on TREE; TODAY defaults to the day in the active time zone.

    Retired content is left out, but for those who have done some of it or keep a note on it.
    """
    plan = state.plan(tree)
    stages = tuple(_stage(node, state, plan) for node in tree.stages if _shows(node.retired, node.topics, state))
    spans = [Span(s.node.start_month, s.node.end_month, s.progress) for s in stages if not s.node.retired]
    now = pace(plan, spans, today or timezone.localdate()) if plan and spans else None
    return RoadmapStanding(
        tree=tree,
        progress=total(stage.progress for stage in stages),
        stages=tuple(_on_the_trail(stages, now)),
        next_items=tuple(islice(_open_items(stages), NEXT_ITEMS)),
        plan=plan,
        pace=now,
        state=state,
    )


def _on_the_trail(stages: tuple[StageStanding, ...], now: Pace | None) -> Iterator[StageStanding]:
    marks = _marks(now) if now else []
    walked_to = 0
    last = next((stage for stage in reversed(stages) if not stage.node.retired), None)
    for stage in stages:
        node = stage.node
        if node.retired:
            yield stage
            continue
        here = [mark for mark in marks if mark[0] < node.end_month or stage is last]
        marks = [mark for mark in marks if mark not in here]
        yield replace(
            stage,
            gap_months=max(0, node.start_month - walked_to),
            markers=tuple(_marker(node, *mark) for mark in here),
        )
        walked_to = max(walked_to, node.end_month)


def _marker(stage: StageNode, month: float, kind: str, label: str, side: str) -> Marker:
    share = min(1.0, max(0.0, (month - stage.start_month) / stage.months))
    return Marker(kind, label, round(100 * share, 1), side)


def _marks(now: Pace) -> list[tuple[float, str, str, str]]:
    apart = now.calendar_month - now.plan_month
    if abs(apart) < 0.2:  # closer than this on the scale, one mark speaks for both
        return [(now.plan_month, "today", "Today", "")]
    # Labels of two marks that are near each other are set away from each other.
    today, plan = ("", "") if abs(apart) > 2 else ("late", "early") if apart > 0 else ("early", "late")
    return [(now.calendar_month, "today", "Today", today), (now.plan_month, "plan", "Plan", plan)]


def _shows(retired: bool, topics: Iterable[TopicNode], state: LearnerState) -> bool:
    return not retired or any(
        topic.id in state.noted or any(item.id in state.done for item in topic.items) for topic in topics
    )


def _stage(node: StageNode, state: LearnerState, plan: Plan | None) -> StageStanding:
    topics = tuple(_topic(node, t, state) for t in node.topics if _shows(t.retired, [t], state))
    return StageStanding(
        node=node,
        progress=total(topic.progress for topic in topics),
        topics=topics,
        starts_on=plan.date_of(node.start_month) if plan else None,
        ends_on=plan.date_of(node.end_month) if plan else None,
    )


def _topic(stage: StageNode, node: TopicNode, state: LearnerState) -> TopicStanding:
    groups = []
    for label, items in node.groups:
        rows = tuple((item, item.id in state.done) for item in items if not item.retired or item.id in state.done)
        if rows:
            groups.append((label, rows))
    skipped = node.id in state.skipped
    return TopicStanding(
        node=node,
        stage=stage,
        progress=tally(node.items, state.done, skipped=skipped),
        is_skipped=skipped,
        is_noted=node.id in state.noted,
        groups=tuple(groups),
    )


def _open_items(stages: Iterable[StageStanding]) -> Iterable[NextItem]:
    for stage in stages:
        for topic in stage.topics:
            if not topic.is_skipped:
                for _, rows in topic.groups:
                    yield from (NextItem(item, topic) for item, done in rows if not done)


def recorded_state(user: User) -> tuple[frozenset[int], frozenset[int]]:
    """Return (items done, topics skipped) as USER's Activity alone tells it."""
    rows = Activity.objects.filter(user=user).order_by("pk").values_list("verb", "item_id", "topic_id")
    return replay((verb, item_id or topic_id) for verb, item_id, topic_id in rows)


def change_of(user: User, change: UUID) -> list[Activity]:
    """Return what USER did in one change, oldest first; empty when there is no such change of theirs."""
    rows = Activity.objects.filter(user=user, change=change).exclude(verb=Activity.Verb.NOTED)
    return list(rows.select_related("topic__stage__roadmap", "item__topic__stage__roadmap").order_by("pk"))
