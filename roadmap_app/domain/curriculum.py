"""A snapshot of one version of a roadmap, published or not, as frozen dataclasses."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TypeVar

from roadmap_app.domain.changes import KnownItem

HUES = 6
NodeT = TypeVar("NodeT")


def hue_of(number: int) -> int:
    """Return which of the six colours and patterns the stage with this NUMBER is drawn in, 1 to 6."""
    return (number - 1) % HUES + 1


@dataclass(frozen=True)
class ItemRow:
    """An item of a checklist, with the label of its group and the editors' estimate in minutes, None without one.

    `sign_off`: editors want it shown to somebody.
    """

    id: int
    group: str
    title: str
    hint: str
    retired: bool
    minutes: int | None = None
    sign_off: bool = False

    def __hash__(self) -> int:
        """Hash the id alone, as parts of pages are looked up by the rows of whole checklists."""
        return self.id


@dataclass(frozen=True)
class ResourceRow:
    """A resource of a topic: hours or None, price "free", "paid" or "". `is_dead`: its address was found gone."""

    id: int
    kind: str
    kind_label: str
    title: str
    author: str
    url: str
    hours: int | None
    price: str
    retired: bool
    is_dead: bool

    def __hash__(self) -> int:
        """Hash the id alone, as for an item."""
        return self.id


# Nodes and trees are compared by identity: as data they would be compared item by item.
@dataclass(frozen=True, eq=False)
class TopicNode:
    """A topic with its checklist and resources. `retired` is also True if its stage is retired."""

    id: int
    slug: str
    title: str
    summary: str
    retired: bool
    url: str
    items: tuple[ItemRow, ...]
    resources: tuple[ResourceRow, ...]
    retired_resources: tuple[ResourceRow, ...] = ()

    @cached_property
    def item_ids(self) -> frozenset[int]:
        """The ids of its items, retired ones included."""
        return frozenset(item.id for item in self.items)

    @cached_property
    def retired_ids(self) -> frozenset[int]:
        """The ids of its retired items."""
        return frozenset(item.id for item in self.items if item.retired)

    @cached_property
    def living_ids(self) -> frozenset[int]:
        """The ids of its items that are not retired."""
        return self.item_ids - self.retired_ids

    @cached_property
    def resource_ids(self) -> frozenset[int]:
        """The ids of its resources, retired ones included."""
        return frozenset(row.id for row in (*self.resources, *self.retired_resources))

    @cached_property
    def marked(self) -> tuple[ItemRow, ...]:
        """The items that are to be shown to somebody, retired ones included."""
        return tuple(item for item in self.items if item.sign_off)

    @cached_property
    def groups(self) -> tuple[tuple[str, tuple[ItemRow, ...]], ...]:
        """Return the checklist as (label, items) pairs, in the order in which the labels first appear."""
        labels = list(dict.fromkeys(item.group for item in self.items))
        ordered = sorted(self.items, key=lambda item: labels.index(item.group))
        return tuple((label, tuple(items)) for label, items in groupby(ordered, key=lambda item: item.group))


@dataclass(frozen=True, eq=False)
class StageNode:
    """A stage with its topics. `number` is its position on the trail, counted from 1; months count from the start."""

    id: int
    number: int
    slug: str
    title: str
    goal: str
    start_month: float
    end_month: float
    retired: bool
    url: str
    topics: tuple[TopicNode, ...]

    @property
    def hue(self) -> int:
        """Return which of the six colours and patterns it is drawn in, 1 to 6."""
        return hue_of(self.number)

    @property
    def months(self) -> float:
        """Return how many months it spans."""
        return self.end_month - self.start_month


@dataclass(frozen=True, eq=False)
class RoadmapTree:
    """A whole roadmap at one version."""

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
    teams_only: bool = False  # when it was read; a change of this raises no version

    @property
    def months(self) -> float:
        """Return the month in which the last stage ends, 0 without stages."""
        return max((stage.end_month for stage in self.stages), default=0)

    @property
    def finish_url(self) -> str:
        """Return the address of the page that looks back on the walked roadmap."""
        return f"{self.url}finish/"

    @cached_property
    def walk(self) -> tuple[tuple[StageNode, TopicNode], ...]:
        """Return every topic that is not retired with its stage, in the order of the trail."""
        return tuple((stage, topic) for stage in self.stages for topic in stage.topics if not topic.retired)

    @cached_property
    def marked(self) -> dict[int, tuple[TopicNode, ItemRow]]:
        """Return the current items that are to be shown to somebody, by id, each with its topic."""
        return {item.id: (topic, item) for _, topic in self.walk for item in topic.marked if not item.retired}

    @cached_property
    def known_items(self) -> dict[int, KnownItem]:
        """Return the items by id, as an edition keeps them."""
        return {
            item.id: KnownItem(item.title, topic.id, topic.title, item.retired, item.sign_off)
            for stage in self.stages
            for topic in stage.topics
            for item in topic.items
        }

    def neighbours(self, topic: TopicNode) -> tuple[TopicNode | None, TopicNode | None]:
        """Return the topics before and after TOPIC on the trail: None at either end, both None for a retired TOPIC."""
        return _around([node for _, node in self.walk], topic)

    def stages_around(self, stage: StageNode) -> tuple[StageNode | None, StageNode | None]:
        """Return the stages before and after STAGE, as `neighbours` does for a topic."""
        return _around([node for node in self.stages if not node.retired], stage)


def _around(nodes: list[NodeT], node: NodeT) -> tuple[NodeT | None, NodeT | None]:
    index = next((number for number, each in enumerate(nodes) if each is node), None)
    if index is None:
        return None, None
    before = nodes[index - 1] if index > 0 else None
    after = nodes[index + 1] if index + 1 < len(nodes) else None
    return before, after
