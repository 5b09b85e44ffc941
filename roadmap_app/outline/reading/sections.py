"""The headings of a document with what is below them: what the evidence for roles is counted by."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from roadmap_app.outline.marks import plain
from roadmap_app.outline.reading.blocks import BOLD, Block, Kind
from roadmap_app.outline.reading.chatter import anchor_of, chatter_reason, is_chatter_line, is_contents
from roadmap_app.outline.reading.duration import Duration
from roadmap_app.outline.reading.durations import take_duration
from roadmap_app.outline.reading.labels import is_goal_label, is_resource_label, is_time_line, label_and_rest
from roadmap_app.outline.reading.spans_in_words import span_of

# What is never content, and why.
NO_CONTENT = {
    Kind.CODE: "Code is no content.",
    Kind.IMAGE: "A picture is no content.",
    Kind.HTML: "HTML without words is no content.",
    Kind.FRONT_MATTER: "Front matter is about the file.",
    Kind.DEFINITION: "A definition of a link or footnote is used where it is named.",
    Kind.LONG: "This line is too long to be read.",
    Kind.RUNNING_HEAD: "This is the head or the number of a page.",
    Kind.HEAD: "This is the head of a table.",
    Kind.RULE: "",
}
COUNT = re.compile(r"^[^\w]*(?:\d{1,3}(?:\.\d{1,3})+[.)]?|\d{1,3}[.)]|[ivxIVX]{1,5}[.)])\s+(?=\S)")
_LITTLE = 4  # items of chatter that are never the document
LONGEST_HEADING = 100  # characters of a bold line that is a heading


@dataclass(eq=False)
class Section:
    """A heading, at `index` of the blocks, with what is below it, up to but without the block at `end`.

    `filled` counts the items and rows below it, `own` those before the next heading. `span` is what it counts ("week"),
    `chatter` why it is left out, "" if it is content.
    """

    index: int
    rank: int
    text: str
    parent: "Section | None"
    end: int = 0
    filled: int = 0
    own: int = 0
    span: str = ""
    is_numbered: bool = False
    duration: Duration | None = None
    chatter: str = ""
    below: list["Section"] = field(default_factory=list)

    @property
    def is_marked(self) -> bool:
        """True if a stage word with a number, or a time that is not named in passing, is in its words."""
        return bool(self.span) or (self.duration is not None and not self.duration.is_passing)


def headings_of(blocks: Sequence[Block]) -> set[int]:
    """Return the indexes of those BLOCKS that head a section: no bold sentences, and no labels such as "Resources"."""
    found = set()
    for index, block in enumerate(blocks):
        if block.kind is Kind.HEADING and (block.level != BOLD or _bold_heads(blocks, index)):
            found.add(index)
    if not any(names_stage(plain(blocks[index].words.text)) for index in found):
        found.update(index for index, block in enumerate(blocks) if _is_stage_line(block))
    return found


def _is_stage_line(block: Block) -> bool:
    """Return whether BLOCK is a line without markup that begins a stage, such as "Stage 1: Flour"."""
    text = block.words.text
    is_short = block.kind is Kind.PARAGRAPH and not block.level and block.first == block.last and len(text) <= 100
    return is_short and bool(span_of(plain(text))) and not text.endswith((".", "!", "?", ";", ","))


def _bold_heads(blocks: Sequence[Block], index: int) -> bool:
    """Return whether the bold line at INDEX heads a section."""
    text = plain(blocks[index].words.text).strip()
    label = label_and_rest(text)[0]
    if len(text) > LONGEST_HEADING or text.endswith((".", "!", ";", ",", "。", "！")):
        return False
    if text.endswith((":", "：")):
        after = next((each for each in blocks[index + 1 : index + 4] if each.kind not in NO_CONTENT), None)
        if after is None or after.kind is not Kind.ITEM:
            return False
    is_length = is_time_line(text) and not span_of(text)  # "6 weeks", not "Week 6"
    return not (is_resource_label(label) or is_goal_label(label) or is_length or is_chatter_line(text))


def names_stage(text: str) -> bool:
    """Return whether plain TEXT begins with a stage word and a number, or names a time that is not in passing."""
    duration = take_duration(text)[1]
    return bool(span_of(text)) or (duration is not None and not duration.is_passing)


def content_of(blocks: Sequence[Block]) -> list[bool]:
    """Return for each of BLOCKS whether it is an item or a row, but for lists of the document's own contents."""
    found = [block.kind in (Kind.ITEM, Kind.ROW) for block in blocks]
    known = {anchor_of(plain(block.words.text)) for block in blocks if block.kind is Kind.HEADING}
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and blocks[end].kind is Kind.ITEM:
            end += 1
        links = [link.address for block in blocks[start:end] for link in block.words.links[:1]]
        anchors = [address[1:].lower() for address in links if address.startswith("#")]
        if is_contents(anchors, end - start, known):
            found[start:end] = [False] * (end - start)
        start = end + 1
    return found


def sections_of(blocks: Sequence[Block], headings: set[int], content: Sequence[bool]) -> list[Section]:
    """Return the sections of BLOCKS in order, with HEADINGS at these indexes; CONTENT says which are items or rows."""
    before = [0, *accumulate(content)]
    inner = _bold_topics(blocks, headings)
    found: list[Section] = []
    opened: list[Section] = []
    for index, block in enumerate(blocks):
        if index not in headings:
            continue
        rank = BOLD + 1 if index in inner else block.level or BOLD
        while opened and opened[-1].rank >= rank:
            opened.pop().end = index
        text = plain(block.words.text)
        section = Section(index, rank, text, opened[-1] if opened else None)
        section.span = span_of(COUNT.sub("", text)) or span_of(text)
        section.is_numbered = bool(block.ordinal or COUNT.match(text))
        section.duration = take_duration(block.words.text)[1]
        section.chatter = "" if block.slug else chatter_reason(text)
        if section.parent:
            section.parent.below.append(section)
        found.append(section)
        opened.append(section)
    for section in opened:
        section.end = len(blocks)
    for section, after in zip(found, [*(each.index for each in found[1:]), len(blocks)], strict=False):
        section.filled = before[section.end] - before[section.index]
        section.own = before[after] - before[section.index]
    return found


def _bold_topics(blocks: Sequence[Block], headings: set[int]) -> set[int]:
    """Return the indexes of bold lines below others that name stages: both look the same, and only those have words."""
    bold = [index for index, block in enumerate(blocks) if block.level == BOLD and index in headings]
    marked = [index for index in bold if names_stage(plain(blocks[index].words.text))]
    return set() if len(marked) < 2 else {index for index in bold if index > marked[0]} - set(marked)


def mark_chatter(sections: Sequence[Section]) -> None:
    """Take back the chatter of a section that holds most of the document, and hand it down to those below others."""
    total = sum(section.filled for section in sections if section.parent is None) or 1
    for section in sections:
        if section.parent and section.parent.chatter:
            section.chatter = section.parent.chatter
        elif section.chatter and section.filled * 2 > total and (section.below or section.filled > _LITTLE):
            section.chatter = ""
