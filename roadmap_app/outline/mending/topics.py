"""Cures of topics and items: none, too many, or the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from roadmap_app.domain.sizes import MAX_TOPIC_ITEMS, MAX_TOPIC_RESOURCES
from roadmap_app.outline.gate import MAX_LENGTHS
from roadmap_app.outline.mending.repair import (
    Repair,
    balanced,
    fresh_title,
    joined,
    numbered,
    with_stages,
    with_topics,
)
from roadmap_app.outline.nodes import Outline, OutlineItem, OutlineStage, OutlineTopic, folded


def lacks_items(topic: OutlineTopic) -> bool:
    """Return whether there is nothing to tick in TOPIC, which is not retired."""
    return not topic.retired and all(item.retired for item in topic.items)


def drop_empty_topics(outline: Outline, repair: Repair, value: str) -> Outline:
    """Leave out topics without items, with their resources."""

    def change(stage: OutlineStage) -> OutlineStage:
        for topic in filter(lacks_items, stage.topics):
            repair.count += 1
            repair.leave_out_topic(topic, "The topic has no items.")
        return replace(stage, topics=tuple(topic for topic in stage.topics if not lacks_items(topic)))

    return with_stages(outline, change)


def title_as_item(outline: Outline, repair: Repair, value: str) -> Outline:
    """Give each topic without items one, with the title of the topic."""

    def change(topic: OutlineTopic) -> OutlineTopic:
        if not lacks_items(topic):
            return topic
        repair.count += 1
        return replace(topic, items=(*topic.items, OutlineItem(topic.title, line=topic.line)))

    return with_topics(outline, change)


def resources_as_items(outline: Outline, repair: Repair, value: str) -> Outline:
    """Give each topic without items, but with resources, an item for each of its resources."""

    def change(topic: OutlineTopic) -> OutlineTopic:
        titles = {folded(each.title): each for each in reversed(topic.resources) if not each.retired}
        if not lacks_items(topic) or not titles:
            return topic
        repair.count += 1
        found = (each for each in topic.resources if titles.get(folded(each.title)) is each)
        return replace(topic, items=(*topic.items, *(OutlineItem(each.title, line=each.line) for each in found)))

    return with_topics(outline, change)


def topics_as_items(outline: Outline, repair: Repair, value: str) -> Outline:
    """Make each topic without items an item of the topic before it, or after it, or of one for the whole stage."""

    def change(stage: OutlineStage) -> OutlineStage:
        empty = [topic for topic in stage.topics if lacks_items(topic)]
        if not empty:
            return stage
        repair.count += len(empty)
        hosts = [index for index, topic in enumerate(stage.topics) if not topic.retired and not lacks_items(topic)]
        if not hosts:
            whole = OutlineTopic(stage.title, line=stage.line)
            kept = tuple(topic for topic in stage.topics if topic.retired)
            return replace(stage, topics=(_taking_in(whole, empty), *kept))
        topics, waiting = [], []
        for index, topic in enumerate(stage.topics):
            if lacks_items(topic):
                waiting.append(topic)
            elif index == hosts[0]:
                after = _run_after(stage.topics, index)
                topics.append(_taking_in(topic, [*waiting, *after]))
            elif index in hosts:
                topics.append(_taking_in(topic, _run_after(stage.topics, index)))
            else:
                topics.append(topic)
        return replace(stage, topics=tuple(topics))

    return with_stages(outline, change)


def _run_after(topics: Sequence[OutlineTopic], index: int) -> list[OutlineTopic]:
    """Return the topics without items after the one at INDEX, up to the next that has some."""
    found = []
    for topic in topics[index + 1 :]:
        if lacks_items(topic):
            found.append(topic)
        elif not topic.retired:
            break
    return found


def _taking_in(host: OutlineTopic, topics: Sequence[OutlineTopic]) -> OutlineTopic:
    """Return HOST with an item for each of TOPICS, and their resources; a long summary joins that of the host."""
    items, resources, summary = list(host.items), list(host.resources), host.summary
    for topic in topics:
        hint = topic.summary if len(topic.summary) <= MAX_LENGTHS["hint"] else ""
        items += [*topic.items, OutlineItem(topic.title, hint=hint, line=topic.line)]
        resources += topic.resources
        summary = joined(summary, "" if hint else topic.summary)
    return replace(host, items=tuple(items), resources=tuple(resources), summary=summary)


def split_topics(outline: Outline, repair: Repair, value: str) -> Outline:
    """Divide each topic that has too many items or resources into parts."""
    return with_stages(
        outline,
        lambda stage: replace(stage, topics=tuple(part for each in stage.topics for part in _parts(each, repair))),
    )


def _parts(topic: OutlineTopic, repair: Repair) -> list[OutlineTopic]:
    """Return TOPIC in as many parts as it needs, retired rows in the first.

    A part that would have nothing to tick has its title as its item.
    """
    items = [item for item in topic.items if not item.retired]
    resources = [resource for resource in topic.resources if not resource.retired]
    count = ceil(max(len(items) / MAX_TOPIC_ITEMS, len(resources) / MAX_TOPIC_RESOURCES))
    if count <= 1:
        return [topic]
    repair.count += 1
    parts = []
    runs = zip(balanced(len(items), count), balanced(len(resources), count), strict=True)
    for number, (of_items, of_resources) in enumerate(runs, 1):
        title = topic.title if number == 1 else numbered(topic.title, f", part {number}")
        own = tuple(items[slice(*of_items)]) or (OutlineItem(title, line=topic.line),)
        beside = tuple(resources[slice(*of_resources)])
        if number == 1:
            own += tuple(item for item in topic.items if item.retired)
            beside += tuple(resource for resource in topic.resources if resource.retired)
            parts.append(replace(topic, items=own, resources=beside))
        else:
            parts.append(OutlineTopic(title, "", "", own, beside, topic.retired, line=topic.line))
    return parts


def drop_equal_items(outline: Outline, repair: Repair, value: str) -> Outline:
    """Keep the first of equal items in a topic; leave out the others."""

    def change(topic: OutlineTopic) -> OutlineTopic:
        seen: set[tuple[str, str]] = set()
        kept = []
        for item in topic.items:
            name = folded(item.group), folded(item.title)
            if not item.retired and name in seen:
                repair.count += 1
                repair.leave_out(item.line, f"It is in “{topic.title}” twice.", item.group, item.title, item.hint)
                continue
            if not item.retired:
                seen.add(name)
            kept.append(item)
        return replace(topic, items=tuple(kept))

    return with_topics(outline, change)


def number_equal_items(outline: Outline, repair: Repair, value: str) -> Outline:
    """Number the second and later ones of equal items in a topic: Review, Review (2)."""

    def change(topic: OutlineTopic) -> OutlineTopic:
        taken: dict[str, set[str]] = {}
        for item in topic.items:
            if not item.retired:
                taken.setdefault(folded(item.group), set()).add(folded(item.title))
        seen: set[tuple[str, str]] = set()
        items = []
        for item in topic.items:
            group, title = folded(item.group), folded(item.title)
            if not item.retired and (group, title) in seen:
                repair.count += 1
                item = replace(item, title=fresh_title(item.title, taken[group]))
                taken[group].add(folded(item.title))
            elif not item.retired:
                seen.add((group, title))
            items.append(item)
        return replace(topic, items=tuple(items))

    return with_topics(outline, change)
