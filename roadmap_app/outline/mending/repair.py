"""The result of a cure, and how cures change the nodes of an outline."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace

from roadmap_app.outline.gate import MAX_LENGTHS
from roadmap_app.outline.nodes import Outline, OutlineResource, OutlineStage, OutlineTopic, folded
from roadmap_app.outline.reading.result import Reading, Remark


@dataclass
class Repair:
    """A cure at work: how many nodes it has changed so far, and what it leaves out or changes, by name.

    `without_months` are the lines of the stages whose months are assumed.
    """

    without_months: frozenset[int] = frozenset()
    count: int = 0
    left_out: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def leave_out(self, line: int, reason: str, *texts: str) -> None:
        """Name what is left out at LINE; empty TEXTS are skipped."""
        self.left_out.append(Remark(line, reason, ": ".join(filter(None, texts))))

    def leave_out_resource(self, resource: OutlineResource, reason: str) -> None:
        """Name a RESOURCE that is left out."""
        self.leave_out(resource.line, reason, resource.title, resource.author, resource.url)

    def leave_out_topic(self, topic: OutlineTopic, reason: str) -> None:
        """Name a TOPIC that is left out, and all that is in it."""
        self.leave_out(topic.line, reason, topic.title, topic.summary)
        for item in topic.items:
            self.leave_out(item.line, reason, item.group, item.title, item.hint)
        for resource in topic.resources:
            self.leave_out_resource(resource, reason)

    def remark(self, line: int, message: str) -> None:
        """Say what is changed at LINE."""
        self.remarks.append(Remark(line, message))

    def result(self, reading: Reading, outline: Outline) -> Reading:
        """Return READING with OUTLINE in its place, and what was left out on the way."""
        unplaced = tuple(sorted((*reading.unplaced, *self.left_out), key=lambda remark: remark.line))
        remarks = tuple(sorted((*reading.remarks, *self.remarks), key=lambda remark: remark.line))
        return replace(reading, outline=outline, unplaced=unplaced, remarks=remarks)


def with_stages(outline: Outline, change: Callable[[OutlineStage], OutlineStage]) -> Outline:
    """Return OUTLINE with every stage as CHANGE returns it."""
    return replace(outline, stages=tuple(map(change, outline.stages)))


def with_topics(outline: Outline, change: Callable[[OutlineTopic], OutlineTopic]) -> Outline:
    """Return OUTLINE with every topic as CHANGE returns it."""
    return with_stages(outline, lambda stage: replace(stage, topics=tuple(map(change, stage.topics))))


def fresh_title(title: str, taken: Collection[str]) -> str:
    """Return TITLE with the first number from 2 that makes it differ from all TAKEN ones, which are folded."""
    number = 2
    while folded(found := numbered(title, f" ({number})")) in taken:
        number += 1
    return found


def numbered(title: str, tail: str) -> str:
    """Return TITLE with TAIL, shortened to what a title may have."""
    return shortened(title, MAX_LENGTHS["title"] - len(tail)) + tail


def shortened(text: str, most: int) -> str:
    """Return TEXT, or its beginning and an ellipsis if it has more than MOST characters."""
    return text if len(text) <= most else split_at_word(text, most)[0]


def split_at_word(text: str, most: int) -> tuple[str, str]:
    """Return TEXT as a beginning of at most MOST characters that ends with an ellipsis, and the rest."""
    cut = text[: most - 1].rstrip()
    space = cut.rfind(" ")
    if space > len(cut) // 2 and not text[len(cut) : len(cut) + 1].isspace():
        cut = cut[:space]
    return f"{cut.rstrip()}…", text[len(cut) :].strip()


def joined(*texts: str) -> str:
    """Return TEXTS with spaces between them, without the empty ones."""
    return " ".join(filter(None, texts))


def balanced(count: int, parts: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of PARTS runs of COUNT things, as equal as possible."""
    return ((index * count // parts, (index + 1) * count // parts) for index in range(parts))
