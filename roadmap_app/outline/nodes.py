"""A roadmap as a tree of plain values: what an outline says, and what the database holds, to be set side by side."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

WEEKLY_HOURS = 10


@dataclass(frozen=True)
class OutlineItem:
    """One tick of a checklist. Here as in all nodes: `id` is the row it stands for, `line` where the text says it."""

    title: str
    group: str = ""
    hint: str = ""
    retired: bool = False
    id: int | None = field(default=None, compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class OutlineResource:
    """Something to learn from."""

    kind: str
    title: str
    author: str = ""
    url: str = ""
    retired: bool = False
    id: int | None = field(default=None, compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class OutlineTopic:
    """A topic with its checklist and resources, in their order."""

    title: str
    slug: str = ""
    summary: str = ""
    items: tuple[OutlineItem, ...] = ()
    resources: tuple[OutlineResource, ...] = ()
    retired: bool = False
    id: int | None = field(default=None, compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class OutlineStage:
    """A stage with its topics; months count from the start of the roadmap."""

    title: str
    start_month: int
    end_month: int
    slug: str = ""
    goal: str = ""
    topics: tuple[OutlineTopic, ...] = ()
    retired: bool = False
    id: int | None = field(default=None, compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Outline:
    """A whole roadmap."""

    title: str
    slug: str = ""
    summary: str = ""
    credit: str = ""
    weekly_hours: int = WEEKLY_HOURS
    stages: tuple[OutlineStage, ...] = ()
    id: int | None = field(default=None, compare=False)
    line: int = field(default=0, compare=False)

    def topics(self) -> Iterator[tuple[OutlineStage, OutlineTopic]]:
        """Yield every topic with its stage, in order."""
        return ((stage, topic) for stage in self.stages for topic in stage.topics)

    def items(self) -> Iterator[tuple[OutlineTopic, OutlineItem]]:
        """Yield every item with its topic, in order."""
        return ((topic, item) for _, topic in self.topics() for item in topic.items)


OutlineNode = OutlineStage | OutlineTopic | OutlineItem | OutlineResource


def slug_of(title: str) -> str:
    """Return TITLE as an address: ASCII letters, digits and hyphens, 80 at the most; "" where it has none of them."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")


def fresh_slug(title: str, taken: set[str], word: str) -> str:
    """Return an address for TITLE that is not TAKEN; WORD stands in for a title without a Latin letter."""
    base = slug_of(title) or word
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base[:76]}-{number}", number + 1
    return slug


def with_slugs(outline: Outline) -> Outline:
    """Return OUTLINE with an address for every stage and topic that the text gives none, made of its title."""
    stages = []
    taken = {stage.slug for stage in outline.stages if stage.slug} | RESERVED
    for stage in outline.stages:
        slug = stage.slug or fresh_slug(stage.title, taken, "stage")
        taken.add(slug)
        own = {topic.slug for topic in stage.topics if topic.slug}
        topics = []
        for topic in stage.topics:
            topics.append(replace(topic, slug=topic.slug or fresh_slug(topic.title, own, "topic")))
            own.add(topics[-1].slug)
        stages.append(replace(stage, slug=slug, topics=tuple(topics)))
    slug = outline.slug or fresh_slug(outline.title, set(), "roadmap")
    return replace(outline, slug=slug, stages=tuple(stages))


# What stands where a stage's address would: the pages of a roadmap that are none of its stages.
RESERVED = {"enrolment", "changes", "outline"}
