"""Combine a learner's own rows with a snapshot of the roadmap."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import islice

from roadmap_app.domain.curriculum import ItemRow, RoadmapTree, StageNode, TopicNode
from roadmap_app.domain.forecast.finish import Finish
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.pace import Pace, Span, pace
from roadmap_app.domain.parts import StageCard
from roadmap_app.domain.progress import Progress, tally, total
from roadmap_app.domain.schedule import Schedule
from roadmap_app.domain.spans import span_in_words
from roadmap_app.domain.topic_standing import TopicStanding
from roadmap_app.domain.trail import picture
from roadmap_app.domain.trail_parts import TrailPicture, TrailStretch

NEXT_ITEMS = 5
# A learner looks at many pages between two ticks.
_pace = lru_cache(maxsize=1024)(pace)


# Compared by identity, as topic_standing.py says.
@dataclass(frozen=True, eq=False)
class StageStanding:
    """A stage with a learner's progress; dates are None before they have started."""

    node: StageNode
    progress: Progress
    topics: tuple[TopicStanding, ...]
    starts_on: date | None
    ends_on: date | None

    @property
    def span(self) -> Span:
        """Its months and its progress."""
        return Span(self.node.start_month, self.node.end_month, self.progress)

    @property
    def description(self) -> str:
        """The stage's number, title, progress and months in one line, for screen readers.

        It begins with what the trail shows, in the same order, so that voice control finds it by these words.
        """
        node = self.node
        months = span_in_words(node.start_month, node.end_month, " to ")
        return f"Stage {node.number}, {node.title}, {self.progress.percent} % done, {months}"

    @cached_property
    def card(self) -> StageCard:
        """The stage as the roadmap page shows it."""
        node = self.node
        return StageCard(
            id=node.id,
            number=node.number,
            hue=node.hue,
            title=node.title,
            goal=node.goal,
            url=node.url,
            start_month=node.start_month,
            end_month=node.end_month,
            retired=node.retired,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            progress=self.progress,
            topics=tuple(topic.line for topic in self.topics),
        )

    @cached_property
    def stretch(self) -> TrailStretch:
        """The stage as the trail shows it."""
        node = self.node
        return TrailStretch(
            number=node.number,
            hue=node.hue,
            title=node.title,
            url=node.url,
            description=self.description,
            start_month=node.start_month,
            end_month=node.end_month,
            progress=self.progress,
            topics=tuple(topic.waymark for topic in self.topics),
        )


@dataclass(frozen=True)
class NextItem:
    """An open item with its topic."""

    item: ItemRow
    topic: TopicStanding


@dataclass(frozen=True, eq=False)
class RoadmapStanding:
    """A roadmap with a learner's progress on `today`, a day in their time zone."""

    today: date
    tree: RoadmapTree
    progress: Progress
    stages: tuple[StageStanding, ...]
    next_items: tuple[NextItem, ...]
    plan: Schedule | None
    pace: Pace | None
    state: LearnerState

    @cached_property
    def has_begun(self) -> bool:
        """Return whether the learner has started it, ticked an item, or skipped or noted a topic."""
        own = (topic.is_skipped or topic.is_noted for stage in self.stages for topic in stage.topics)
        return bool(self.plan or self.progress.done or any(own))

    @property
    def is_all_skipped(self) -> bool:
        """Return whether nothing counts because the learner skips topics."""
        return self.progress.is_empty and any(topic.is_skipped for stage in self.stages for topic in stage.topics)

    def card_of(self, stage: StageStanding) -> StageCard:
        """Return the card of STAGE; for somebody who has begun, only that of their current stage is open."""
        if not self.has_begun:
            return stage.card
        current = self.next_items[0].topic.stage if self.next_items else None
        return replace(stage.card, folds="open" if stage.node is current else "closed")

    @property
    def cards(self) -> Iterator[StageCard]:
        """The cards of all stages, in order."""
        return map(self.card_of, self.stages)

    @property
    def seen_version(self) -> int | None:
        """Return the version that the learner last saw, None if none is recorded."""
        return dict(self.state.visits).get(self.tree.id)

    @cached_property
    def trail(self) -> TrailPicture:
        """The trail, without a forecast."""
        return self.trail_to(None)

    @lru_cache(maxsize=96)  # noqa: B019 - standings are kept themselves
    def trail_to(self, finish: Finish | None) -> TrailPicture:
        """Return the trail with the forecast FINISH on it, without retired stages."""
        stretches = tuple(stage.stretch for stage in self.stages if not stage.node.retired)
        return picture(stretches, self.plan, self.pace, finish)

    def stage(self, node: StageNode) -> StageStanding:
        """Return the standing of the stage NODE."""
        return next(stage for stage in self.stages if stage.node is node)

    def topic(self, topic_id: int) -> TopicStanding | None:
        """Return the standing of one topic, None if it is left out."""
        return next((row for stage in self.stages for row in stage.topics if row.node.id == topic_id), None)


def compute_standing(tree: RoadmapTree, state: LearnerState, today: date) -> RoadmapStanding:
    """Return the standing on TREE of a learner with STATE; TODAY is a day in their time zone.

    Retired content is left out unless the learner has completed some of it or has a note on it.
    """
    plan = state.schedule(tree, today)
    stages = tuple(_stage(node, state, plan) for node in tree.stages if _shows(node.retired, node.topics, state))
    spans = tuple(stage.span for stage in stages if not stage.node.retired)
    now = _pace(plan, spans, today) if plan and spans else None
    return RoadmapStanding(
        today=today,
        tree=tree,
        progress=total(stage.progress for stage in stages),
        stages=stages,
        next_items=tuple(islice(_open_items(stages), NEXT_ITEMS)),
        plan=plan,
        pace=now,
        state=state,
    )


def _shows(retired: bool, topics: Iterable[TopicNode], state: LearnerState) -> bool:
    """Return whether a stage or topic is shown: it is current, or the learner has done or noted something in TOPICS."""
    return not retired or any(
        topic.id in state.noted or any(item.id in state.done for item in topic.items) for topic in topics
    )


def _stage(node: StageNode, state: LearnerState, plan: Schedule | None) -> StageStanding:
    topics = tuple(_topic(node, topic, state) for topic in node.topics if _shows(topic.retired, [topic], state))
    starts_on = plan.resumes_on(node.start_month) if plan else None
    return _stage_with(node, topics, starts_on, plan.date_of(node.end_month) if plan else None)


def _topic(stage: StageNode, node: TopicNode, state: LearnerState) -> TopicStanding:
    done = state.done & node.item_ids
    states = frozenset(row for row in state.resources if row[0] in node.resource_ids)
    return _topic_with(stage, node, done, states, is_skipped=node.id in state.skipped, is_noted=node.id in state.noted)


# A tick changes one topic of one stage, and learners have most topics in the same state: those standings are shared,
# with all that is derived from them.
@lru_cache(maxsize=512)
def _stage_with(
    node: StageNode, topics: tuple[TopicStanding, ...], starts_on: date | None, ends_on: date | None
) -> StageStanding:
    return StageStanding(node, total(topic.progress for topic in topics), topics, starts_on, ends_on)


@lru_cache(maxsize=2048)
def _topic_with(
    stage: StageNode,
    node: TopicNode,
    done: frozenset[int],
    states: frozenset[tuple[int, str]],
    *,
    is_skipped: bool,
    is_noted: bool,
) -> TopicStanding:
    progress = tally(node.items, done, skipped=is_skipped)
    return TopicStanding(node, stage, progress, is_skipped, is_noted, done, states)


def _open_items(stages: Iterable[StageStanding]) -> Iterator[NextItem]:
    for stage in stages:
        for topic in stage.topics:
            if topic.progress.remaining:  # of a skipped topic nothing counts
                yield from (NextItem(item, topic) for item, done in topic.rows if not done)
