"""A topic with a learner's progress."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from roadmap_app.domain.curriculum import ItemRow, StageNode, TopicNode
from roadmap_app.domain.parts import (
    Checklist,
    ChecklistGroup,
    ItemLine,
    ResourceCard,
    TopicCard,
    TopicHead,
    TopicLine,
)
from roadmap_app.domain.progress import Progress, tally
from roadmap_app.domain.trail_parts import Waymark


# Standings are kept (queries/progress.py) and compared by identity: as data they would be compared item by item.
@dataclass(frozen=True, eq=False)
class TopicStanding:
    """A topic with a learner's progress."""

    node: TopicNode
    stage: StageNode
    progress: Progress
    is_skipped: bool
    is_noted: bool
    done: frozenset[int]  # the ids of its items that the learner has completed
    states: frozenset[tuple[int, str]] = frozenset()  # of its resources, as in LearnerState

    @cached_property
    def groups(self) -> tuple[ChecklistGroup, ...]:
        """The checklist, without retired items that are not completed."""
        groups = []
        for label, items in self.node.groups:
            rows = tuple((item, item.id in self.done) for item in items if not item.retired or item.id in self.done)
            if rows:
                groups.append(ChecklistGroup(label, rows))
        return tuple(groups)

    @cached_property
    def resources(self) -> tuple[ResourceCard, ...]:
        """The resources, and behind them those that are retired and have a state."""
        states = dict(self.states)
        retired = (row for row in self.node.retired_resources if row.id in states)
        return tuple(ResourceCard(row, states.get(row.id, "unread")) for row in (*self.node.resources, *retired))

    @cached_property
    def card(self) -> TopicCard:
        """The topic as the page of its stage shows it."""
        return TopicCard(self.head, self.checklist, self.node.resources, self.is_noted)

    @cached_property
    def checklist(self) -> Checklist:
        """The checklist as the topic's page shows it."""
        return Checklist(self.stage.hue, self.is_skipped, self.groups)

    @property
    def is_finished(self) -> bool:
        """Return whether the checklist is complete and the topic not skipped."""
        return self.progress.is_finished

    def row_of(self, item_id: int, *, in_group: bool) -> ItemLine | None:
        """Return the row of an item, None if it is left out; IN_GROUP where its group shows a hint for all."""
        for group in self.groups:
            for item, done in group.rows:
                if item.id == item_id:
                    return ItemLine(item, done, group.hint if in_group else "")
        return None

    @property
    def rows(self) -> Iterator[tuple[ItemRow, bool]]:
        """The rows of all groups, in order."""
        return (row for group in self.groups for row in group.rows)

    @property
    def status(self) -> str:
        """The progress in words: "skipped", "nothing to tick", "complete", or a count such as "3 of 8"."""
        if self.is_skipped:
            return "skipped"
        if self.progress.is_empty:
            return "nothing to tick"
        return "complete" if self.is_finished else self.progress.count

    @cached_property
    def line(self) -> TopicLine:
        """The topic as the card of its stage lists it."""
        node = self.node
        return TopicLine(node.title, node.url, self.status, self.is_noted, self.is_skipped, self.is_finished)

    @property
    def waymark(self) -> Waymark:
        """The topic as the trail shows it."""
        node, progress = self.node, self.progress
        state = "skipped" if self.is_skipped else "done" if self.is_finished else "begun" if progress.done else "open"
        size = tally(node.items, self.done).total if self.is_skipped else progress.total
        return Waymark(node.id, node.title, node.url, state, self.status, max(1, size), progress.percent)

    @cached_property
    def head(self) -> TopicHead:
        """The head of the topic's card."""
        node = self.node
        return TopicHead(node.id, node.title, node.url, self.progress, self.is_skipped, self.is_finished, node.summary)
