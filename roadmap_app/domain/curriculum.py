"""A roadmap's published content as frozen dataclasses: a snapshot of one version."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

HUES = 6


@dataclass(frozen=True)
class ItemRow:
    """One tick of a checklist."""

    id: int
    group: str
    title: str
    hint: str
    retired: bool


@dataclass(frozen=True)
class ResourceRow:
    """Something to learn from."""

    kind: str
    kind_label: str
    title: str
    author: str
    url: str
    is_dead: bool


@dataclass(frozen=True)
class TopicNode:
    """A topic with its checklist and resources; retired with its stage."""

    id: int
    slug: str
    title: str
    summary: str
    retired: bool
    url: str
    items: tuple[ItemRow, ...]
    resources: tuple[ResourceRow, ...]

    @cached_property
    def groups(self) -> tuple[tuple[str, tuple[ItemRow, ...]], ...]:
        """The checklist as (label, items), in the order in which the labels first appear."""
        labels = list(dict.fromkeys(item.group for item in self.items))
        ordered = sorted(self.items, key=lambda item: labels.index(item.group))
        return tuple((label, tuple(items)) for label, items in groupby(ordered, key=lambda item: item.group))


@dataclass(frozen=True)
class StageNode:
    """A stage with its topics; `number` is its place on the trail, `hue` its colour, 1 to 6."""

    id: int
    number: int
    slug: str
    title: str
    goal: str
    start_month: int
    end_month: int
    retired: bool
    url: str
    topics: tuple[TopicNode, ...]

    @property
    def hue(self) -> int:
        """Which of the six hues (and patterns) it bears."""
        return (self.number - 1) % HUES + 1

    @property
    def months(self) -> int:
        """How many months it spans."""
        return self.end_month - self.start_month


@dataclass(frozen=True)
class RoadmapTree:
    """A whole roadmap as it stood at one version."""

    id: int
    version: int
    slug: str
    title: str
    summary: str
    credit: str
    weekly_hours: int
    is_published: bool
    url: str
    stages: tuple[StageNode, ...]

    @property
    def months(self) -> int:
        """The last month of the last stage."""
        return max((stage.end_month for stage in self.stages), default=0)

    @cached_property
    def walk(self) -> tuple[tuple[StageNode, TopicNode], ...]:
        """Every topic with its stage, in the order of the trail, retired ones left out."""
        return tuple((s, t) for s in self.stages for t in s.topics if not t.retired)

    def neighbours(self, topic: TopicNode) -> tuple[TopicNode | None, TopicNode | None]:
        """Return the topics before and after TOPIC on the trail; None at its ends."""
        line = [node for _, node in self.walk]
        if topic not in line:
            return None, None
        here = line.index(topic)
        return (line[here - 1] if here else None), (line[here + 1] if here + 1 < len(line) else None)
