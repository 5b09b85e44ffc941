"""Count the learners of all content in one pass; `reach` counts those of some rows of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model

from roadmap_app.domain.reach import Reach
from roadmap_app.models import Item, Stage, Topic
from roadmap_app.queries.completed import Completed, TopicItems, read_topic_items


@dataclass(slots=True)
class Part:
    """A topic or a stage: the ids of its items, those that complete it, and how many have done them."""

    model: type[Model]
    id: int
    items: frozenset[int]
    needed: frozenset[int]
    some: int = 0
    every: int = 0


class ReachOfAll:
    """The learners of all stages, topics and items, of whom one after the other is added. It says what `reach` says."""

    def __init__(self) -> None:
        self._items = Counter[int]()
        self._parts = {roadmap: list(_parts(topics)) for roadmap, topics in read_topic_items().items()}

    def add(self, completed: Completed) -> None:
        """Count what a learner has completed on a roadmap."""
        items = completed.items
        self._items.update(items)
        for part in self._parts.get(completed.roadmap_id, ()):
            if not part.items.isdisjoint(items):
                part.some += 1
                if part.needed and part.needed <= items:
                    part.every += 1

    def found(self) -> list[tuple[type[Model], int, Reach]]:
        """Return model, primary key and learners of each row that has any."""
        parts = [part for parts in self._parts.values() for part in parts if part.some]
        items = [(Item, key, Reach(count, count, is_item=True)) for key, count in self._items.items()]
        return [*((part.model, part.id, Reach(part.some, part.every)) for part in parts), *items]


def _parts(topics: Iterable[TopicItems]) -> Iterable[Part]:
    by_stage: dict[int, list[TopicItems]] = {}
    for topic in topics:
        yield Part(Topic, topic.id, topic.items, topic.living)
        by_stage.setdefault(topic.stage_id, []).append(topic)
    for stage_id, below in by_stage.items():
        items = frozenset[int]().union(*(topic.items for topic in below))
        needed = frozenset[int]().union(*(topic.living for topic in below if not topic.retired))
        yield Part(Stage, stage_id, items, needed)
