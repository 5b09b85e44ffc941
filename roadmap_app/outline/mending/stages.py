"""Cures of stages: without topics, with a single one, or too many of them; and of roadmaps that are too large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from math import ceil

from roadmap_app.domain.sizes import MAX_ITEMS, MAX_RESOURCES, MAX_STAGES, MAX_TOPICS
from roadmap_app.outline.gate import MAX_LENGTHS
from roadmap_app.outline.mending.repair import (
    Repair,
    balanced,
    joined,
    shortened,
    with_stages,
)
from roadmap_app.outline.nodes import Outline, OutlineItem, OutlineStage, OutlineTopic, folded


def lacks_topics(stage: OutlineStage) -> bool:
    """Return whether STAGE, which is not retired, has no topic that a learner sees."""
    return not stage.retired and all(topic.retired for topic in stage.topics)


def drop_empty_stages(outline: Outline, repair: Repair, value: str) -> Outline:
    """Leave out stages without topics."""
    for stage in filter(lacks_topics, outline.stages):
        repair.count += 1
        repair.leave_out(stage.line, "A stage without topics.", stage.title, stage.goal)
        for topic in stage.topics:
            repair.leave_out_topic(topic, f"It belongs to “{stage.title}”, which is left out.")
    return replace(outline, stages=tuple(stage for stage in outline.stages if not lacks_topics(stage)))


def title_as_topic(outline: Outline, repair: Repair, value: str) -> Outline:
    """Give each stage without topics one with its title, which is also the topic's one item."""

    def change(stage: OutlineStage) -> OutlineStage:
        if not lacks_topics(stage):
            return stage
        repair.count += 1
        item = OutlineItem(stage.title, line=stage.line)
        return replace(stage, topics=(*stage.topics, OutlineTopic(stage.title, items=(item,), line=stage.line)))

    return with_stages(outline, change)


def merge_single(outline: Outline, repair: Repair, value: str) -> Outline:
    """Merge neighbouring stages of one topic each, at most VALUE at a time; the title of each goes to its topic."""
    stages: list[OutlineStage] = []
    for holds_one, run in groupby(outline.stages, holds_one_topic):
        found = list(run)
        parts = ceil(len(found) / int(value)) if holds_one else len(found)
        for start, end in balanced(len(found), parts):
            if end - start > 1:
                repair.count += end - start
                stages.append(_merged([_named_topics(stage) for stage in found[start:end]], ""))
            else:
                stages += found[start:end]
    return replace(outline, stages=tuple(stages))


def holds_one_topic(stage: OutlineStage) -> bool:
    """Return whether a learner sees one topic in STAGE."""
    return not stage.retired and sum(not topic.retired for topic in stage.topics) == 1


def _named_topics(stage: OutlineStage) -> OutlineStage:
    """Return STAGE with its title and goal on its topic, which will be one of several."""

    def change(topic: OutlineTopic) -> OutlineTopic:
        if topic.retired:
            return topic
        is_same = folded(topic.title) == folded(stage.title)
        title = topic.title if is_same else f"{stage.title}: {topic.title}"
        return replace(topic, title=title, summary=joined(stage.goal, topic.summary))

    return replace(stage, topics=tuple(map(change, stage.topics)), goal="")


def join_stages(outline: Outline, repair: Repair, value: str) -> Outline:
    """Join neighbouring stages until there are at most VALUE, evenly; retired ones are joined among themselves."""
    most = int(value)
    if len(outline.stages) <= most:
        return outline
    live = [stage for stage in outline.stages if not stage.retired]
    retired = [stage for stage in outline.stages if stage.retired]
    parts = len(retired) and max(1, len(retired) * most // len(outline.stages))
    stages: list[OutlineStage] = []
    for found, count in ((live, min(len(live), max(1, most - parts))), (retired, parts)):
        for start, end in balanced(len(found), count):
            group = found[start:end]
            repair.count += len(group) if len(group) > 1 else 0
            goal = joined(*(f"{stage.title}: {stage.goal}" if stage.goal else f"{stage.title}." for stage in group))
            stages.append(_merged(group, goal) if len(group) > 1 else group[0])
    return replace(outline, stages=tuple(stages))


def _merged(group: Sequence[OutlineStage], goal: str) -> OutlineStage:
    """Return one stage with the topics and months of all in GROUP. Addresses that are there twice are made anew."""
    first, last = group[0], group[-1]
    half = MAX_LENGTHS["title"] // 2 - 2
    title = f"{shortened(first.title, half)} – {shortened(last.title, half)}"
    seen: set[str] = set()
    topics = []
    for topic in (topic for stage in group for topic in stage.topics):
        topics.append(replace(topic, slug="") if topic.slug in seen else topic)
        seen.add(topic.slug)
    start, end = min(stage.start_month for stage in group), max(stage.end_month for stage in group)
    return replace(first, title=title, goal=goal, start_month=start, end_month=end, topics=tuple(topics))


def keep_first(outline: Outline, repair: Repair, value: str) -> Outline:
    """Leave out the stages, topics, items and resources beyond what a roadmap may have; the first stay."""
    topics, items, resources = _Room(MAX_TOPICS), _Room(MAX_ITEMS), _Room(MAX_RESOURCES)

    def topic_kept(topic: OutlineTopic) -> OutlineTopic:
        kept = replace(topic, items=topic.items[: items.take(len(topic.items))])
        for item in topic.items[len(kept.items) :]:
            repair.leave_out(item.line, "There are too many items.", topic.title, item.group, item.title, item.hint)
        kept = replace(kept, resources=topic.resources[: resources.take(len(topic.resources))])
        for resource in topic.resources[len(kept.resources) :]:
            repair.leave_out_resource(resource, "There are too many resources.")
        return kept

    def stage_kept(stage: OutlineStage) -> OutlineStage:
        count = topics.take(len(stage.topics))
        for topic in stage.topics[count:]:
            repair.leave_out_topic(topic, "There are too many topics.")
        return replace(stage, topics=tuple(map(topic_kept, stage.topics[:count])))

    for stage in outline.stages[MAX_STAGES:]:
        repair.leave_out(stage.line, "There are too many stages.", stage.title, stage.goal)
        for topic in stage.topics:
            repair.leave_out_topic(topic, "There are too many stages.")
    kept = with_stages(replace(outline, stages=outline.stages[:MAX_STAGES]), stage_kept)
    repair.count += len(repair.left_out)
    return kept


class _Room:
    """How many more nodes of a type there is room for."""

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self, count: int) -> int:
        """Return how many of COUNT there is room for, and take that room."""
        taken = min(count, self.left)
        self.left -= taken
        return taken
