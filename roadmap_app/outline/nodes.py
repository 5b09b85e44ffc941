"""A roadmap as a tree of frozen dataclasses, read from a text or from the database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

WEEKLY_HOURS = 10


@dataclass(frozen=True)
class OutlineItem:
    """An item of a checklist: its estimate in minutes, None without one, and whether it is to be shown to somebody.

    In every node, `id` is the row in the database and `line` the line of the text.
    """

    title: str
    group: str = ""
    hint: str = ""
    retired: bool = False
    minutes: int | None = None
    sign_off: bool = False
    id: int | None = field(default=None, compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class OutlineResource:
    """A resource of a topic, with the hours it takes, None if nobody says, and its price: "free", "paid" or ""."""

    kind: str
    title: str
    author: str = ""
    url: str = ""
    retired: bool = False
    hours: int | None = None
    price: str = ""
    id: int | None = field(default=None, compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class OutlineTopic:
    """A topic with its checklist and resources, in order."""

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
    """A stage with its topics; months count from the start of the roadmap, from 0, and `end_month` is exclusive.

    They are multiples of a quarter, and ints where they are whole; a week counts as a quarter.
    """

    title: str
    start_month: float
    end_month: float
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

    def nodes(self) -> Iterator[tuple[OutlineStage | OutlineTopic | None, OutlineNode]]:
        """Yield every node with its parent (None for a stage), each parent before its children."""
        for stage in self.stages:
            yield None, stage
            for topic in stage.topics:
                yield stage, topic
                for item in topic.items:
                    yield topic, item
                for resource in topic.resources:
                    yield topic, resource


OutlineNode = OutlineStage | OutlineTopic | OutlineItem | OutlineResource


def slug_of(title: str) -> str:
    """Return a slug for TITLE: ASCII letters, digits and hyphens, at most 80; "" if it has none of them."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")


def fresh_slug(title: str, taken: set[str], word: str) -> str:
    """Return a slug for TITLE that is not TAKEN, made from WORD if the title has no ASCII letters or digits."""
    base = slug_of(title) or word
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base[:76]}-{number}", number + 1
    return slug


def with_slugs(outline: Outline) -> Outline:
    """Return OUTLINE with slugs for itself and for every stage and topic without one, made from their titles."""
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


# Slugs that a stage cannot have: URLs of other pages of a roadmap.
RESERVED = {"enrolment", "changes", "finish", "now", "outline"}


def folded(title: str) -> str:
    """Return TITLE as two are compared: without case, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())
