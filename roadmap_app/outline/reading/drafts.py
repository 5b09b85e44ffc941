"""Mutable drafts of stages and topics that are filled in block by block."""

from __future__ import annotations

from dataclasses import dataclass, field

from roadmap_app.outline.nodes import OutlineItem, OutlineResource, OutlineStage, OutlineTopic
from roadmap_app.outline.reading.duration import Duration


@dataclass
class DraftTopic:
    """A topic; `is_of_table`: a cell of a table began it."""

    title: str
    slug: str = ""
    retired: bool = False
    line: int = 0
    summary: str = ""
    items: list[OutlineItem] = field(default_factory=list)
    resources: list[OutlineResource] = field(default_factory=list)
    is_of_table: bool = False

    def frozen(self) -> OutlineTopic:
        """Return the finished topic."""
        items, resources = tuple(self.items), tuple(self.resources)
        return OutlineTopic(self.title, self.slug, self.summary, items, resources, self.retired, line=self.line)


@dataclass
class DraftStage:
    """A stage, with its time as written; `below` are the times that its topics name.

    `pending` are resources that wait for its first topic, `source` is the cell of a table that
    began it, `heading` all the words of its heading.
    """

    title: str
    slug: str
    retired: bool
    line: int
    duration: Duration | None = None
    goal: str = ""
    topics: list[DraftTopic] = field(default_factory=list)
    below: list[Duration | None] = field(default_factory=list)
    pending: list[OutlineResource] = field(default_factory=list)
    source: str = ""
    heading: str = ""

    def frozen(self, start: float, end: float) -> OutlineStage:
        """Return the finished stage, from month START to END."""
        topics = tuple(topic.frozen() for topic in self.topics)
        return OutlineStage(self.title, start, end, self.slug, self.goal, topics, self.retired, line=self.line)
