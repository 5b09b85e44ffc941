"""Cures of texts: too long, empty or unreadable; and of numbers that are out of range."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from roadmap_app.domain.sizes import MAX_MINUTES, MAX_RESOURCE_HOURS
from roadmap_app.domain.titles import is_visible, without_refused
from roadmap_app.outline.gate import MAX_HOURS, MAX_LENGTHS
from roadmap_app.outline.mending.repair import Repair, fresh_title, joined, split_at_word, with_stages
from roadmap_app.outline.nodes import (
    Outline,
    OutlineItem,
    OutlineNode,
    OutlineResource,
    OutlineStage,
    OutlineTopic,
    folded,
)

NodeT = TypeVar("NodeT", Outline, OutlineStage, OutlineTopic, OutlineItem, OutlineResource)


def shorten(outline: Outline, repair: Repair, value: str) -> Outline:
    """Shorten texts that are too long; what is cut off goes to the detail, summary or goal next to them."""
    outline, (title, credit) = _cut(outline, repair, "title", "credit")
    outline = replace(outline, summary=joined(title, outline.summary, credit))
    return with_stages(outline, lambda stage: _shorter_stage(stage, repair))


def _shorter_stage(stage: OutlineStage, repair: Repair) -> OutlineStage:
    stage, (rest,) = _cut(stage, repair, "title")
    topics = tuple(_shorter_topic(topic, repair) for topic in stage.topics)
    return replace(stage, goal=joined(rest, stage.goal), topics=topics)


def _shorter_topic(topic: OutlineTopic, repair: Repair) -> OutlineTopic:
    topic, (rest,) = _cut(topic, repair, "title")
    items, resources, moved = [], [], []
    for item in topic.items:
        item, (title,) = _cut(item, repair, "title")
        item = replace(item, hint=joined(title, item.hint))
        item, (group, hint) = _cut(item, repair, "group", "hint")
        # Several items have the same group, whose rest is to be there once.
        moved += [each for each in (group and f"{item.group} {group}", hint and f"{item.title}: {hint}") if each]
        items.append(item)
    for resource in topic.resources:
        if len(resource.url) > MAX_LENGTHS["url"]:
            repair.count += 1
            repair.leave_out(resource.line, "The address is too long to be stored.", resource.title, resource.url)
            resource = replace(resource, url="")
        resource, rests = _cut(resource, repair, "title", "author")
        moved += [f"{resource.title}: {each}" for each in rests if each]
        resources.append(resource)
    summary = joined(rest, topic.summary, *dict.fromkeys(moved))
    return replace(topic, summary=summary, items=tuple(items), resources=tuple(resources))


def _cut(node: NodeT, repair: Repair, *names: str) -> tuple[NodeT, list[str]]:
    """Return NODE with its texts NAMES short enough, and what was cut off of each, "" for nothing."""
    rests: list[str] = []
    shorter: dict[str, Any] = {}
    for name in names:
        text = getattr(node, name)
        rest = ""
        if len(text) > MAX_LENGTHS[name]:
            shorter[name], rest = split_at_word(text, MAX_LENGTHS[name])
        rests.append(rest)
    repair.count += bool(shorter)
    return (replace(node, **shorter) if shorter else node), rests


def make_readable(outline: Outline, repair: Repair, value: str) -> Outline:
    """Leave out characters that cannot be shown, and call what has no title then by its number: Stage 3, Item 2."""
    outline = _readable(outline, repair, "title", "credit")
    stages: list[OutlineStage] = []
    for number, stage in enumerate(outline.stages, 1):
        topics = tuple(_readable_topic(topic, place, repair) for place, topic in enumerate(stage.topics, 1))
        stages.append(_titled(_readable(replace(stage, topics=topics), repair, "title"), f"Stage {number}", repair))
    return replace(outline, stages=tuple(stages))


def _readable_topic(topic: OutlineTopic, number: int, repair: Repair) -> OutlineTopic:
    readable = [_readable(item, repair, "title", "group", "hint") for item in topic.items]
    taken = {folded(item.title) for item in readable}
    items = []
    for place, item in enumerate(readable, 1):
        name = f"Item {place}"
        items.append(_titled(item, fresh_title(name, taken) if folded(name) in taken else name, repair))
    resources = tuple(
        _titled(_readable(resource, repair, "title", "author", "url"), resource.url or f"Resource {place}", repair)
        for place, resource in enumerate(topic.resources, 1)
    )
    topic = _readable(replace(topic, items=tuple(items), resources=resources), repair, "title")
    return _titled(topic, f"Topic {number}", repair)


def _readable(node: NodeT, repair: Repair, *names: str) -> NodeT:
    changed: dict[str, Any] = {}
    for name in names:
        text = str(getattr(node, name))
        found = without_refused(text)
        found = found if is_visible(found) else ""
        if text.strip() and found != text:
            changed[name] = found
    repair.count += bool(changed)
    return replace(node, **changed) if changed else node


def _titled(node: NodeT, title: str, repair: Repair) -> NodeT:
    if node.title.strip():
        return node
    repair.count += 1
    return replace(node, title=title)


def name_roadmap(outline: Outline, repair: Repair, value: str) -> Outline:
    """Give a roadmap without a title the title VALUE."""
    if outline.title.strip():
        return outline
    repair.count += 1
    return replace(outline, title=value)


def clamp_times(outline: Outline, repair: Repair, value: str) -> Outline:
    """Set times that are out of range to the nearest that is in range, and say what they were."""

    def clamped(number: int, most: int, node: Outline | OutlineNode) -> int:
        found = min(max(1, number), most)
        if found != number:
            repair.count += 1
            repair.remark(node.line, f"“{node.title}” says {number:,} here; {found:,} is kept.")
        return found

    def item_changed(item: OutlineItem) -> OutlineItem:
        return item if item.minutes is None else replace(item, minutes=clamped(item.minutes, MAX_MINUTES, item))

    def resource_changed(resource: OutlineResource) -> OutlineResource:
        hours = resource.hours
        return resource if hours is None else replace(resource, hours=clamped(hours, MAX_RESOURCE_HOURS, resource))

    def topic_changed(topic: OutlineTopic) -> OutlineTopic:
        items, resources = tuple(map(item_changed, topic.items)), tuple(map(resource_changed, topic.resources))
        return replace(topic, items=items, resources=resources)

    outline = replace(outline, weekly_hours=clamped(outline.weekly_hours, MAX_HOURS, outline))
    return with_stages(outline, lambda stage: replace(stage, topics=tuple(map(topic_changed, stage.topics))))
