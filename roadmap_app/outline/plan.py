"""What a new outline would change: the roadmap as it would be, and each change in words that an editor can judge."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import chain
from typing import Any

from roadmap_app.domain.titles import tidy
from roadmap_app.outline.marks import one_line
from roadmap_app.outline.match import Key, Match, NodeT, Same, key_of, match
from roadmap_app.outline.nodes import (
    RESERVED,
    Outline,
    OutlineItem,
    OutlineNode,
    OutlineResource,
    OutlineStage,
    OutlineTopic,
    fresh_slug,
)

ORDER = ("added", "renamed", "moved", "edited", "restored", "retired", "reordered")
# The fields that a change names, with their words on the screen.
FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "roadmap": (("title", "title"), ("summary", "summary"), ("credit", "credit"), ("weekly_hours", "hours a week")),
    "stage": (
        ("title", "title"),
        ("slug", "address"),
        ("goal", "goal"),
        ("start_month", "first month"),
        ("end_month", "last month"),
    ),
    "topic": (("title", "title"), ("slug", "address"), ("summary", "summary")),
    "item": (("title", "title"), ("group", "group"), ("hint", "detail")),
    "resource": (("title", "title"), ("kind", "kind"), ("author", "author"), ("url", "address")),
}


@dataclass(frozen=True)
class OutlineChange:
    """One row that would change: `kinds` says how, `details` are (field, before, after).

    `proposed`: that it is the same row is a guess, and an editor may decline it. `line` is where the text says it, 0
    for what the text leaves out.
    """

    word: str
    kinds: tuple[str, ...]
    title: str
    place: str
    id: int | None = None
    details: tuple[tuple[str, str, str], ...] = ()
    proposed: bool = False
    line: int = 0
    stated: str = ""  # the row and the title, as a form sends them, if an editor states that they are the same

    @property
    def key(self) -> str:
        """What a form names it by, as in "item-12"."""
        return f"{self.word}-{self.id}"


@dataclass(frozen=True)
class OutlinePlan:
    """What would be done: `target` holds every row there is, those that the text leaves out as retired."""

    old: Outline
    target: Outline
    changes: tuple[OutlineChange, ...]

    @property
    def digest(self) -> str:
        """A mark of just these changes, to tell whether what is done is what was shown."""
        said = [replace(change, line=0) for change in self.changes]
        return sha256(repr(said).encode("utf-8", "replace")).hexdigest()


def plan_changes(
    old: Outline, new: Outline, declined: Collection[Key] = (), same: Collection[Same] = ()
) -> OutlinePlan:
    """Return what turning OLD (whose nodes have rows) into NEW would change.

    DECLINED: rows not to be guessed at; SAME: rows with the titles of the lines that stand for them.
    """
    found = match(old, new, declined, same)
    target = _target(old, new, found)
    return OutlinePlan(old, target, tuple(_changes(old, target, found)))


def with_stage(old: Outline, stage_id: int, stages: Sequence[OutlineStage]) -> Outline:
    """Return OLD with STAGES (one, as a rule) in the place of the stage of this id."""
    found: list[OutlineStage] = []
    for stage in old.stages:
        found += stages if stage.id == stage_id else [stage]
    return replace(old, stages=tuple(found))


def _target(old: Outline, new: Outline, found: Match) -> Outline:
    taken = {stage.slug for stage in (*old.stages, *new.stages) if stage.slug} | RESERVED
    stages: list[OutlineStage] = []
    for stage in new.stages:
        before = found.of(stage)
        topics = _topics(before, stage, found)
        slug = stage.slug or (before.slug if before else fresh_slug(stage.title, taken, "stage"))
        taken.add(slug)
        goal = _kept(before, stage, "goal")
        stages.append(replace(stage, id=before.id if before else None, slug=slug, goal=goal, topics=topics))
    everything = _with_absent(stages, old.stages, found, lambda stage: replace(_remains(stage, found), retired=True))
    return replace(
        new,
        id=old.id,
        slug=old.slug,
        title=new.title or old.title,
        summary=_kept(old, new, "summary"),
        stages=tuple(everything),
    )


def _topics(before: OutlineStage | None, stage: OutlineStage, found: Match) -> tuple[OutlineTopic, ...]:
    olds = before.topics if before else ()
    taken = {topic.slug for topic in (*olds, *stage.topics) if topic.slug}
    topics: list[OutlineTopic] = []
    for topic in stage.topics:
        was = found.of(topic)
        stays = was is not None and any(was is each for each in olds)
        slug = topic.slug or (was.slug if was and (stays or was.slug not in taken) else "")
        slug = slug or fresh_slug(topic.title, taken, "topic")
        taken.add(slug)
        topics.append(
            replace(
                topic,
                id=was.id if was else None,
                slug=slug,
                summary=_kept(was, topic, "summary"),
                items=_rows(was.items if was else (), topic.items, found),
                resources=_rows(was.resources if was else (), topic.resources, found),
            )
        )
    return tuple(_with_absent(topics, olds, found, lambda topic: replace(_remains_of(topic, found), retired=True)))


def _rows(olds: Sequence[NodeT], news: Sequence[NodeT], found: Match) -> tuple[NodeT, ...]:
    rows = [replace(new, id=old.id if (old := found.of(new)) else None) for new in news]
    return tuple(_with_absent(rows, olds, found, lambda row: replace(row, retired=True)))


def _with_absent(
    rows: list[NodeT], olds: Sequence[NodeT], found: Match, retire: Callable[[NodeT], NodeT]
) -> list[NodeT]:
    """Return ROWS with those of OLDS that the text leaves out, retired, each behind the one it stood behind."""
    after: dict[int | None, list[NodeT]] = {}  # by the id of the row that they stood behind, None for the first
    places: dict[int | None, int] = {row.id: place for place, row in enumerate(rows) if row.id is not None}
    furthest: int | None = None  # of the rows that stay and stood before: the one that is furthest down now
    for old in olds:
        if key_of(old) in found.taken:
            if old.id in places and places[old.id] > places.get(furthest, -1):
                furthest = old.id
        else:
            after.setdefault(furthest, []).append(retire(old))
    merged = list(after.get(None, ()))
    for row in rows:
        merged.append(row)
        if row.id is not None:
            merged += after.get(row.id, ())
    return merged


def _remains(stage: OutlineStage, found: Match) -> OutlineStage:
    """Return a stage that the text leaves out with what is still in it; what went elsewhere is not."""
    left = [_remains_of(topic, found) for topic in stage.topics if key_of(topic) not in found.taken]
    return replace(stage, topics=tuple(left))


def _remains_of(topic: OutlineTopic, found: Match) -> OutlineTopic:
    return replace(
        topic,
        items=tuple(item for item in topic.items if key_of(item) not in found.taken),
        resources=tuple(each for each in topic.resources if key_of(each) not in found.taken),
    )


def _kept(old: Any, new: Any, name: str) -> str:
    """Return the new text of a field, or the old one where they differ in line breaks only, which an outline loses."""
    before, after = getattr(old, name, ""), str(getattr(new, name))
    return str(before) if one_line(before) == after else after


def _changes(old: Outline, target: Outline, found: Match) -> Iterator[OutlineChange]:
    befores = {key_of(node): (parent, node) for parent, node in _walk(old)}
    if details := tuple(_details("roadmap", old, target)):
        yield OutlineChange("roadmap", (_kind(details),), target.title, "", target.id, details, line=target.line)
    for parent, node in _walk(target):
        parent_before, before = befores.get(key_of(node), (None, None)) if node.id is not None else (None, None)
        change = _change(parent, node, parent_before, before, found)
        if change:
            yield change
    yield from _reordered(old, target)


def _change(parent: Any, node: OutlineNode, parent_before: Any, before: Any, found: Match) -> OutlineChange | None:
    word = _word(node)
    place = parent.title if parent is not None else ""
    if before is None:
        return OutlineChange(word, ("added",), node.title, place, line=node.line)
    details = list(_details(word, before, node))
    kinds = {_kind(details)} if details else set()
    if _parent_id(parent_before) != _parent_id(parent):
        kinds.add("moved")
        details.append(("place", parent_before.title, place))
    if before.retired != node.retired:
        kinds.add("retired" if node.retired else "restored")
    if not kinds:
        return None
    ordered = tuple(kind for kind in ORDER if kind in kinds)
    key = key_of(node)
    stated = f"{word}-{node.id}={node.title}" if key in found.stated else ""
    return OutlineChange(
        word, ordered, before.title, place, node.id, tuple(details), key in found.proposed, node.line, stated
    )


def _details(word: str, before: Any, after: Any) -> Iterator[tuple[str, str, str]]:
    for name, said in FIELDS[word]:
        was, now = getattr(before, name), getattr(after, name)
        if was != now and tidy(str(was)) != tidy(str(now)):
            yield said, str(was), str(now)


def _kind(details: Iterable[tuple[str, str, str]]) -> str:
    return "renamed" if any(said == "title" for said, _, _ in details) else "edited"


def _reordered(old: Outline, target: Outline) -> Iterator[OutlineChange]:
    orders = {(word, parent_id): [row.id for row in rows] for word, parent_id, _, rows in _families(old)}
    for word, parent_id, title, rows in _families(target):
        before = orders.get((word, parent_id), []) if parent_id is not None or word == "stage" else []
        there, here = set(before), {row.id for row in rows}
        stayed = [each for each in before if each in here]
        now = [row.id for row in rows if row.id in there]
        if stayed != now:
            place = title if word != "stage" else ""
            yield OutlineChange(word, ("reordered",), f"The {word}s of “{title}”", place, parent_id)


def _families(outline: Outline) -> Iterator[tuple[str, int | None, str, Sequence[OutlineNode]]]:
    yield "stage", outline.id, outline.title, outline.stages
    for stage in outline.stages:
        yield "topic", stage.id, stage.title, stage.topics
        for topic in stage.topics:
            yield "item", topic.id, topic.title, topic.items
            yield "resource", topic.id, topic.title, topic.resources


def _walk(outline: Outline) -> Iterator[tuple[Any, OutlineNode]]:
    """Yield every node with its parent (None for a stage), top down."""
    for stage in outline.stages:
        yield None, stage
        for topic in stage.topics:
            yield stage, topic
            for row in chain[OutlineItem | OutlineResource](topic.items, topic.resources):
                yield topic, row


def _word(node: OutlineNode) -> str:
    return key_of(replace(node, id=0))[0]


def _parent_id(parent: Any) -> int | None:
    return parent.id if parent is not None else None
