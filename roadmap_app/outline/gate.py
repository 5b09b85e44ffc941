"""The publish gate: find the errors that keep a roadmap from being published."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from urllib.parse import urlsplit

from roadmap_app.domain.progress import Progress, tally, total
from roadmap_app.domain.sizes import (
    LISTED,
    MAX_ITEMS,
    MAX_MINUTES,
    MAX_RESOURCE_HOURS,
    MAX_RESOURCES,
    MAX_STAGES,
    MAX_TOPIC_ITEMS,
    MAX_TOPIC_RESOURCES,
    MAX_TOPICS,
)
from roadmap_app.domain.spans import MAX_MONTHS, StageSpan, count_overlaps, is_in_quarters, overlaps, span_in_words
from roadmap_app.domain.titles import REFUSED, title_error
from roadmap_app.outline.entries import KINDS
from roadmap_app.outline.nodes import (
    RESERVED,
    Outline,
    OutlineItem,
    OutlineNode,
    OutlineResource,
    OutlineStage,
    OutlineTopic,
    folded,
)
from roadmap_app.outline.problems import Problem, ProblemKind

MAX_HOURS = 80
SHOWN = 80  # characters of a title in a message
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")
# The maximum length of each text: that of its database column.
MAX_LENGTHS = {"title": 200, "group": 120, "hint": 300, "author": 200, "url": 500, "credit": 300}


@dataclass(frozen=True)
class _Counted:
    id: int
    retired: bool


def check(outline: Outline, most: int = LISTED) -> list[Problem]:
    """Return the errors that keep OUTLINE from being published, in the order of the text.

    Of each kind the first MOST are listed, then how many more there are. If OUTLINE is too large, only that is listed.
    """
    found = chain(_whole(outline), (problem for stage in outline.stages for problem in _stage(stage)))
    return too_large(outline) or _listed(found, most)


def too_large(outline: Outline) -> list[Problem]:
    """Return the size limits that OUTLINE exceeds. Check this before any work whose cost depends on the size."""
    place = _named(outline.title) if outline.title else "The text"
    topics = [topic for _, topic in outline.topics()]
    counts = (
        (ProblemKind.TOO_MANY_STAGES, len(outline.stages), "stages", MAX_STAGES),
        (ProblemKind.TOO_MANY_TOPICS, len(topics), "topics", MAX_TOPICS),
        (ProblemKind.TOO_MANY_ITEMS, sum(len(topic.items) for topic in topics), "items", MAX_ITEMS),
        (ProblemKind.TOO_MANY_RESOURCES, sum(len(topic.resources) for topic in topics), "resources", MAX_RESOURCES),
    )
    return [
        Problem(kind, place, f"it has {count:,} {words}; {most:,} is the most, retired ones too.", outline.line)
        for kind, count, words, most in counts
        if count > most
    ]


def _listed(problems: Iterable[Problem], most: int) -> list[Problem]:
    """Return the first MOST of each kind of PROBLEMS, then one for how many more there are of it."""
    found: list[Problem] = []
    counts: Counter[ProblemKind] = Counter()
    examples: dict[ProblemKind, Problem] = {}
    for problem in problems:
        kind = problem.kind
        counts[kind] += 1 + problem.more
        if counts[kind] - problem.more <= most:
            found.append(replace(problem, more=0))
            examples[kind] = problem
    return found + [
        Problem(kind, "The text", f"{more:,} more of this kind: {example.message}", more=more)
        for kind, example in examples.items()
        if (more := counts[kind] - most) > 0
    ]


def _named(title: str) -> str:
    """Return TITLE in quotes, shortened to SHOWN characters."""
    title = REFUSED.sub("\ufffd", title)
    return f"“{title if len(title) <= SHOWN else title[: SHOWN - 1] + '…'}”"


def reachable(outline: Outline) -> Progress:
    """Return the progress of a learner who has ticked everything that can be ticked."""
    parts, number = [], 0
    for stage in outline.stages:
        opened: set[str] = set()
        for topic in stage.topics:
            hidden = stage.retired or topic.retired
            items = []
            for item in topic.items:
                number += 1
                items.append(_Counted(number, hidden or item.retired))
            # Of two topics with the same slug only the first can be opened.
            offered = [] if topic.slug in opened else items
            if topic.slug:
                opened.add(topic.slug)
            parts.append(tally(items, {each.id for each in offered if not each.retired}))
    return total(parts)


def _whole(outline: Outline) -> Iterator[Problem]:
    place = _named(outline.title) if outline.title else "The roadmap"
    yield from _texts(outline, place, ("title", "credit"))
    if not 1 <= outline.weekly_hours <= MAX_HOURS:
        hours = f"its hours a week are {outline.weekly_hours}; choose 1 to {MAX_HOURS}."
        yield Problem(ProblemKind.WEEKLY_HOURS, place, hours, outline.line)
    yield from _address(outline, place)
    if all(stage.retired for stage in outline.stages):
        yield Problem(ProblemKind.NO_STAGE, place, "it has no stage; a roadmap needs at least one.", outline.line)
    yield from _same_addresses(outline.stages, place, "stages")
    yield from _overlaps([stage for stage in outline.stages if not stage.retired])
    most = reachable(outline)
    if not most.is_finished:
        reason = f"only {most.done} of {most.total} items can be ticked" if most.total else "there is nothing to tick"
        yield Problem(ProblemKind.UNREACHABLE, place, f"{reason}, so 100 % cannot be reached.", outline.line)


def _overlaps(stages: list[OutlineStage]) -> Iterator[Problem]:
    spans = [StageSpan(stage.title, stage.start_month, stage.end_month, stage.line) for stage in stages]
    more = count_overlaps(spans) - LISTED
    for number, (first, second) in enumerate(islice(overlaps(spans), LISTED), 1):
        message = (
            f"{span_in_words(second.start_month, second.end_month)} overlap with {_named(first.title)}, "
            f"{span_in_words(first.start_month, first.end_month)}; let one stage begin where the other ends."
        )
        place, unlisted = f"stage {_named(second.title)}", max(0, more) if number == LISTED else 0
        yield Problem(ProblemKind.OVERLAP, place, message, second.line, unlisted)


def _stage(stage: OutlineStage) -> Iterator[Problem]:
    place = f"stage {_named(stage.title)}"
    yield from _texts(stage, place, ("title",))
    yield from _address(stage, place)
    if stage.slug in RESERVED:
        taken = f"the address {_named(stage.slug)} is taken by a page of the portal; choose another."
        yield Problem(ProblemKind.INVALID_SLUG, place, taken, stage.line)
    if stage.end_month <= stage.start_month:
        message = f"it ends in month {stage.end_month} and starts in {stage.start_month}; it must end after it starts."
        yield Problem(ProblemKind.ENDS_EARLY, place, message, stage.line)
    if max(stage.start_month, stage.end_month) > MAX_MONTHS or min(stage.start_month, stage.end_month) < 0:
        yield Problem(ProblemKind.FAR_MONTHS, place, f"its months must lie between 0 and {MAX_MONTHS}.", stage.line)
    if not (is_in_quarters(stage.start_month) and is_in_quarters(stage.end_month)):
        yield Problem(ProblemKind.FAR_MONTHS, place, "a quarter of a month is the shortest it can count.", stage.line)
    if not stage.retired and all(topic.retired for topic in stage.topics):
        yield Problem(ProblemKind.NO_TOPIC, place, "it has no topic; add one, or retire the stage.", stage.line)
    yield from _same_addresses(stage.topics, place, "topics")
    for topic in stage.topics:
        yield from _topic(topic, f"topic {_named(topic.title)}")


def _topic(topic: OutlineTopic, place: str) -> Iterator[Problem]:
    yield from _texts(topic, place, ("title",))
    yield from _address(topic, place)
    if not topic.retired and all(item.retired for item in topic.items):
        message = "it has no item; what would a learner tick? Add one, or retire the topic."
        yield Problem(ProblemKind.NO_ITEM, place, message, topic.line)
    for kind, rows, words, most in (
        (ProblemKind.MANY_ITEMS, topic.items, "items", MAX_TOPIC_ITEMS),
        (ProblemKind.MANY_RESOURCES, topic.resources, "resources", MAX_TOPIC_RESOURCES),
    ):
        count = sum(not row.retired for row in rows)
        if count > most:
            yield Problem(kind, place, f"it has {count:,} {words}; {most} is the most a topic may have.", topic.line)
    for item in topic.items:
        yield from _item(item, f"{place}, item {_named(item.title)}")
    yield from _same_items(topic, place)
    for resource in topic.resources:
        yield from _resource(resource, f"{place}, resource {_named(resource.title)}")


def _item(item: OutlineItem, place: str) -> Iterator[Problem]:
    yield from _texts(item, place, ("title", "group", "hint"))
    if item.minutes is not None and not 1 <= item.minutes <= MAX_MINUTES:
        minutes = f"it takes {item.minutes:,} minutes; choose 1 to {MAX_MINUTES:,}."
        yield Problem(ProblemKind.ITEM_MINUTES, place, minutes, item.line)


def _same_items(topic: OutlineTopic, place: str) -> Iterator[Problem]:
    seen: dict[tuple[str, str], str] = {}
    for item in topic.items:
        if item.retired:
            continue
        name = folded(item.group), folded(item.title)
        if name in seen:
            how = (
                "is there twice"
                if seen[name] == item.title
                else f"differs from {_named(seen[name])} by case or spaces only"
            )
            message = f"item {_named(item.title)} {how}; keep one of them."
            yield Problem(ProblemKind.SAME_ITEM, place, message, item.line)
        seen.setdefault(name, item.title)


def _resource(resource: OutlineResource, place: str) -> Iterator[Problem]:
    yield from _texts(resource, place, ("title", "author", "url"))
    if resource.kind not in KINDS:
        message = f"its kind {_named(resource.kind)} is not one of {', '.join(KINDS)}."
        yield Problem(ProblemKind.RESOURCE_KIND, place, message, resource.line)
    if resource.hours is not None and not 1 <= resource.hours <= MAX_RESOURCE_HOURS:
        hours = f"it takes {resource.hours:,} hours; choose 1 to {MAX_RESOURCE_HOURS:,}."
        yield Problem(ProblemKind.RESOURCE_HOURS, place, hours, resource.line)
    if resource.url and (error := url_error(resource.url)):
        message = f"{_named(resource.url)} {error}; an address begins with http:// or https://."
        yield Problem(ProblemKind.RESOURCE_ADDRESS, place, message, resource.line)


def url_error(url: str) -> str:
    """Return why URL is not a valid http(s) address, "" if it is."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "cannot be read as an address"
    if parts.scheme.lower() not in ("http", "https"):
        return "is not http(s)"
    if re.search(r"\s", url):
        return "holds a space"
    if not host or not re.fullmatch(r"[^\s/\\?#@<>\"'(),;]+", host) or host.startswith(".") or ".." in host:
        return "names no host"
    return ""


def _texts(node: Outline | OutlineNode, place: str, names: Iterable[str]) -> Iterator[Problem]:
    for name in names:
        text = str(getattr(node, name))
        if name == "title" and not text.strip():
            kind = ProblemKind.NO_ROADMAP_TITLE if isinstance(node, Outline) else ProblemKind.EMPTY_TITLE
            yield Problem(kind, place, "its title is empty.", node.line)
        if len(text) > MAX_LENGTHS[name]:
            word = {"url": "address", "hint": "detail"}.get(name, name)
            message = f"its {word} has {len(text)} characters; {MAX_LENGTHS[name]} is the most."
            yield Problem(ProblemKind.LONG_TEXT, place, message, node.line)
        if text.strip() and (reason := title_error(text)):
            yield Problem(ProblemKind.UNREADABLE_TEXT, place, f"its {name} {reason}; type it again.", node.line)


def _address(node: Outline | OutlineStage | OutlineTopic, place: str) -> Iterator[Problem]:
    if node.slug and not SLUG.fullmatch(node.slug):
        message = f"its address {_named(node.slug)} may hold letters, digits, - and _ only."
        yield Problem(ProblemKind.INVALID_SLUG, place, message, node.line)


def _same_addresses(nodes: Iterable[OutlineStage | OutlineTopic], place: str, words: str) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for node in nodes:
        if node.slug in seen:
            both = f"{_named(seen[node.slug])} and {_named(node.title)}"
            message = f"the {words} {both} share the address {_named(node.slug)}; each needs its own."
            yield Problem(ProblemKind.SAME_SLUG, place, message, node.line)
        if node.slug:
            seen.setdefault(node.slug, node.title)
