"""Match the nodes of a new outline with the rows of the stored roadmap: by slug, by title, then by similarity.

Learners' ticks belong to the row, so a wrong match would credit them with another item. Therefore a match by
similarity, or with a row from another parent, is only proposed: an editor can decline it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from roadmap_app.outline.likeness import ALIKE, Likeness, fold, stems
from roadmap_app.outline.nodes import (
    Outline,
    OutlineItem,
    OutlineNode,
    OutlineResource,
    OutlineStage,
    OutlineTopic,
    slug_of,
)

NodeT = TypeVar("NodeT", bound=OutlineNode)
Key = tuple[str, int]
Same = tuple[Key, str]  # an old row, and the title of the new node that is the same
WORDS = {OutlineStage: "stage", OutlineTopic: "topic", OutlineItem: "item", OutlineResource: "resource"}
# Up to this many pairs, compare all. Beyond, compare each new node with the CANDIDATES old nodes that share most terms.
MAX_PAIRS = 400
CANDIDATES = 8


def key_of(node: OutlineNode) -> Key:
    """Return the key of an old NODE: its type and the id of its row. Raise ValueError if it has no row."""
    if node.id is None:
        raise ValueError(f"{node.title} has no row.")
    return WORDS[type(node)], node.id


class NoSuchRow(Exception):
    """A name that a person has typed is not that of a row or a line; the message says what to write."""


def parse_key(name: str) -> Key:
    """Parse NAME, such as "item-12". Raise NoSuchRow if it is not written like that."""
    word, _, number = name.lower().partition("-")
    if word not in WORDS.values() or not number.isdecimal():
        raise NoSuchRow(f"{name} names no row: write it as the changes do, as in item-12.")
    return word, int(number)


@dataclass
class Match:
    """The old node for each new one (by identity).

    `taken` are the keys of all matched old nodes, `proposed` of those matched by a guess, `stated` by the editor.
    """

    old: dict[int, OutlineNode] = field(default_factory=dict)
    taken: set[Key] = field(default_factory=set)
    proposed: set[Key] = field(default_factory=set)
    stated: set[Key] = field(default_factory=set)
    likeness: Likeness = field(default_factory=Likeness)
    pairs: int = 0  # number of nodes compared by similarity

    def old_for(self, new: NodeT) -> NodeT | None:
        """Return the old node matched with NEW, or None."""
        old = self.old.get(id(new))
        return old if isinstance(old, type(new)) else None

    def unmatched_old(self, nodes: Iterable[NodeT]) -> list[NodeT]:
        """Return the old NODES that are not matched yet."""
        return [node for node in nodes if key_of(node) not in self.taken]

    def unmatched_new(self, nodes: Iterable[NodeT]) -> list[NodeT]:
        """Return the new NODES that are not matched yet."""
        return [node for node in nodes if id(node) not in self.old]

    def pair(self, new: NodeT, old: NodeT, *, proposed: bool = False) -> None:
        """Match NEW with OLD."""
        self.old[id(new)] = old
        self.taken.add(key_of(old))
        if proposed:
            self.proposed.add(key_of(old))


def match(old: Outline, new: Outline, declined: Collection[Key] = (), same: Collection[Same] = ()) -> Match:
    """Match the nodes of NEW with those of OLD.

    Old nodes in DECLINED are never proposed. SAME are matches that the editor stated: they take precedence, and are
    ignored if a row or a title does not exist.
    """
    found = Match()
    _match_stated(found, old, new, same)
    _match_stages(found, old, new, declined)
    _match_topics(found, old, new, declined)
    _match_items(found, old, new, declined)
    _match_resources(found, old, new, declined)
    return found


def _match_by_name(
    found: Match,
    olds: Iterable[NodeT],
    news: Iterable[NodeT],
    name: Callable[[NodeT], Hashable],
    *,
    proposed: bool = False,
) -> None:
    """Match nodes of the same NAME one to one, in order, current before retired ones. Skip empty names."""
    waiting: dict[Hashable, list[NodeT]] = {}
    for old in sorted(found.unmatched_old(olds), key=lambda node: node.retired):
        waiting.setdefault(name(old), []).append(old)
    for new in found.unmatched_new(news):
        key = name(new)
        if key and waiting.get(key):
            found.pair(new, waiting[key].pop(0), proposed=proposed)


def _match_by_likeness(
    found: Match,
    olds: Iterable[NodeT],
    news: Iterable[NodeT],
    likeness: Callable[[NodeT, NodeT], float],
    terms: Callable[[NodeT], Collection[str]],
    declined: Collection[Key],
) -> None:
    """Propose matches of similar nodes that are not retired, the most similar pair first.

    Where there are many nodes, two are only compared if they have TERMS in common.
    """
    free = [old for old in _without(declined, found.unmatched_old(olds)) if not old.retired]
    opened = [new for new in found.unmatched_new(news) if not new.retired]
    pairs: list[tuple[float, int, NodeT, NodeT]] = []
    for old, index in _candidates(free, opened, terms):
        found.pairs += 1
        score = likeness(old, opened[index])
        if score >= ALIKE:
            pairs.append((score, index, old, opened[index]))
    for _, _, old, new in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if id(new) not in found.old and key_of(old) not in found.taken:
            found.pair(new, old, proposed=True)


def _candidates(
    free: list[NodeT], opened: list[NodeT], terms: Callable[[NodeT], Collection[str]]
) -> Iterator[tuple[NodeT, int]]:
    """Yield (old node, index of a new node) for the pairs to compare."""
    if len(free) * len(opened) <= MAX_PAIRS:
        yield from ((old, index) for old in free for index in range(len(opened)))
        return
    with_term: dict[str, list[int]] = defaultdict(list)
    for number, old in enumerate(free):
        for term in set(terms(old)):
            with_term[term].append(number)
    for index, new in enumerate(opened):
        shared: Counter[int] = Counter()
        for term in set(terms(new)):
            shared.update(with_term.get(term, ()))
        yield from ((free[number], index) for number, _ in shared.most_common(CANDIDATES))


def _match_unique(
    found: Match,
    olds: Iterable[NodeT],
    news: Iterable[NodeT],
    name: Callable[[NodeT], Hashable],
    declined: Collection[Key],
) -> None:
    """Propose matches of nodes that moved to another parent: the only ones of their NAME on either side."""
    free = [old for old in _without(declined, found.unmatched_old(olds)) if not old.retired]
    opened = [new for new in found.unmatched_new(news) if name(new)]
    old_names, new_names = Counter(map(name, free)), Counter(map(name, opened))
    unique = [old for old in free if old_names[name(old)] == new_names[name(old)] == 1]
    _match_by_name(found, unique, opened, name, proposed=True)


def _match_stated(found: Match, old: Outline, new: Outline, same: Collection[Same]) -> None:
    if not same:
        return
    rows = {key_of(node): node for _, node in old.nodes()}
    lines: dict[tuple[str, str], list[OutlineNode]] = defaultdict(list)
    for _, node in new.nodes():
        lines[WORDS[type(node)], node.title].append(node)
    for key, title in same:
        waiting = found.unmatched_new(lines.get((key[0], title), []))
        if waiting and key in rows and key not in found.taken:
            found.pair(waiting[0], rows[key])
            found.stated.add(key)


def _written_slug(node: OutlineStage | OutlineTopic) -> str:
    return node.slug


def _slug(node: OutlineStage | OutlineTopic) -> str:
    return node.slug or slug_of(node.title)


def _without(declined: Collection[Key], nodes: Iterable[NodeT]) -> list[NodeT]:
    return [node for node in nodes if key_of(node) not in declined]


def _title(node: OutlineNode) -> str:
    return fold(node.title)


def _match_stages(found: Match, old: Outline, new: Outline, declined: Collection[Key]) -> None:
    _match_by_name(found, old.stages, new.stages, _written_slug)
    _match_by_name(found, old.stages, new.stages, _title)
    _match_by_name(found, _without(declined, old.stages), new.stages, _slug, proposed=True)
    inside = {id(stage): {_title(topic) for topic in stage.topics} for stage in (*old.stages, *new.stages)}
    _match_by_likeness(
        found, old.stages, new.stages, _likeness_by_title_or(found, inside), _terms_of_title_and(inside), declined
    )


def _match_topics(found: Match, old: Outline, new: Outline, declined: Collection[Key]) -> None:
    pairs = [(before.topics, stage.topics) for stage in new.stages if (before := found.old_for(stage))]
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
            found, olds, news, _likeness_by_title_or(found, inside), _terms_of_title_and(inside), declined
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
        # If several items have the same title, match the struck-out line with the retired row first.
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
    return ((before, topic) for _, topic in new.topics() if (before := found.old_for(topic)))


def _share(ours: Collection[str], theirs: Collection[str]) -> float:
    """Return the share of contents in common, 0 to 1, relative to the larger of the two collections."""
    return len(set(ours) & set(theirs)) / max(len(ours), len(theirs), 1)


def _likeness_by_title_or(found: Match, inside: dict[int, set[str]]) -> Callable[[NodeT, NodeT], float]:
    """Return a function for the similarity of two stages or topics: of their titles or of their contents INSIDE."""

    def similarity(one: NodeT, other: NodeT) -> float:
        return max(found.likeness.of(one.title, other.title), _share(inside[id(one)], inside[id(other)]))

    return similarity


def _terms_of_title_and(inside: dict[int, set[str]]) -> Callable[[NodeT], Collection[str]]:
    return lambda node: stems(node.title) | inside[id(node)]
