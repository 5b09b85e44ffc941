"""Mutable drafts of stages, topics and bullets that the reader fills in, and the months of the stages."""

from __future__ import annotations

from dataclasses import dataclass, field

from roadmap_app.outline.lines import Line
from roadmap_app.outline.nodes import OutlineItem, OutlineResource, OutlineStage, OutlineTopic
from roadmap_app.outline.reading.duration import Duration
from roadmap_app.outline.reading.durations import spans_of
from roadmap_app.outline.reading.result import Remark


@dataclass
class DraftTopic:
    """A topic. Once it has entries (`has_entries`), text is no longer taken for its summary."""

    title: str
    slug: str = ""
    retired: bool = False
    line: int = 0
    summary: str = ""
    items: list[OutlineItem] = field(default_factory=list)
    resources: list[OutlineResource] = field(default_factory=list)
    has_entries: bool = False

    def frozen(self) -> OutlineTopic:
        """Return the finished topic."""
        items, resources = tuple(self.items), tuple(self.resources)
        return OutlineTopic(self.title, self.slug, self.summary, items, resources, self.retired, line=self.line)


@dataclass
class DraftStage:
    """A stage, with its duration as written in its heading."""

    title: str
    slug: str
    retired: bool
    duration: Duration | None
    line: int
    goal: str = ""
    topics: list[DraftTopic] = field(default_factory=list)

    def frozen(self, start: float, end: float) -> OutlineStage:
        """Return the finished stage, from month START to END."""
        topics = tuple(topic.frozen() for topic in self.topics)
        return OutlineStage(self.title, start, end, self.slug, self.goal, topics, self.retired, line=self.line)


@dataclass
class Bullet:
    """A bullet with its nested bullets."""

    line: Line
    text: str
    children: list[Bullet] = field(default_factory=list)


def flatten(bullets: list[Bullet]) -> list[Bullet]:
    """Return BULLETS and all nested bullets, in the order of the text."""
    return [each for bullet in bullets for each in (bullet, *flatten(bullet.children))]


def months_of(stages: list[DraftStage]) -> tuple[list[tuple[float, float]], list[Remark]]:
    """Return (start, end) for each of STAGES, counted from 0, and a remark on each that was assumed or converted."""
    spans, notes = spans_of([stage.duration for stage in stages])
    remarks = [Remark(stage.line, note) for stage, note in zip(stages, notes, strict=True) if note]
    return spans, remarks
