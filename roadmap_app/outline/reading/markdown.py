"""Read Markdown as blocks: headings, items, paragraphs, rows, and what is no content, each with its lines."""

import re
from collections.abc import Iterator

from markdown_it.token import Token
from markdown_it.utils import EnvType

from roadmap_app.outline.reading.blocks import BOLD, MAX_LINE, Block, Kind, Words
from roadmap_app.outline.reading.dialect import DIALECT
from roadmap_app.outline.reading.front_matter import front_matter_end
from roadmap_app.outline.reading.inline import pieces_of, words_of
from roadmap_app.outline.reading.layout import Item, lay_out
from roadmap_app.outline.reading.line_writer import Piece
from roadmap_app.outline.reading.tables import Table, read_table
from roadmap_app.outline.reading.tags import Segment, segments

NO_WORDS = Words("")
NO_ITEM = Item(0)
_SLUG = re.compile(r"\s*(?<!\\)\{:?\s*#([-a-zA-Z0-9_]+)[^{}]*\}\s*$")
_BOX = re.compile(r"\[ ?[xX✓✔/>-]? ?\](?![(\[:])\s*(?=\S|$)|[☐☑☒]\s*")
Cells = tuple[Words, ...]
_CODE_TAG = re.compile(r"(?i)<pre[\s>]")


def markdown_blocks(text: str) -> list[Block]:
    """Return the blocks of TEXT, in order; every line that is not blank is in one of them."""
    source = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _Builder(source).build()


class _Builder:
    def __init__(self, source: list[str]) -> None:
        self.source = source
        self.start = front_matter_end(source)
        self.layout = lay_out(source, self.start)
        self.env: EnvType = {}
        self.blocks: list[Block] = []
        self.html: set[int] = set()  # numbers of lines of HTML
        self.tables = 0

    def build(self) -> list[Block]:
        tokens: list[Token] = []
        DIALECT.block.parse("\n".join(self.layout.lines), DIALECT, self.env, tokens)
        if self.start:
            self._add(Kind.FRONT_MATTER, 1, self.start)
        for index, token in enumerate(tokens):
            if not token.map or token.level:
                continue
            start, end = token.map[0], self._end(token.map)
            if token.type == "heading_open":
                self._heading(tokens[index + 1].content, int(token.tag[1]), start, end)
            elif token.type == "paragraph_open":
                self._paragraph(tokens[index + 1].content, start)
            elif token.type == "html_block":
                self._html(token.content, start, end)
            elif token.type == "table_open":
                self._table(read_table(self.layout.lines, start, end + 1, has_head=True))
            elif token.type == "fence":
                self._add(Kind.CODE, self._number(start), self._number(end))
        self._add_rest()
        return sorted(self.blocks, key=lambda block: block.first)

    def _end(self, span: list[int]) -> int:
        """Return the index of the last line of SPAN that is not blank."""
        last = span[1] - 1
        while last > span[0] and not self.layout.lines[last]:
            last -= 1
        return last

    def _number(self, index: int) -> int:
        return self.layout.numbers[index]

    def _add(
        self,
        kind: Kind,
        first: int,
        last: int,
        words: Words = NO_WORDS,
        level: int = 0,
        item: Item = NO_ITEM,
        slug: str = "",
    ) -> None:
        source = "\n".join(self.source[first - 1 : last])
        box, ordinal = item.checkbox, item.ordinal
        self.blocks.append(Block(kind, first, last, words, level, box, ordinal, slug=slug, source=source))

    def _add_cells(self, kind: Kind, first: int, last: int, cells: Cells, head: tuple[str, ...]) -> None:
        source = "\n".join(self.source[first - 1 : last])
        box = any(cell.text == "☐" for cell in cells)
        cells = tuple(NO_WORDS if cell.text == "☐" else cell for cell in cells)
        self.blocks.append(
            Block(kind, first, last, checkbox=box, cells=cells, table=self.tables, head=head, source=source)
        )

    def _cells(self, written: tuple[str, ...]) -> Cells:
        """Return the words of cells; a box alone is one in all its forms."""
        return tuple(words_of("☐" if _BOX.fullmatch(cell) else cell, self.env) for cell in written)

    def _heading(self, content: str, level: int, start: int, end: int) -> None:
        item = self.layout.items.get(start, NO_ITEM)
        slug = _SLUG.search(content)
        content = content[: slug.start()] if slug else content
        if box := _BOX.match(content):
            content, item = content[box.end() :], Item(item.depth, item.ordinal, checkbox=True)
        words = words_of(content, self.env, has_icons=False)
        kind = Kind.HEADING if words.text else Kind.RULE
        self._add(kind, self._number(start), self._number(end), words, level, item, slug[1] if slug else "")

    def _paragraph(self, content: str, start: int) -> None:
        lines = content.split("\n")
        if all(line.startswith("|") for line in lines):
            self._table(read_table(self.layout.lines, start, start + len(lines), has_head=False))
            return
        for first, part in _parts(lines):
            for piece in pieces_of(part, self.env, has_icons=start + first in self.layout.items):
                self._piece(piece, start + first)

    def _piece(self, piece: Piece, start: int) -> None:
        """Add the words of a paragraph, or of a part of it, that begins with the line at index START."""
        first, last = start + piece.first, start + piece.last
        depth, item = self.layout.depths[first], self.layout.items.get(first)
        is_start = not self.blocks or self.blocks[-1].first < self._number(first)
        kind, level = Kind.PARAGRAPH, depth
        if first in self.layout.footnotes:
            kind = Kind.DEFINITION
        elif not piece.words.text:
            kind = Kind.IMAGE if piece.pictures else Kind.HTML
        elif item and is_start:
            kind = Kind.ITEM
        elif piece.pictures:
            kind = Kind.IMAGE
        elif not depth and first == last and _is_bold(piece.words):
            kind, level = Kind.HEADING, BOLD
        item = item if item and is_start else NO_ITEM
        self._add(kind, self._number(first), self._number(last), piece.words, level, item)

    def _table(self, table: Table) -> None:
        """Add the head of a table with its ruling, and its rows."""
        head = self._head(table.head, *map(self._number, table.head_lines)) if table.head else ()
        self.tables += not table.head
        for index, cells in table.rows:
            self._add_cells(Kind.ROW, self._number(index), self._number(index), self._cells(cells), head)
        for index in table.rulings:
            self._add(Kind.RULE, self._number(index), self._number(index))

    def _head(self, written: tuple[str, ...], first: int, last: int) -> tuple[str, ...]:
        """Begin a table with a head; return the names of its columns."""
        self.tables += 1
        cells = self._cells(written)
        head = tuple(words.text for words in cells)
        self._add_cells(Kind.HEAD, first, last, cells, head)
        return head

    def _html(self, content: str, start: int, end: int) -> None:
        """Add what a person sees of a block of HTML; the rest of its lines is left for `_add_rest`."""
        found = [] if _CODE_TAG.match(content) else segments(content.rstrip())
        if not found:
            self._add(Kind.CODE if _CODE_TAG.match(content) else Kind.HTML, self._number(start), self._number(end))
        self.html.update(self.layout.numbers[start : end + 1])
        head: tuple[str, ...] = ()
        for segment in found:
            first, last = self._number(start + segment.first), self._number(start + segment.last)
            if segment.starts_table:
                head = ()
                self.tables += segment.kind == Kind.ROW
            if segment.kind == Kind.HEAD:
                head = self._head(segment.cells, first, last)
            elif segment.kind == Kind.ROW:
                self._add_cells(Kind.ROW, first, last, self._cells(segment.cells), head)
            else:
                self._segment(segment, start + segment.first)

    def _segment(self, segment: Segment, start: int) -> None:
        has_icons = segment.kind == Kind.ITEM
        pieces = [
            (start + begin, piece)
            for begin, part in _parts(segment.source.split("\n"))
            for piece in pieces_of(part, self.env, has_icons=has_icons)
        ]
        for index, (begin, piece) in enumerate(pieces):
            kind = segment.kind if not index else Kind.PARAGRAPH
            first, last = self._number(begin + piece.first), self._number(begin + piece.last)
            if piece.pictures and kind != Kind.HEADING:
                kind = Kind.IMAGE
            if kind == Kind.PARAGRAPH and not segment.level and _is_bold(piece.words):
                self._add(Kind.HEADING, first, last, piece.words, BOLD)
            elif piece.words.text or piece.pictures:
                level = segment.level + (0 if kind == Kind.HEADING else self.layout.depths[start])
                self._add(kind, first, last, piece.words, level)

    def _add_rest(self) -> None:
        """Add the lines that are in no block yet."""
        covered = bytearray(len(self.source) + 1)
        for block in self.blocks:
            covered[block.first : block.last + 1] = b"x" * (block.last + 1 - block.first)
        run: tuple[Kind, int, int] | None = None
        for number in range(1, len(self.source) + 1):
            if covered[number] or not self.source[number - 1].strip():
                continue
            kind = self._kind_of_rest(number)
            if run and run[0] == kind != Kind.LONG and run[2] == number - 1:
                run = kind, run[1], number
                continue
            if run:
                self._add(*run)
            run = kind, number, number
        if run:
            self._add(*run)

    def _kind_of_rest(self, number: int) -> Kind:
        if number in self.layout.long:
            return Kind.LONG
        if number in self.layout.decoration and not any(map(str.isalpha, self.source[number - 1])):
            return Kind.RULE
        # The parser takes no line but definitions without a word.
        is_decoration = number in self.html or number in self.layout.decoration
        return Kind.HTML if is_decoration else Kind.DEFINITION


def _parts(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the parts of a paragraph with the index of their first line; a part is not longer than a line may be."""
    start = length = 0
    for index, line in enumerate(lines):
        if index > start and length + len(line) > MAX_LINE:
            yield start, "\n".join(lines[start:index])
            start, length = index, 0
        length += len(line) + 1
    yield start, "\n".join(lines[start:])


def _is_bold(words: Words) -> bool:
    """Return whether all words are bold."""
    end = 0
    for start, stop in sorted(words.bold):
        if any(map(str.isalnum, words.text[end:start])):
            return False
        end = max(end, stop)
    return bool(words.bold) and not any(map(str.isalnum, words.text[end:]))
