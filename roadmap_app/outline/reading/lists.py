"""Lists as trees, and what their depths are where no headings say what stages and topics are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from roadmap_app.outline.reading.blocks import Block, Kind
from roadmap_app.outline.reading.choices import Role
from roadmap_app.outline.reading.durations import take_duration
from roadmap_app.outline.reading.spans_in_words import span_of

MAX_DEPTH = 8  # deeper entries are read as siblings at this depth


@dataclass
class Entry:
    """An item at `index` of the blocks, with the items nested in it and what else belongs to it."""

    index: int
    below: list[Entry] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)

    @property
    def height(self) -> int:
        """The number of levels below it."""
        found, rest = 0, [(self, 0)]
        while rest:
            entry, depth = rest.pop()
            found = max(found, depth)
            rest += [(each, depth + 1) for each in entry.below]
        return found


def end_of_list(blocks: Sequence[Block], start: int) -> int:
    """Return the index after the list that begins at START of BLOCKS; what belongs to its items is in it."""
    end = start + 1
    while end < len(blocks):
        block = blocks[end]
        inside = block.kind is Kind.PARAGRAPH and block.level > 0
        if block.kind is not Kind.ITEM and not inside and block.kind not in (Kind.CODE, Kind.IMAGE, Kind.HTML):
            break
        end += 1
    while blocks[end - 1].kind in (Kind.CODE, Kind.IMAGE, Kind.HTML):
        end -= 1
    return end


def entries_of(blocks: Sequence[Block], start: int, end: int) -> list[Entry]:
    """Return the outermost entries of the list in BLOCKS from START up to but without END."""
    top: list[Entry] = []
    opened: list[tuple[int, Entry]] = []
    for index in range(start, end):
        block = blocks[index]
        if block.kind is not Kind.ITEM:
            if opened:
                opened[-1][1].notes.append(index)
            continue
        level = min(block.level, MAX_DEPTH)
        while opened and opened[-1][0] >= level:
            opened.pop()
        entry = Entry(index)
        (opened[-1][1].below if opened else top).append(entry)
        opened.append((level, entry))
    return top


@dataclass
class ListShape:
    """What the outermost entries of lists are.

    `has_stages`: they are stages. `topics` are the indexes of those that are topics below a stage without any.
    """

    has_stages: bool = False
    topics: set[int] = field(default_factory=set)

    def role_of(self, in_stage: bool, has_topics: bool, entry: Entry) -> Role:
        """Return the role of an outermost ENTRY, where a stage and topics are or are not given by headings."""
        if self.has_stages and not in_stage:
            return Role.STAGE
        if not has_topics and entry.index in self.topics:
            return Role.TOPIC
        return Role.ITEM


def list_shape(blocks: Sequence[Block], content: Sequence[bool], *, has_stages: bool) -> ListShape:
    """Return what lists are in a document in which headings are stages or not (HAS_STAGES)."""
    found = ListShape()
    outermost: list[Entry] = []
    index = 0
    while index < len(blocks):
        if blocks[index].kind is not Kind.ITEM:
            index += 1
            continue
        end = end_of_list(blocks, index)
        entries = entries_of(blocks, index, end)
        holding = [each for each in entries if each.below]
        if len(holding) * 2 >= len(entries):
            found.topics.update(each.index for each in holding)
        if any(content[index:end]):
            outermost += entries
        index = end
    if not has_stages and outermost:
        marked = sum(1 for each in outermost if _is_marked(blocks[each.index]))
        deep = sum(1 for each in outermost if each.height >= 2)
        found.has_stages = len(outermost) > 1 and (marked * 2 > len(outermost) or deep * 2 > len(outermost))
    return found


def _is_marked(block: Block) -> bool:
    duration = take_duration(block.words.text)[1]
    return bool(span_of(block.words.text)) or (duration is not None and not duration.is_passing)
