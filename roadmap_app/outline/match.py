"""Which row of a roadmap each line of a new outline stands for: by address, by title, then by likeness.

A learner's ticks hang on the row, so a wrong match would credit them with something else. Therefore whatever is
matched by likeness, or found again in another place, is a proposal that an editor can decline (`declined`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from roadmap_app.outline.likeness import ALIKE, Likeness, fold, stems
from roadmap_app.outline.nodes import Outline, OutlineItem, OutlineResource, OutlineStage, OutlineTopic, slug_of

NodeT = TypeVar("NodeT", OutlineStage, OutlineTopic, OutlineItem, OutlineResource)
Key = tuple[str, int]
Same = tuple[Key, str]  # an old row, and the title of the new line that stands for it
WORDS = {OutlineStage: "stage", OutlineTopic: "topic", OutlineItem: "item", OutlineResource: "resource"}
# Of so few, each is compared with each; of more, each with those that share most words with it.
FEW_PAIRS = 400
CANDIDATES = 8


def key_of(node: OutlineStage | OutlineTopic | OutlineItem | OutlineResource) -> Key:
    """Return what an old NODE is known by: its word and its row's id. Raises ValueError for one without a row."""
    if node.id is None:
        raise ValueError(f"{node.title} has no row.")
    return WORDS[type(node)], node.id


@dataclass
class Match:
    """The old node for each new one (by identity), and the keys of those that are only proposed."""

    old: dict[int, Any] = field(default_factory=dict)
    taken: set[Key] = field(default_factory=set)
    proposed: set[Key] = field(default_factory=set)
    stated: set[Key] = field(default_factory=set)  # by an editor
    likeness: Likeness = field(default_factory=Likeness)
    pairs: int = 0  # compared for their likeness

    def of(self, new: NodeT) -> NodeT | None:
        """Return the old node that NEW stands for; None for something new."""
        return self.old.get(id(new))

    @property
    def ratios(self) -> int:
        """How many words have been compared letter by letter."""
        return self.likeness.ratios

    def free(self, nodes: Iterable[NodeT]) -> list[NodeT]:
        """Return those old NODES that nothing stands for yet."""
        return [node for node in nodes if key_of(node) not in self.taken]

    def open(self, nodes: Iterable[NodeT]) -> list[NodeT]:
        """Return those new NODES that stand for nothing yet."""
        return [node for node in nodes if id(node) not in self.old]

    def set(self, new: NodeT, old: NodeT, *, proposed: bool = False) -> None:
        """Let NEW stand for OLD."""
        self.old[id(new)] = old
        self.taken.add(key_of(old))
        if proposed:
            self.proposed.add(key_of(old))


def match(old: Outline, new: Outline, declined: Collection[Key] = (), same: Collection[Same] = ()) -> Match:
    """Return which old node each node of NEW stands for. Those in DECLINED are only matched in place and by name.

    SAME is what an editor says: it comes before all that can be found out. Where it names nothing, it says nothing.
    """
    found = Match()
    _match_stated(found, old, new, same)
    _match_stages(found, old, new, declined)
    _match_topics(found, old, new, declined)
    _match_items(found, old, new, declined)
    _match_resources(found, old, new, declined)
    return found


def _match_by_name(
    found: Match, olds: Iterable[NodeT], news: Iterable[NodeT], name: Callable[[NodeT], Any], *, proposed: bool = False
) -> None:
    """Match nodes of the same NAME, one to one, in their order, the living before the retired; "" is no name."""
    waiting: dict[Any, list[NodeT]] = {}
    for old in sorted(found.free(olds), key=lambda node: node.retired):
        waiting.setdefault(name(old), []).append(old)
    for new in found.open(news):
        if (said := name(new)) and waiting.get(said):
            found.set(new, waiting[said].pop(0), proposed=proposed)


def _match_by_likeness(
    found: Match,
    olds: Iterable[NodeT],
    news: Iterable[NodeT],
    likeness: Callable[[NodeT, NodeT], float],
    marks: Callable[[NodeT], Collection[str]],
    declined: Collection[Key],
) -> None:
    """Match the living that are alike, the likest pair first; all of these are proposals.

    MARKS are what two nodes must share to be compared where there are many.
    """
    free = [old for old in _without(declined, found.free(olds)) if not old.retired]
    opened = [new for new in found.open(news) if not new.retired]
    pairs: list[tuple[float, int, NodeT, NodeT]] = []
    for old, place in _candidates(free, opened, marks):
        found.pairs += 1
        if (score := likeness(old, opened[place])) >= ALIKE:
            pairs.append((score, place, old, opened[place]))
    for _, _, old, new in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if id(new) not in found.old and key_of(old) not in found.taken:
            found.set(new, old, proposed=True)


def _candidates(
    free: list[NodeT], opened: list[NodeT], marks: Callable[[NodeT], Collection[str]]
) -> Iterator[tuple[NodeT, int]]:
    """Yield the old nodes with the place of the new ones that they are to be compared with."""
    if len(free) * len(opened) <= FEW_PAIRS:
        yield from ((old, place) for old in free for place in range(len(opened)))
        return
    with_mark: dict[str, list[int]] = defaultdict(list)
    for number, old in enumerate(free):
        for mark in set(marks(old)):
            with_mark[mark].append(number)
    for place, new in enumerate(opened):
        shared: Counter[int] = Counter()
        for mark in set(marks(new)):
            shared.update(with_mark.get(mark, ()))
        yield from ((free[number], place) for number, _ in shared.most_common(CANDIDATES))


def _match_unique(
    found: Match, olds: Iterable[NodeT], news: Iterable[NodeT], name: Callable[[NodeT], Any], declined: Collection[Key]
) -> None:
    """Match what has gone from one place and come in another, where it is the only one of its NAME on either side."""
    free = [old for old in _without(declined, found.free(olds)) if not old.retired]
    opened = [new for new in found.open(news) if name(new)]
    gone, come = Counter(map(name, free)), Counter(map(name, opened))
    _match_by_name(
        found,
        [old for old in free if gone[name(old)] == 1 and come[name(old)] == 1],
        opened,
        name,
        proposed=True,
    )


def _match_stated(found: Match, old: Outline, new: Outline, same: Collection[Same]) -> None:
    if not same:
        return
    rows = {key_of(node): node for node in _everything(old)}
    lines: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for node in _everything(new):
        lines[WORDS[type(node)], node.title].append(node)
    for key, title in same:
        waiting = found.open(lines.get((key[0], title), []))
        if waiting and key in rows and key not in found.taken:
            found.set(waiting[0], rows[key])
            found.stated.add(key)


def has_line(outline: Outline, word: str, title: str) -> bool:
    """Return whether OUTLINE has a WORD (stage, topic, item or resource) of this TITLE."""
    return any(WORDS[type(node)] == word and node.title == title for node in _everything(outline))


def _everything(outline: Outline) -> Iterator[Any]:
    for stage in outline.stages:
        yield stage
        for topic in stage.topics:
            yield topic
            yield from topic.items
            yield from topic.resources


def _written_slug(node: OutlineStage | OutlineTopic) -> str:
    return node.slug


def _slug(node: OutlineStage | OutlineTopic) -> str:
    return node.slug or slug_of(node.title)


def _without(declined: Collection[Key], nodes: Iterable[NodeT]) -> list[NodeT]:
    return [node for node in nodes if key_of(node) not in declined]


def _title(node: OutlineStage | OutlineTopic | OutlineItem | OutlineResource) -> str:
    return fold(node.title)


def _match_stages(found: Match, old: Outline, new: Outline, declined: Collection[Key]) -> None:
    _match_by_name(found, old.stages, new.stages, _written_slug)
    _match_by_name(found, old.stages, new.stages, _title)
    _match_by_name(found, _without(declined, old.stages), new.stages, _slug, proposed=True)
    inside = {id(stage): {_title(topic) for topic in stage.topics} for stage in (*old.stages, *new.stages)}
    _match_by_likeness(
        found, old.stages, new.stages, _likeness_by_title_or(found, inside), _marks_of_title_and(inside), declined
    )


def _match_topics(found: Match, old: Outline, new: Outline, declined: Collection[Key]) -> None:
    pairs = [(before.topics, stage.topics) for stage in new.stages if (before := found.of(stage))]
    for olds, news in pairs:
        _match_by_name(found, olds, news, _written_slug)
        _match_by_name(found, olds, news, _title)
        _match_by_name(found, _without(declined, olds), news, _slug, proposed=True)
    all_old, all_new = [topic for _, topic in old.topics()], [topic for _, topic in new.topics()]
    for name in (_written_slug, _title):
        _match_unique(found, all_old, all_new, name, declined)
    inside = {id(topic): {_title(item) for item in topic.items} for topic in (*all_old, *all_new)}
    for olds, news in pairs:
        _match_by_likeness(
            found, olds, news, _likeness_by_title_or(found, inside), _marks_of_title_and(inside), declined
        )
    _match_by_likeness(
        found,
        all_old,
        all_new,
        lambda one, other: _share(inside[id(one)], inside[id(other)]),
        lambda topic: inside[id(topic)],
        declined,
    )


def _match_items(found: Match, old: Outline, new: Outline, declined: Collection[Key]) -> None:
    for olds, news in _topic_pairs(found, new):
        # Of several that are called the same, the struck one is the one that was retired.
        _match_by_name(found, olds.items, news.items, lambda item: (item.title, item.group, item.retired))
        _match_by_name(found, olds.items, news.items, lambda item: (item.title, item.group))
        _match_by_name(found, olds.items, news.items, lambda item: item.title)
        _match_by_name(found, olds.items, news.items, _title)
    all_old, all_new = [item for _, item in old.items()], [item for _, item in new.items()]
    _match_unique(found, all_old, all_new, lambda item: (item.title, item.group), declined)
    _match_unique(found, all_old, all_new, _title, declined)
    for olds, news in _topic_pairs(found, new):
        _match_by_likeness(
            found,
            olds.items,
            news.items,
            lambda one, other: found.likeness.of(one.title, other.title),
            lambda item: stems(item.title),
            declined,
        )


def _match_resources(found: Match, old: Outline, new: Outline, declined: Collection[Key]) -> None:
    for olds, news in _topic_pairs(found, new):
        _match_by_name(found, olds.resources, news.resources, lambda each: (each.title, each.url, each.retired))
        _match_by_name(found, olds.resources, news.resources, lambda each: (each.title, each.url))
        _match_by_name(found, olds.resources, news.resources, lambda each: each.url)
        _match_by_name(found, olds.resources, news.resources, _title)
    all_old = [each for _, topic in old.topics() for each in topic.resources]
    all_new = [each for _, topic in new.topics() for each in topic.resources]
    _match_unique(found, all_old, all_new, lambda each: (each.title, each.url), declined)


def _topic_pairs(found: Match, new: Outline) -> Iterator[tuple[OutlineTopic, OutlineTopic]]:
    return ((before, topic) for _, topic in new.topics() if (before := found.of(topic)))


def _share(ours: Collection[str], theirs: Collection[str]) -> float:
    """Return which share of their contents two nodes have in common, of the one that has more."""
    return len(set(ours) & set(theirs)) / max(len(ours), len(theirs), 1)


def _likeness_by_title_or(found: Match, inside: dict[int, set[str]]) -> Callable[[NodeT, NodeT], float]:
    """Return what compares two stages or topics: by title, or by what is INSIDE them."""

    def alike(one: NodeT, other: NodeT) -> float:
        return max(found.likeness.of(one.title, other.title), _share(inside[id(one)], inside[id(other)]))

    return alike


def _marks_of_title_and(inside: dict[int, set[str]]) -> Callable[[NodeT], Collection[str]]:
    return lambda node: stems(node.title) | inside[id(node)]
