"""Divide a block of HTML into what a person sees on the page: headings, paragraphs, list items, table rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from roadmap_app.outline.reading.blocks import BOLD, Kind
from roadmap_app.outline.reading.elements import BREAKING

_TAG = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>", re.DOTALL)
_ONLY_TAGS = re.compile(r"<!--.*?-->|<[^<>]*>|\s+", re.DOTALL)
_HEADINGS = {f"h{level}": level for level in range(1, 7)} | {"summary": BOLD}
_HIDDEN = ("script", "style", "template")


@dataclass(frozen=True)
class Segment:
    """A part of an HTML block on lines FIRST to LAST, counted from 0; `source` has only tags that stay in a line.

    A row and a table head have `cells`; `starts_table` is the first of its table.
    """

    kind: Kind
    source: str
    first: int
    last: int
    level: int = 0
    cells: tuple[str, ...] = ()
    starts_table: bool = False


@dataclass
class _Row:
    first: int
    cells: list[str] = field(default_factory=list)
    has_data: bool = False


def segments(html: str) -> list[Segment]:
    """Return the segments of HTML that hold words or pictures, in order."""
    return list(_Divider().divide(html))


class _Divider:
    def __init__(self) -> None:
        self.line = self.first = 0
        self.buffer: list[str] = []
        self.is_begun = False  # whether the buffer holds more than white space
        self.kind, self.level, self.depth = Kind.PARAGRAPH, 0, 0
        self.hidden = ""
        self.row: _Row | None = None
        self.in_cell = self.starts_table = False

    def divide(self, html: str) -> Iterator[Segment]:
        end = 0
        # A comment without an end would be searched for its end again at each one.
        for tag in _TAG.finditer(html if "-->" in html else html.replace("<!--", "<! --")):
            self._text(html[end : tag.start()])
            end = tag.end()
            name = (tag[2] or "").lower()
            if self.hidden or name in _HIDDEN:
                self._hide(name, closes=bool(tag[1]))
            elif name in BREAKING:
                yield from self._break(name, closes=bool(tag[1]))
            elif name:
                self.buffer.append(tag[0])
                self.is_begun = True
            self.line += tag[0].count("\n")
        self._text(html[end:])
        yield from self._flush()
        yield from self._end_row()

    def _hide(self, name: str, *, closes: bool) -> None:
        if not self.hidden and not closes:
            self.hidden = name
        elif closes and name == self.hidden:
            self.hidden = ""

    def _text(self, text: str) -> None:
        if not self.hidden:
            if not self.is_begun:
                self.first = self.line + len(text[: len(text) - len(text.lstrip())].split("\n")) - 1
            self.buffer.append(text)
            self.is_begun = self.is_begun or bool(text.strip())
        self.line += text.count("\n")

    def _break(self, name: str, *, closes: bool) -> Iterator[Segment]:
        if self.in_cell and name not in ("td", "th", "tr", "table", "tbody", "thead"):
            self.buffer.append("<br>")
            return
        if name == "br" and self.kind == Kind.HEADING:
            self.buffer.append(" ")
            return
        begins_item = self.kind == Kind.ITEM and not self.is_begun
        yield from self._flush()
        if begins_item and name in ("p", "div") and not closes:
            return  # the text of the item
        self.kind, self.level = Kind.PARAGRAPH, self.depth
        if name in _HEADINGS and not closes:
            self.kind, self.level = Kind.HEADING, _HEADINGS[name]
        elif name in ("ul", "ol"):
            self.depth = max(0, self.depth + (-1 if closes else 1))
            self.level = self.depth
        elif name == "li" and not closes:
            self.kind, self.level = Kind.ITEM, max(1, self.depth)
        elif name in ("table", "tr", "td", "th"):
            yield from self._table(name, closes=closes)

    def _table(self, name: str, *, closes: bool) -> Iterator[Segment]:
        if name in ("td", "th"):
            self.row = self.row or _Row(self.line)
            self.in_cell = not closes
            self.row.has_data = self.row.has_data or name == "td"
            return
        yield from self._end_row()
        if name == "table":
            self.starts_table = not closes
        elif not closes:
            self.row = _Row(self.line)

    def _end_row(self) -> Iterator[Segment]:
        row, self.row, self.in_cell = self.row, None, False
        if row and any(row.cells):
            kind = Kind.ROW if row.has_data else Kind.HEAD
            yield Segment(kind, "", row.first, self.line, cells=tuple(row.cells), starts_table=self.starts_table)
            self.starts_table = False

    def _flush(self) -> Iterator[Segment]:
        source = "".join(self.buffer).strip()
        self.buffer, self.is_begun = [], False
        if self.in_cell and self.row:
            self.row.cells.append(" ".join(source.split()))
        elif source and (_ONLY_TAGS.sub("", source) or "<img" in source.lower()):
            yield Segment(self.kind, source, self.first, self.first + source.count("\n"), self.level)
