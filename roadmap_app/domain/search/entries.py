"""What can be found: the entries of a roadmap, and how well an entry holds a word."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from roadmap_app.domain.curriculum import RoadmapTree, StageNode, TopicNode
from roadmap_app.domain.search.likeness import Fit


class Kind(IntEnum):
    """What can be found; of equal hits, the kind that is named first comes first."""

    ROADMAP = 0
    STAGE = 1
    TOPIC = 2
    ITEM = 3
    RESOURCE = 4
    NOTE = 5


class Field(IntEnum):
    """Where a word stands: in the title, in what is said of it, or in the titles of what it belongs to."""

    TITLE = 0
    DETAIL = 1
    PLACE = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: its place (titles, from the roadmap down) and where its page shows it."""

    kind: Kind
    title: str
    detail: str
    place: tuple[str, ...]
    url: str
    hue: int = 0
    is_draft: bool = False
    note_id: int = 0


FIELDS, FITS = len(Field), len(Fit)
# Qualities: how well an entry holds a word. Smaller is better; a misspelt word is worse than any that is spelt right.
IN_DETAIL, IN_PLACE, MISSPELT = (number * FITS for number in range(1, 4))
MISSING = 2 * MISSPELT


def quality(field: int, fit: int) -> int:
    """Return the quality of a word that FITs one in FIELD."""
    return field * FITS + fit


def is_of_itself(quality: int) -> bool:
    """Return whether the entry holds the word itself, not only what it belongs to."""
    return quality < MISSING and quality % MISSPELT < IN_PLACE


def entries_of(tree: RoadmapTree) -> Iterator[Entry]:
    """Yield what there is to find in TREE, in its order. What is retired is left out."""
    draft = not tree.is_published
    yield Entry(Kind.ROADMAP, tree.title, tree.summary, (), tree.url, is_draft=draft)
    for stage in tree.stages:
        if not stage.retired:
            yield Entry(Kind.STAGE, stage.title, stage.goal, (tree.title,), stage.url, stage.hue, draft)
    for stage, topic in tree.walk:
        yield from _topic_entries(tree, stage, topic)


def _topic_entries(tree: RoadmapTree, stage: StageNode, topic: TopicNode) -> Iterator[Entry]:
    draft, above = not tree.is_published, (tree.title, stage.title)
    place = (*above, topic.title)
    yield Entry(Kind.TOPIC, topic.title, topic.summary, above, topic.url, stage.hue, draft)
    for item in topic.items:
        if not item.retired:
            detail = _listed(item.group, item.hint)
            yield Entry(Kind.ITEM, item.title, detail, place, f"{topic.url}#item-{item.id}", stage.hue, draft)
    for row in topic.resources:
        detail = _listed(row.kind_label, row.author)
        yield Entry(Kind.RESOURCE, row.title, detail, place, f"{topic.url}#resource-{row.id}", stage.hue, draft)


def _listed(*texts: str) -> str:
    return " · ".join(text for text in texts if text)
