"""What the leads of a team see of a member.

`project` turns a member's record into a MemberView, which holds what they share and nothing else. Whatever a lead gets
(rows, their order, counts, files) is computed from these views alone, so that nothing else can leak.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from roadmap_app.domain.asks import Ask
from roadmap_app.domain.curriculum import RoadmapTree, StageNode, TopicNode
from roadmap_app.domain.progress import Progress, tally_ids, total
from roadmap_app.domain.weeks import WEEK, monday_of

# Whole calendar weeks since the one with the last tick: from these on somebody is slowing, or stalled.
SLOWING_FROM, STALLED_FROM = 2, 4


class Level(StrEnum):
    """What a member shares; each level includes the one before. The values are stored."""

    NOTHING = "nothing"
    PROGRESS = "progress"
    ITEMS = "items"


class State(StrEnum):
    """How a member is getting on, in the order in which they may need help; last, who shares nothing."""

    STALLED = "stalled"
    SLOWING = "slowing"
    NOT_BEGUN = "not begun"
    MOVING = "moving"
    PAUSED = "on a pause"
    FINISHED = "finished"
    UNSHARED = "nothing shared"

    @property
    def meaning(self) -> str:
        """What it says, in words."""
        return MEANINGS[self]


MEANINGS = {
    State.STALLED: "ticked nothing for four weeks or more",
    State.SLOWING: "ticked nothing for two or three weeks",
    State.NOT_BEGUN: "has ticked nothing yet",
    State.MOVING: "ticked something this week or last week",
    State.PAUSED: "has a pause now",
    State.FINISHED: "has done all items",
    State.UNSHARED: "chose to share nothing, which says nothing about how they are getting on",
}
NEED = {state: place for place, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """A member's record on one roadmap, as it is stored: the level that covers it, and what the level may hold back.

    `done` and `skipped` are ids of items and topics of any roadmap, `last_on` is the day of the last tick on this one,
    `asks` are the requests for help in the team, which every level shows.
    """

    ref: str
    name: str
    level: Level
    done: frozenset[int] = frozenset()
    skipped: frozenset[int] = frozenset()
    last_on: date | None = None
    is_paused: bool = False
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicShare:
    """A topic with the progress of a member who shares their items."""

    stage: StageNode
    node: TopicNode
    progress: Progress
    is_skipped: bool

    @property
    def status(self) -> str:
        """The progress in words, such as "3 of 8"."""
        if self.is_skipped:
            return "skipped"
        return "complete" if self.progress.is_finished else self.progress.count


# What the HTML of a row is looked up by is made of tuples: a team's page makes, hashes and compares hundreds of each.
class TrailPiece(NamedTuple):
    """A stage in the trail in miniature; `start` is its first month there, where stages lie one after the other."""

    hue: int
    number: int
    months: float
    percent: int
    start: float

    @property
    def x(self) -> str:
        """Where it begins, as text for SVG."""
        return f"{self.start:g}"

    @property
    def width(self) -> str:
        """How many months it takes, as text for SVG."""
        return f"{self.months:g}"

    @property
    def walked(self) -> str:
        """How many of its months are done, as text for SVG."""
        return f"{self.months * self.percent / 100:g}"


class MiniTrail(NamedTuple):
    """The trail in miniature, all that its HTML depends on."""

    pieces: tuple[TrailPiece, ...]

    @property
    def words(self) -> str:
        """What it shows, for screen readers."""
        return ", ".join(f"stage {piece.number}: {piece.percent} %" for piece in self.pieces)

    @property
    def width(self) -> str:
        """How many months all stages take, one after the other, as text for SVG."""
        return f"{sum(piece.months for piece in self.pieces) or 1:g}"


class Shared(NamedTuple):
    """How a member is getting on, without their name: all that the HTML of it in their row depends on."""

    state: State
    trail: MiniTrail | None = None
    progress: Progress | None = None
    week: date | None = None


@dataclass(frozen=True)
class MemberView:
    """What a lead sees of a member on one roadmap. From Level.PROGRESS on it has stages, from Level.ITEMS on topics."""

    ref: str
    name: str
    level: Level
    state: State = State.UNSHARED
    stages: tuple[tuple[StageNode, Progress], ...] = ()
    week: date | None = None  # the Monday of the last week with a tick
    weeks_ago: int | None = None
    topics: tuple[TopicShare, ...] = ()
    done: frozenset[int] = frozenset()
    asks: tuple[Ask, ...] = ()

    @cached_property
    def progress(self) -> Progress:
        """The progress on the whole roadmap; empty for who shares nothing."""
        return total(progress for _, progress in self.stages)

    @property
    def is_shared(self) -> bool:
        """Return whether they share anything."""
        return self.level != Level.NOTHING

    @property
    def shows_items(self) -> bool:
        """Return whether they share their items."""
        return self.level == Level.ITEMS

    @property
    def alone(self) -> tuple["MemberView"]:
        """Return them as the only one of the members that a list shows."""
        return (self,)

    @property
    def trail(self) -> MiniTrail:
        """The trail in miniature, without retired stages."""
        pieces, start = [], 0.0
        for node, progress in self.stages:
            if not node.retired:
                pieces.append(TrailPiece(node.hue, node.number, node.months, progress.percent, start))
                start += node.months
        return MiniTrail(tuple(pieces))

    @property
    def shared(self) -> Shared:
        """What their row shows besides the name."""
        return Shared(self.state, self.trail, self.progress, self.week) if self.is_shared else Shared(self.state)

    @cached_property
    def stuck_at(self) -> TopicShare | None:
        """The topic that comes next for somebody who shares their items and is slowing or stalled."""
        if self.state not in (State.STALLED, State.SLOWING):
            return None
        return next((topic for topic in self.topics if topic.progress.remaining), None)

    @property
    def need(self) -> tuple[date, int, int, str, str]:
        """The key by which members are sorted: who asks for help, who may need it, then by name."""
        asked = self.asks[0].since if self.asks else date.max
        return asked, NEED[self.state], -(self.weeks_ago or 0), self.name.casefold(), self.ref


def project(record: MemberRecord, tree: RoadmapTree, today: date) -> MemberView:
    """Return what a lead sees on TODAY, a day of theirs, of a member with RECORD on the roadmap TREE."""
    if record.level == Level.NOTHING:
        return MemberView(record.ref, record.name, Level.NOTHING, asks=record.asks)
    shows_items = record.level == Level.ITEMS
    topics: list[TopicShare] = []
    stages = tuple(_stages(tree, record, topics if shows_items else None))
    week = monday_of(record.last_on) if record.last_on else None
    # A day of the member's can lie in the lead's next week.
    weeks_ago = max(0, (monday_of(today) - week) // WEEK) if week else None
    progress = total(each for _, each in stages)
    return MemberView(
        ref=record.ref,
        name=record.name,
        level=record.level,
        state=_state(progress, weeks_ago, record.is_paused),
        stages=stages,
        week=week,
        weeks_ago=weeks_ago,
        topics=tuple(topics),
        done=record.done & tree.known_items.keys() if shows_items else frozenset(),
        asks=record.asks,
    )


def _stages(
    tree: RoadmapTree, record: MemberRecord, topics: list[TopicShare] | None
) -> Iterator[tuple[StageNode, Progress]]:
    """Yield the stages with the progress of a member, and add the topics to TOPICS, if they are wanted."""
    for stage in tree.stages:
        found = []
        for topic in stage.topics:
            is_skipped = topic.id in record.skipped
            progress = Progress() if is_skipped else tally_ids(topic.living_ids, topic.retired_ids, record.done)
            if not topic.retired or progress.done:
                found.append(progress)
                if topics is not None:
                    topics.append(TopicShare(stage, topic, progress, is_skipped))
        progress = total(found)
        if not stage.retired or progress.done:
            yield stage, progress


def _state(progress: Progress, weeks_ago: int | None, is_paused: bool) -> State:
    if progress.is_finished:
        return State.FINISHED
    if is_paused:
        return State.PAUSED
    if not progress.done:
        return State.NOT_BEGUN
    if weeks_ago is None or weeks_ago >= STALLED_FROM:
        return State.STALLED
    return State.SLOWING if weeks_ago >= SLOWING_FROM else State.MOVING
