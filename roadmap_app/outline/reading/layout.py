"""Lay out the lines of a Markdown source as a person sees them: lists by their indents, whatever the standard says.

The standard nests a list only if its indent fits the width of the bullet above, takes indented text for code, and
continues a paragraph on lines that its author meant to stand alone. Here the depth of each line is taken from indents
alone, and what is left is a flat text for the parser, in which each item is a paragraph of its own.
"""

from dataclasses import dataclass, field

from roadmap_app.outline.reading import line_kinds
from roadmap_app.outline.reading.blocks import MAX_LINE
from roadmap_app.outline.reading.endings import Endings
from roadmap_app.outline.reading.list_marks import ListMark, is_empty_mark, list_mark
from roadmap_app.outline.reading.nesting import Nesting
from roadmap_app.outline.reading.tables import is_ruling, ruling_below

_TAB = 4


@dataclass
class Item:
    """A list item: its depth from 1, the number written before it, whether it has a box."""

    depth: int
    ordinal: str = ""
    checkbox: bool = False


@dataclass
class Layout:
    """A flat text for the parser.

    `numbers` has for each line of `lines` its number in the source, from 1. `depths` has the depth of the item, or of
    the indent, that it belongs to; `items` are the items, by the index of their first line.
    """

    lines: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    items: dict[int, Item] = field(default_factory=dict)
    footnotes: set[int] = field(default_factory=set)  # indexes
    decoration: set[int] = field(default_factory=set)  # numbers of lines that say nothing
    long: list[int] = field(default_factory=list)  # numbers of lines that are not parsed


def lay_out(source: list[str], start: int = 0) -> Layout:
    """Return the layout of the lines of SOURCE from index START on."""
    reader = _Reader(source, start)
    for index in range(start, len(source)):
        reader.read(index)
    return reader.layout


class _Reader:
    def __init__(self, source: list[str], start: int) -> None:
        self.source = source
        self.layout = Layout()
        self.nesting = Nesting()
        self.quotes = 0
        self.bullet: tuple[int, str] | None = None  # one whose text is on the line after it
        self.in_footnote = False
        self.fence = self.opaque = ""
        self.before = ""  # the line before, without its markup; "" after a blank one
        self.before_kind = ""
        self.in_table = self.in_html = self.seen_text = False
        self.endings = Endings(source, start)

    # What a line is.

    def read(self, index: int) -> None:
        raw = self.source[index]
        if len(raw) > MAX_LINE and not self.fence and not self.opaque:
            self.layout.long.append(index + 1)
            self._blank(index)
            return
        indent, text = self._without_quotes(raw.expandtabs(_TAB))
        bullet, self.bullet = self.bullet, None
        if self.fence or self.opaque:
            self._inside(index, text)
        elif not text:
            if raw.strip():
                self.layout.decoration.add(index + 1)  # an empty line of a quotation
            self._blank(index)
        elif bullet and indent > bullet[0] and self._is_item(index, bullet[0], f"{bullet[1]} {text}"):
            pass
        elif not self._is_block(index, indent, text := self._begun(index, text)) and not self._is_item(
            index, indent, text
        ):
            self._text(index, indent, text)

    def _without_quotes(self, line: str) -> tuple[int, str]:
        """Return the indent and the text of a LINE without its quotation marks."""
        found = line_kinds.QUOTE.match(line)
        rest = line[found.end() :] if found else line
        text = line_kinds.CALLOUT.sub("", rest.strip()) if found else rest.strip()
        outer = len(line) - len(line.lstrip())
        if self.fence or self.opaque:
            return 0, text
        quotes = found[0].count(">") if found else 0
        if quotes != self.quotes and (quotes or text):
            self.quotes = quotes
            self._separate()
            self.nesting.leave(outer)
            self.nesting.forget_text()
        return len(rest) - len(rest.lstrip()) + (outer if found else 0), text

    def _begun(self, index: int, text: str) -> str:
        """Return TEXT without the beginning of something that never ends, or of the meaning of a term."""
        if meaning := line_kinds.MEANING.match(text):
            self._separate()
            return text[meaning.end() :]
        return self.endings.without_beginning(index, text) if text[0] == "<" else text

    def _inside(self, index: int, text: str) -> None:
        """Read a line of code or of HTML that is not shown."""
        if self.fence:
            if self.endings.closes(self.fence, text):
                self._emit(index, self.fence)
                self.fence = ""
                self._separate()
            else:
                self._emit(index, "." if text else "")
        else:
            self._emit(index, text)
            if self.opaque in text.lower():
                self.opaque = ""

    def _is_block(self, index: int, indent: int, text: str) -> bool:
        """Read a line that begins or is a block of its own; return whether it is one."""
        if heading := line_kinds.heading_of(text, is_first=not self.seen_text):
            self.nesting.leave(indent)
            self._separate()
            self.nesting.forget_text()
            self._emit(index, heading, kind="heading")
            self._separate()
        elif fence := self.endings.fence(index, text):
            self._open_fence(index, indent, fence.strip())
        elif line_kinds.is_decoration(text) or (line_kinds.is_rule(text) and not self._is_underline(text)):
            self.nesting.leave(indent)
            self.layout.decoration.add(index + 1)
            self._blank(index)
        elif is_empty_mark(text):
            self.bullet = indent, text
            self.layout.decoration.add(index + 1)
            self._blank(index)
        elif text[0] == "<" and (end := self.endings.end_of(index, text)):
            self._separate()
            self._emit(index, text)
            self.opaque = "" if end in text.lower() else end
        else:
            return False
        return True

    def _is_underline(self, text: str) -> bool:
        """Return whether TEXT makes a heading of the line before it."""
        is_title = (
            self.before and self.before_kind in ("text", "bold") and not self.nesting.in_item and not self.in_html
        )
        is_alone = len(self.layout.lines) < 2 or not self.layout.lines[-2]
        return bool(is_title and is_alone and line_kinds.is_underline(text))

    def _open_fence(self, index: int, indent: int, fence: str) -> None:
        if not fence:
            self.layout.decoration.add(index + 1)
            self._blank(index)
            return
        self.nesting.leave(indent)
        self._separate()
        self.fence = fence
        self._emit(index, fence)

    def _is_item(self, index: int, indent: int, text: str) -> bool:
        """Read a line that begins a list item; return whether it does."""
        is_sentence = len(self.before) >= line_kinds.WRAPPED and not self.before.endswith((":", "："))
        in_prose = self.before_kind == "text" and is_sentence and not self.nesting.in_item
        mark = list_mark(text, in_prose=in_prose)
        if mark is None and self._is_chip(index, text):
            mark = ListMark("bullet", "", checkbox=False, end=0)
        if mark is None:
            return False
        depth = self.nesting.add_item(indent, mark.kind)
        self._separate()
        self.layout.items[len(self.layout.lines)] = Item(depth, mark.ordinal, mark.checkbox)
        self._emit_content(index, text[mark.end :])
        return True

    def _is_chip(self, index: int, text: str) -> bool:
        """Return whether a line is one of several that are nothing but code, which is how people set off terms."""
        is_second = self.before_kind == "item" and line_kinds.is_chip(self.before)
        return line_kinds.is_chip(text) and (is_second or line_kinds.is_chip(self._after(index).strip()))

    def _after(self, index: int) -> str:
        return self.source[index + 1][:MAX_LINE] if index + 1 < len(self.source) else ""

    def _text(self, index: int, indent: int, text: str) -> None:
        """Read a line of a paragraph, or of a table, or of an HTML block."""
        if self.before_kind == "definition" and line_kinds.is_defined_below(self.before):
            self._emit(index, text, kind="definition")
            return
        self.in_html = (self.in_html and bool(self.before)) or line_kinds.is_tag(text)
        if self.in_html:
            self.nesting.forget_text()
        if (not self.in_html or not self.before) and not (self.in_footnote and indent):
            self._place(indent, text)
        if self._is_footnote(index, indent, text):
            return
        defines = self._defines(index, text)
        if defines != (self.before_kind == "definition"):
            self._separate()
        if defines:
            self._emit(index, text, kind="definition")
            return
        is_row = "|" in text
        if is_row and is_ruling(text) and "|" in self.before:
            self.in_table = True
            text = ruling_below(self.before)
        elif self._begins_anew(index, text, is_row):
            self._separate()
        self._emit(index, text, kind="bold" if line_kinds.is_bold_line(text) else "text")

    def _defines(self, index: int, text: str) -> bool:
        return line_kinds.is_definition(text) or (
            line_kinds.is_defined_below(text) and line_kinds.is_address(self._after(index).strip())
        )

    def _is_footnote(self, index: int, indent: int, text: str) -> bool:
        """Read a line of a footnote; return whether it is one."""
        found = line_kinds.FOOTNOTE.match(text)
        self.in_footnote = found is not None or (self.in_footnote and indent > 0)
        if found:
            self._separate()
            text = text[found.end() :] or "."
        if self.in_footnote:
            self.layout.footnotes.add(len(self.layout.lines))
            self._emit(index, text, kind="footnote")
        return self.in_footnote

    def _begins_anew(self, index: int, text: str, is_row: bool) -> bool:
        if is_row:
            return not self.in_table and self._is_head(index)
        return self.in_table or self._stands_alone(index, text)

    def _is_head(self, index: int) -> bool:
        after = self._after(index).strip("> \t")
        return "-" in after and "|" in after and is_ruling(after)

    def _stands_alone(self, index: int, text: str) -> bool:
        """Return whether a line, though none is blank before it, begins a paragraph for whoever wrote it."""
        if not self.before or self.in_html:
            return False
        if self.before_kind == "bold" or line_kinds.is_bold_line(text):
            return not line_kinds.is_underline(text)
        return line_kinds.are_labelled(text, self.before) or line_kinds.are_numbered_alike(text, self.before)

    def _place(self, indent: int, text: str) -> None:
        """Find the item that a line of text belongs to, and separate it from the line before if that is another."""
        nesting = self.nesting
        if nesting.in_item and self.before:
            if nesting.is_inside(indent):
                if self.before_kind == "item" and not text[0].islower() and line_kinds.is_linked(self.before):
                    self._separate()  # a title, and what is said of it
                return
            if text[0].islower() or len(self.before) >= line_kinds.WRAPPED or line_kinds.is_underline(text):
                return
            self._separate()
        if not self.before:
            nesting.leave(indent)
        if not nesting.in_item:
            is_entry = nesting.add_text(indent) or nesting.depth
            if self.before and is_entry and len(self.before) < line_kinds.WRAPPED and "|" not in self.before:
                self._separate()

    # What becomes of it.

    def _emit(self, index: int, line: str, kind: str = "text") -> None:
        layout = self.layout
        is_broken = kind in ("text", "bold", "item") and line and self.source[index].endswith("  ")
        layout.lines.append(f"{line}  " if is_broken else line)
        layout.numbers.append(index + 1)
        layout.depths.append(self.nesting.depth)
        self.before, self.before_kind = line, kind
        self.seen_text = self.seen_text or bool(line)

    def _emit_content(self, index: int, text: str) -> None:
        """Emit the first line of an item, which can begin a block of its own."""
        if fence := self.endings.fence(index, text).strip():
            self.fence = fence
            self._emit(index, fence)
            return
        self._emit(index, line_kinds.definition_as_link(text), kind="item")

    def _blank(self, index: int) -> None:
        self._emit(index, "")
        self.in_table = False

    def _separate(self) -> None:
        """Put a blank line here, which the source does not have."""
        if self.before:
            self._emit(self.layout.numbers[-1] - 1, "")
        self.in_table = False
