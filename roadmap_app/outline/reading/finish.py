"""Finish the drafts of a guessed outline, so that as little as possible keeps it from being published."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from roadmap_app.domain.sizes import MAX_TOPIC_ITEMS, MAX_TOPIC_RESOURCES
from roadmap_app.outline.nodes import OutlineItem, OutlineResource, folded
from roadmap_app.outline.reading.drafts import DraftStage, DraftTopic
from roadmap_app.outline.reading.duration import Duration, Meaning
from roadmap_app.outline.reading.durations import ASSUMED, enclosing, spans_of
from roadmap_app.outline.reading.entry_text import MAX_TITLE, divided
from roadmap_app.outline.reading.result import Remark

MOST_DEFAULTS = 8  # stages without a time; more of them are given a month each instead of three


def fill(stages: Sequence[DraftStage]) -> list[Remark]:
    """Give each stage a topic and each topic an item; return what was done."""
    remarks = []
    for stage in stages:
        if not stage.topics:
            stage.topics.append(DraftTopic(stage.title, line=stage.line))
        for topic in stage.topics:
            if topic.items:
                continue
            if topic.resources:
                topic.items = [OutlineItem(each.title, line=each.line) for each in topic.resources]
                message = f"“{topic.title}” has no item, so its resources are its items, too."
            else:
                topic.items = [OutlineItem(topic.title, line=topic.line)]
                message = f"“{topic.title}” has no item, so it is one itself."
            remarks.append(Remark(topic.line, message))
    return remarks


def place_pending(stages: Sequence[DraftStage]) -> None:
    """Put the resources that belong to a stage at the beginning of its first topic."""
    for stage in stages:
        if stage.pending:
            if not stage.topics:
                stage.topics.append(DraftTopic(stage.title, line=stage.line))
            stage.topics[0].resources[:0] = stage.pending
            stage.pending = []


def tell_apart(stages: Sequence[DraftStage]) -> list[Remark]:
    """Number the items that are twice in a topic, and drop resources that are; return what was done."""
    remarks: list[Remark] = []
    for stage in stages:
        for topic in stage.topics:
            topic.items = _numbered(topic.items, remarks)
            topic.resources = _distinct(topic.resources)
    return remarks


def _numbered(items: list[OutlineItem], remarks: list[Remark]) -> list[OutlineItem]:
    seen: dict[tuple[str, str], int] = {}
    found = []
    for item in items:
        key = folded(item.group), folded(item.title)
        number = seen.get(key, 0) + 1
        while number > 1 and (key[0], f"{key[1]} ({number})") in seen:
            number += 1
        seen[key] = number
        if number > 1:
            remarks.append(Remark(item.line, f"“{item.title}” is there more than once, so it is numbered."))
            item = replace(item, title=f"{divided(item.title, MAX_TITLE - 8)[0]} ({number})")
            seen[key[0], folded(item.title)] = 1
        found.append(item)
    return found


def _distinct(resources: list[OutlineResource]) -> list[OutlineResource]:
    return list({(each.title, each.url, each.author): each for each in reversed(resources)}.values())[::-1]


def keep_to_sizes(stages: Sequence[DraftStage]) -> list[Remark]:
    """Divide topics that hold more than a topic may; return the remarks on them."""
    remarks = []
    for stage in stages:
        topics: list[DraftTopic] = []
        for topic in stage.topics:
            parts = max(ceil(len(topic.items) / MAX_TOPIC_ITEMS), ceil(len(topic.resources) / MAX_TOPIC_RESOURCES))
            topics.append(topic)
            if parts < 2 or len(topic.items) < parts:
                continue
            topics[-1:] = _divide(topic, parts)
            remarks.append(Remark(topic.line, f"“{topic.title}” is too large for one topic, so it is {parts} topics."))
        stage.topics = topics
    return remarks


def _divide(topic: DraftTopic, parts: int) -> list[DraftTopic]:
    """Return TOPIC as so many PARTS, each with its share of the items and of the resources, in their order."""
    size, many = ceil(len(topic.items) / parts), ceil(len(topic.resources) / parts)
    found = []
    for number in range(parts):
        title = topic.title if not number else f"{divided(topic.title, MAX_TITLE - 8)[0]} ({number + 1})"
        part = DraftTopic(title, topic.slug if not number else "", topic.retired, topic.line)
        part.summary = topic.summary if not number else ""
        part.items = topic.items[number * size : (number + 1) * size]
        part.resources = topic.resources[number * many : (number + 1) * many]
        found.append(part)
    return [part for part in found if part.items]


def lay_out(stages: Sequence[DraftStage]) -> tuple[list[tuple[float, float]], list[Remark], frozenset[int]]:
    """Return (first month, last month) of each of STAGES, remarks on them, and the lines of those that are assumed."""
    durations = [enclosing(stage.duration, stage.below) for stage in stages]
    durations = [None if each and each.is_passing else each for each in durations]
    named = [each for each in durations if each]
    if not named and len(stages) > MOST_DEFAULTS:
        durations = [Duration(Meaning.LENGTH, None, 1, "month")] * len(stages)
    spans, notes = spans_of(durations)
    if not named:
        notes = [f"{ASSUMED}; {start:g}–{end:g} months are assumed." for start, end in spans]
    remarks = [_on_time(stage, note) for stage, note in zip(stages, notes, strict=True) if note]
    assumed = (stage.line for stage, each in zip(stages, durations, strict=True) if each is None or not named)
    return spans, remarks, frozenset(assumed)


def _on_time(stage: DraftStage, note: str) -> Remark:
    """Return NOTE as a remark on STAGE; it begins with the heading if its title is not all of that."""
    if not stage.heading or stage.heading == stage.title:
        return Remark(stage.line, note)
    return Remark(stage.line, f"“{stage.heading}” is read as “{stage.title}”. {note}")
