"""Read a text without markup into blocks: an article copied from a page, or out of a PDF."""

import re

from roadmap_app.outline.reading.addresses import addresses_in
from roadmap_app.outline.reading.blocks import Block, Kind, Link, Words
from roadmap_app.outline.reading.inline import words_of as markdown_words
from roadmap_app.outline.reading.line_writer import literal
from roadmap_app.outline.reading.plain_headings import Headings, headings_of, is_title
from roadmap_app.outline.reading.plain_lines import TextLine, is_label, text_lines

_KINDS = {"rule": Kind.RULE, "long": Kind.LONG, "running head": Kind.RUNNING_HEAD}
# The signs of entries inside an entry with another sign at the same indent, as copies out of a PDF have them.
_INSIDE = {
    "disc": ("dash", "circle", "square"),
    "dash": ("circle", "square"),
    "circle": ("square", "dash"),
} | dict.fromkeys(
    ("number", "number)", "letter", "roman", "counted", "bracketed"),
    ("disc", "dash", "square", "small", "arrow", "check"),
)
# Full-width punctuation parts labels, details and lists as its narrow form does.
_NARROW = {"：": ": ", "（": " (", "）": ") ", "、": ", ", "，": ", ", "；": "; ", "،": ", ", "؛": "; "}
_NARROW_SIGN = re.compile(f"[{''.join(_NARROW)}]")


# What only Markdown has: lines that part a document, and marks inside a line.
_STRUCTURE = re.compile(
    r"""(?mx)^\ {0,3}(?:
    \#{1,6}\ +\S | ``` | ~~~                                        # headings, fences
    | (?:\*\*|__)[^*_\n]{1,200}(?:\*\*|__):?\ *$                   # a bold line
    | \|?\ *:?-{2,}:?\ *(?:\|\ *:?-{2,}:?\ *)+\|?\ *$              # the ruling of a table
    )"""
)
_FRONT_MATTER = re.compile(r"---[ \t]*\n[\w-]{1,60}:")
_INLINE = re.compile(
    r"""(?mx)\]\([^()\s]{1,2000}[)\s] | ^\ {0,3}\[[^\]\n]{1,200}\]:\ +\S  # links and their definitions
    | \*\*[^*\s][^*\n]{0,400}\*\* | `[^`\n]{1,400}`
    | ^\ {0,12}[-*+]\ \[[\ xX]\]\ """
)


def looks_like_markdown(text: str) -> bool:
    """Return whether TEXT is Markdown, judged by the whole document and never by a single link or bullet."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if _FRONT_MATTER.match(text):
        return True
    if structure := sum(1 for _ in _STRUCTURE.finditer(text)):
        return structure > 1 or text.count("\n") < 60 or bool(_INLINE.search(text))
    inline = sum(1 for _ in _INLINE.finditer(text))
    return inline * 15 > sum(1 for line in text.split("\n") if line.strip())


def text_blocks(text: str) -> list[Block]:
    """Return the blocks of TEXT in their order; every line that is not blank is in one of them."""
    lines = text_lines(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    headings = headings_of(lines)
    depths = _Depths()
    return [_block(index, lines, headings, depths) for index in range(len(lines))]


def _block(index: int, lines: list[TextLine], headings: Headings, depths: "_Depths") -> Block:
    line = lines[index]
    if kind := _KINDS.get(line.kind):
        if line.kind != "running head":
            depths.end()
        return Block(kind, line.first, line.last, source=line.source)
    if index in headings.levels:
        depths.end()
        words = words_of(_narrow(line.text).rstrip(":").strip() or line.text)
        return Block(
            Kind.HEADING,
            line.first,
            line.last,
            words,
            headings.levels[index],
            False,
            line.marker.ordinal,
            source=line.source,
        )
    if line.is_marked or index in headings.entries or depths.is_below(line) or _is_in_list(index, lines, headings):
        return Block(
            Kind.ITEM,
            line.first,
            line.last,
            words_of(_narrow(line.text)),
            depths.of(line),
            line.marker.checkbox,
            line.marker.ordinal,
            source=line.source,
        )
    depths.end()
    text = _narrow(line.text) if is_label(line.text) else line.text
    return Block(Kind.PARAGRAPH, line.first, line.last, words_of(text), source=line.source)


def _is_in_list(index: int, lines: list[TextLine], headings: Headings) -> bool:
    """Return whether the line at INDEX is one of several short ones below each other."""
    line = lines[index]
    if not is_title(line) or line.text.endswith((":", "：")):
        return False
    above = index > 0 and not line.blank_before and index - 1 not in headings.levels and is_title(lines[index - 1])
    return above or (index + 1 < len(lines) and not line.blank_after and is_title(lines[index + 1]))


class _Depths:
    """The list entries around the current line, outermost first, as (indent, sign)."""

    def __init__(self) -> None:
        self.open: list[tuple[int, str]] = []

    def end(self) -> None:
        """Forget the list: it has ended."""
        self.open = []

    def is_below(self, line: TextLine) -> bool:
        """Return whether LINE, which has no marker, is indented below a list entry and directly follows it."""
        return bool(self.open) and line.indent > self.open[-1][0] and is_title(line)

    def of(self, line: TextLine) -> int:
        """Return the depth of LINE, an entry of a list, from 1."""
        entry = (line.indent, line.marker.sign or line.marker.style)
        while self.open and self.open[-1][0] > line.indent:
            self.open.pop()
        if entry in self.open:
            del self.open[self.open.index(entry) + 1 :]
        elif self.open and self.open[-1][0] == line.indent and entry[1] not in _INSIDE.get(self.open[-1][1], ""):
            self.open[-1] = entry
        else:
            self.open.append(entry)
        return len(self.open)


def _narrow(text: str) -> str:
    if text.isascii() or not _NARROW_SIGN.search(text):
        return text
    narrow = _NARROW_SIGN.sub(lambda found: _NARROW[found[0]], text)
    return re.sub(r" (?=[,;:)])", "", " ".join(narrow.split()))


def words_of(text: str) -> Words:
    """Return the words of TEXT with the addresses in it, and with the marks of Markdown that a few lines have."""
    text = " ".join(text.split())
    if "](" in text or "**" in text:
        return markdown_words(text)
    links = tuple(Link(start, end, address) for start, end, address in addresses_in(text))
    for link in links:
        text = f"{text[: link.start]}{literal(text[link.start : link.end])}{text[link.end :]}"
    return Words(text, links)
