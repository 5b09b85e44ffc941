"""Plan the changes that turn a stored roadmap into a new outline: the resulting roadmap and a list of changes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from roadmap_app.domain.titles import tidy
from roadmap_app.outline.marks import one_line
from roadmap_app.outline.match import WORDS, Key, Match, NodeT, Same, key_of, match
from roadmap_app.outline.nodes import (
    RESERVED,
    Outline,
    OutlineNode,
    OutlineStage,
    OutlineTopic,
    fresh_slug,
)

Parent = OutlineStage | OutlineTopic | None
ORDER = ("added", "renamed", "moved", "edited", "restored", "retired", "reordered")
# The fields that are compared, with their labels on the screen.
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
    "item": (
        ("title", "title"),
        ("group", "group"),
        ("hint", "detail"),
        ("minutes", "minutes"),
        ("sign_off", "to be shown to somebody"),
    ),
    "resource": (
        ("title", "title"),
        ("kind", "kind"),
        ("author", "author"),
        ("url", "address"),
        ("hours", "hours"),
        ("price", "price"),
    ),
}


@dataclass(frozen=True)
class OutlineChange:
    """A change to one row. `kinds` are from ORDER, `details` are (label of the field, before, after).

    `proposed`: the row was matched by a guess that an editor can decline. `line` is its line of the text, 0 for a row
    that the text leaves out. `stated`: the match that an editor stated, as the form sends it.
    """

    word: str
    kinds: tuple[str, ...]
    title: str
    place: str
    id: int | None = None
    details: tuple[tuple[str, str, str], ...] = ()
    proposed: bool = False
    line: int = 0
    stated: str = ""

    @property
    def key(self) -> str:
        """Return the identifier that forms use, such as "item-12"."""
        return f"{self.word}-{self.id}"


@dataclass(frozen=True)
class OutlinePlan:
    """The planned changes. `target` is the resulting roadmap, with rows that the text leaves out as retired."""

    old: Outline
    target: Outline
    changes: tuple[OutlineChange, ...]

    @property
    def digest(self) -> str:
        """Return a hash of the changes, to check that what is applied is what was shown."""
        changes = [replace(change, line=0) for change in self.changes]
        return sha256(repr(changes).encode("utf-8", "replace")).hexdigest()


def plan_changes(
    old: Outline, new: Outline, declined: Collection[Key] = (), same: Collection[Same] = ()
) -> OutlinePlan:
    """Plan the changes that turn OLD (whose nodes have rows) into NEW.

    DECLINED are keys of rows whose proposed match the editor refused; SAME are (key, new title) of stated matches.
    """
    found = match(old, new, declined, same)
    target = _target(old, new, found)
    return OutlinePlan(old, target, tuple(_changes(old, target, found)))


def with_stage(old: Outline, stage_id: int, stages: Sequence[OutlineStage]) -> Outline:
    """Return OLD with STAGES (usually one) in place of the stage with STAGE_ID."""
    found: list[OutlineStage] = []
    for stage in old.stages:
        found += stages if stage.id == stage_id else [stage]
    return replace(old, stages=tuple(found))


def _target(old: Outline, new: Outline, found: Match) -> Outline:
    """Return NEW with the ids and slugs of the rows it matches, and with the rows that it leaves out, retired."""
    taken = {stage.slug for stage in (*old.stages, *new.stages) if stage.slug} | RESERVED
    stages: list[OutlineStage] = []
    for stage in new.stages:
        before = found.old_for(stage)
        topics = _topics(before, stage, found)
        slug = stage.slug or (before.slug if before else fresh_slug(stage.title, taken, "stage"))
        taken.add(slug)
        goal = _kept(before.goal if before else "", stage.goal)
        stages.append(replace(stage, id=before.id if before else None, slug=slug, goal=goal, topics=topics))
    everything = _with_absent(stages, old.stages, found, lambda stage: replace(_remains(stage, found), retired=True))
    return replace(
        new,
        id=old.id,
        slug=old.slug,
        title=new.title or old.title,
        summary=_kept(old.summary, new.summary),
        stages=tuple(everything),
    )


def _topics(before: OutlineStage | None, stage: OutlineStage, found: Match) -> tuple[OutlineTopic, ...]:
    olds = before.topics if before else ()
    taken = {topic.slug for topic in (*olds, *stage.topics) if topic.slug}
    topics: list[OutlineTopic] = []
    for topic in stage.topics:
        was = found.old_for(topic)
        slug = topic.slug
        if not slug and was and (was.slug not in taken or any(was is each for each in olds)):
            slug = was.slug
        slug = slug or fresh_slug(topic.title, taken, "topic")
        taken.add(slug)
        topics.append(
            replace(
                topic,
                id=was.id if was else None,
                slug=slug,
                summary=_kept(was.summary if was else "", topic.summary),
                items=_rows(was.items if was else (), topic.items, found),
                resources=_rows(was.resources if was else (), topic.resources, found),
            )
        )
    return tuple(_with_absent(topics, olds, found, lambda topic: replace(_remains_of(topic, found), retired=True)))


def _rows(olds: Sequence[NodeT], news: Sequence[NodeT], found: Match) -> tuple[NodeT, ...]:
    rows = []
    for new in news:
        old = found.old_for(new)
        rows.append(replace(new, id=old.id if old else None))
    return tuple(_with_absent(rows, olds, found, lambda row: replace(row, retired=True)))


def _with_absent(
    rows: list[NodeT], olds: Sequence[NodeT], found: Match, retire: Callable[[NodeT], NodeT]
) -> list[NodeT]:
    """Return ROWS with those of OLDS that the text leaves out, retired, each after the row it came after."""
    after: dict[int | None, list[NodeT]] = {}  # absent rows by the id of the row they follow, None for the start
    positions: dict[int | None, int] = {row.id: index for index, row in enumerate(rows) if row.id is not None}
    furthest: int | None = None  # of the kept rows so far, the id of the one with the highest new position
    for old in olds:
        if key_of(old) in found.taken:
            if old.id in positions and positions[old.id] > positions.get(furthest, -1):
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
    """Return a stage that the text leaves out, without the content that moved elsewhere."""
    left = [_remains_of(topic, found) for topic in stage.topics if key_of(topic) not in found.taken]
    return replace(stage, topics=tuple(left))


def _remains_of(topic: OutlineTopic, found: Match) -> OutlineTopic:
    """Return a topic that the text leaves out, without the rows that moved elsewhere."""
    return replace(
        topic,
        items=tuple(item for item in topic.items if key_of(item) not in found.taken),
        resources=tuple(each for each in topic.resources if key_of(each) not in found.taken),
    )


def _kept(before: str, after: str) -> str:
    """Return AFTER, or BEFORE if only line breaks differ, which an outline does not keep."""
    return before if one_line(before) == after else after


def _changes(old: Outline, target: Outline, found: Match) -> Iterator[OutlineChange]:
    befores = {key_of(node): (parent, node) for parent, node in old.nodes()}
    if details := tuple(_details("roadmap", old, target)):
        yield OutlineChange("roadmap", (_kind(details),), target.title, "", target.id, details, line=target.line)
    for parent, node in target.nodes():
        if node.id is None:
            place = parent.title if parent else ""
            yield OutlineChange(WORDS[type(node)], ("added",), node.title, place, line=node.line)
        elif change := _change(parent, node, *befores[key_of(node)], found):
            yield change
    yield from _reordered(old, target)


def _change(
    parent: Parent, node: OutlineNode, parent_before: Parent, before: OutlineNode, found: Match
) -> OutlineChange | None:
    """Return the change of a row from BEFORE to NODE, None if it stays the same."""
    word = WORDS[type(node)]
    place = parent.title if parent else ""
    details = list(_details(word, before, node))
    kinds = {_kind(details)} if details else set()
    if parent and parent_before and parent_before.id != parent.id:
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


def _details(word: str, before: Outline | OutlineNode, after: Outline | OutlineNode) -> Iterator[tuple[str, str, str]]:
    for name, label in FIELDS[word]:
        was, now = _in_words(getattr(before, name)), _in_words(getattr(after, name))
        if tidy(was) != tidy(now):
            yield label, was, now


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _kind(details: Iterable[tuple[str, str, str]]) -> str:
    return "renamed" if any(label == "title" for label, _, _ in details) else "edited"


def _reordered(old: Outline, target: Outline) -> Iterator[OutlineChange]:
    orders = {(word, parent_id): [row.id for row in rows] for word, parent_id, _, rows in _families(old)}
    for word, parent_id, title, rows in _families(target):
        before = orders.get((word, parent_id), []) if parent_id is not None or word == "stage" else []
        after = [row.id for row in rows]
        ids_before, ids_after = set(before), set(after)
        if [each for each in before if each in ids_after] != [each for each in after if each in ids_before]:
            place = title if word != "stage" else ""
            yield OutlineChange(word, ("reordered",), f"The {word}s of “{title}”", place, parent_id)


def _families(outline: Outline) -> Iterator[tuple[str, int | None, str, Sequence[OutlineNode]]]:
    yield "stage", outline.id, outline.title, outline.stages
    for stage in outline.stages:
        yield "topic", stage.id, stage.title, stage.topics
        for topic in stage.topics:
            yield "item", topic.id, topic.title, topic.items
            yield "resource", topic.id, topic.title, topic.resources
