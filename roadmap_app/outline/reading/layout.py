"""Lay out the lines of a Markdown source as a person sees them: lists by their indents, whatever the standard says.

The standard nests a list only if its indent fits the width of the bullet above, takes indented text for code, and
continues a paragraph on lines that its author meant to stand alone. Here the depth of each line is taken from indents
alone, and what is left is a flat text for the parser, in which each item is a paragraph of its own.
"""

import re
from dataclasses import dataclass, field

from roadmap_app.outline.reading.blocks import MAX_LINE
from roadmap_app.outline.reading.nesting import Nesting

_WRAPPED = 60  # characters; the line after a shorter one was not wrapped by an editor
_TAB = 4

_QUOTE = re.compile(r"^ *(?:> ?)+")
_FENCE = re.compile(r"^(`{3,})[^`]*$|^(~{3,})")
_CLOSING = re.compile(r"^(`{3,}|~{3,})$")
_RULE = re.compile(r"^(?:[-*_–—=~⸻]\s*){3,}$")
_UNDERLINE = re.compile(r"^(?:=+|-{2,})$")
_HEADING = re.compile(r"^(#{1,6})#*(?:\s+|(?<=##)(?=\w)|$)")
_TIGHT_TITLE = re.compile(r"^#(?=\w)(?!.* #\w)")
_BULLET = re.compile(r"(?:[-*+–—]\s+|[•◦▪‣●○■□·]\s*|[-+](?=\[)|\*(?=\[)(?!.*\*$)|-(?=[^\W\d_a-z]))(?=\S)")
_EMPTY_BULLET = re.compile(r"^(?:[-*+–—•◦▪‣●○■□·]|\d{1,3}[.)])$")
_ORDERED = re.compile(r"(?:(\d{1,3})[.)、．]|([a-zA-Z])\))(?:\s+|(?=[^\W\d_]{2}))(?=\S)")
_CHAPTER = re.compile(r"(\d{1,3}(?:\.\d{1,3})+)[.)]?\s+(?=[*\[`]*[^\W\d_a-z])")
_BOX = re.compile(r"(?:\[ ?[xX✓✔]? ?\](?![(\[:])|[☐☑☒])\s*")
_CHIP = re.compile(r"^`[^`]+`[,;.]?$")
_LINKED = re.compile(r"^(?:[^\w\[]|:\w{1,40}:)*\[[^\[\]]+\]\([^()\s]*\)[*_]*$")  # nothing but a link
_QUOTED = re.compile(r"(?:> ?)*")
_DEFINITION = re.compile(r"^\[(?!\^)([^\]\n]{1,300})\]:\s*(<[^>]*>|\S+)\s*(?:\"[^\"]*\"|'[^']*'|\([^)]*\))?$")
_FOOTNOTE = re.compile(r"^\[\^[^\]\s]{1,100}\]:\s*")
_DECORATION = re.compile(
    r"^(?:\[!\w{1,20}\][+-]?|\[TOC\]|\[\[_?TOC_?\]\]|:{3,}.*|\{%.*%\}|\{:.*\}|\{\{[^{}]*\}\})$", re.IGNORECASE
)
_BOLD_LINE = re.compile(r"^(\*{2,3}|_{2,3})(?![\s*_])(?:(?!\1).)+\1:?$")
_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:[\s/>]|$)")
_LABEL = re.compile(r"^(?:(\*\*|__)[^*_]{1,60}(?:[:：]\s*\1|\1\s*[:：–—-])|[^\W\d_][^:*|`\[<]{0,40}[:：]\s+\S)")
_RULING = re.compile(r"^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$")
_OPAQUE = (("<!--", "-->"), ("<pre", "</pre>"), ("<script", "</script>"), ("<style", "</style>"), ("<?", "?>"))


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
        self.fence = self.opaque = ""
        self.before = ""  # the line before, without its markup; "" after a blank one
        self.before_kind = ""
        self.in_table = self.in_html = self.seen_text = False
        self.last_closing = {"`": -1, "~": -1}
        self.last_end = dict.fromkeys((end for _, end in _OPAQUE), -1)
        for index in range(start, len(source)):
            self._note_ends(index, source[index])

    def _note_ends(self, index: int, line: str) -> None:
        bare = line.strip("> \t")
        if bare[:3] in ("```", "~~~") and _CLOSING.match(bare):
            self.last_closing[bare[0]] = index
        if ">" in line:
            for end in self.last_end:
                if end in line.lower():
                    self.last_end[end] = index

    # What a line is.

    def read(self, index: int) -> None:
        raw = self.source[index]
        if len(raw) > MAX_LINE and not self.fence and not self.opaque:
            self.layout.long.append(index + 1)
            self._blank(index)
            return
        indent, text = self._without_quotes(raw.expandtabs(_TAB))
        if self.fence or self.opaque:
            self._inside(index, text)
        elif not text:
            if raw.strip():
                self.layout.decoration.add(index + 1)  # an empty line of a quotation
            self._blank(index)
        elif not self._is_block(index, indent, text) and not self._is_item(index, indent, text):
            self._text(index, indent, text)

    def _without_quotes(self, line: str) -> tuple[int, str]:
        """Return the indent and the text of a LINE without its quotation marks."""
        found = _QUOTE.match(line)
        rest = line[found.end() :] if found else line
        text = rest.strip()
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

    def _inside(self, index: int, text: str) -> None:
        """Read a line of code or of HTML that is not shown."""
        if self.fence:
            closing = _CLOSING.match(text)
            if closing and closing[1].startswith(self.fence):
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
        heading = _HEADING.match(text) or (not self.seen_text and _TIGHT_TITLE.match(text))
        if heading:
            self.nesting.leave(indent)
            self._separate()
            self.nesting.forget_text()
            marks = heading[0].strip()[:6]
            self._emit(index, f"{marks} {text[heading.end() :]}", kind="heading")
            self._separate()
        elif found := _FENCE.match(text):
            self._open_fence(index, indent, text, found[1] or found[2])
        elif _DECORATION.match(text) or (_RULE.match(text) and not self._is_underline(text)):
            self.nesting.leave(indent)
            self.layout.decoration.add(index + 1)
            self._blank(index)
        elif _EMPTY_BULLET.match(text):
            self.layout.decoration.add(index + 1)
            self._blank(index)
        elif text[0] == "<" and (end := self._opaque_end(index, text)):
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
        return bool(_UNDERLINE.match(text) and is_title and is_alone)

    def _open_fence(self, index: int, indent: int, text: str, fence: str) -> None:
        if self.last_closing[fence[0]] <= index:
            # Nothing closes it, so all that follows would be taken for code.
            self.layout.decoration.add(index + 1)
            self._blank(index)
            return
        self.nesting.leave(indent)
        self._separate()
        self.fence = fence
        self._emit(index, fence)

    def _opaque_end(self, index: int, text: str) -> str:
        lower = text.lower()
        for start, end in _OPAQUE:
            if lower.startswith(start) and self.last_end[end] >= index:
                return end
        return ""

    def _is_item(self, index: int, indent: int, text: str) -> bool:
        """Read a line that begins a list item; return whether it does."""
        kind, start = "", 0
        while found := _BULLET.match(text, start):
            kind, start = "bullet", found.end()
        ordinal, start = self._ordinal(text, start)
        kind = kind or (f"ordered{ordinal.count('.')}{ordinal.isalpha()}" if ordinal else "")
        kind = kind or ("bullet" if self._is_chip(index, text) else "")
        box = _BOX.match(text, start)
        if box:
            kind, start = kind or "bullet", box.end()
            ordinal, start = (ordinal, start) if ordinal else self._ordinal(text, start)
        if not kind:
            return False
        if found := _QUOTED.match(text, start):
            start = found.end()
        depth = self.nesting.add_item(indent, kind)
        self._separate()
        self.layout.items[len(self.layout.lines)] = Item(depth, ordinal, bool(box))
        self._emit_content(index, text[start:])
        return True

    def _is_chip(self, index: int, text: str) -> bool:
        """Return whether a line is one of several that are nothing but code, which is how people set off terms."""
        if text[0] != "`" or not _CHIP.match(text):
            return False
        after = self.source[index + 1].strip() if index + 1 < len(self.source) else ""
        return bool((self.before_kind == "item" and _CHIP.match(self.before)) or _CHIP.match(after[:MAX_LINE]))

    def _ordinal(self, text: str, start: int) -> tuple[str, int]:
        """Return the number of an item that is written at START, and the index after it; "" and START without one."""
        found = _ORDERED.match(text, start) or _CHAPTER.match(text, start)
        if not found or not (start or self._may_begin(found[1])):
            return "", start
        return found[1] or found[2], found.end()

    def _may_begin(self, number: str) -> bool:
        """Return whether NUMBER begins an item, and is not the end of a sentence that was wrapped before it."""
        is_prose = self.before_kind == "text" and self.before and not self.nesting.in_item
        return not is_prose or number == "1" or len(self.before) < _WRAPPED or self.before.endswith((":", "："))

    def _text(self, index: int, indent: int, text: str) -> None:
        """Read a line of a paragraph, or of a table, or of an HTML block."""
        self.in_html = (self.in_html and bool(self.before)) or bool(_HTML.match(text))
        if self.in_html:
            self.nesting.forget_text()
        if not self.in_html or not self.before:
            self._place(indent, text)
        if found := _FOOTNOTE.match(text):
            self._separate()
            self.layout.footnotes.add(len(self.layout.lines))
            text = text[found.end() :] or "."
        elif _DEFINITION.match(text):
            if self.before_kind != "definition":
                self._separate()
            self._emit(index, text, kind="definition")
            return
        elif self.before_kind == "definition":
            self._separate()
        is_row = "|" in text
        if is_row and _RULING.match(text) and "|" in self.before:
            self.in_table = True
            text = _fitted(text, self.before)
        elif self._begins_anew(index, text, is_row):
            self._separate()
        self._emit(index, text, kind="bold" if _BOLD_LINE.match(text) else "text")

    def _begins_anew(self, index: int, text: str, is_row: bool) -> bool:
        if is_row:
            return not self.in_table and self._is_head(index)
        return self.in_table or self._stands_alone(index, text)

    def _is_head(self, index: int) -> bool:
        after = self.source[index + 1].strip("> \t") if index + 1 < len(self.source) else ""
        return len(after) <= MAX_LINE and "-" in after and "|" in after and bool(_RULING.match(after))

    def _stands_alone(self, index: int, text: str) -> bool:
        """Return whether a line, though none is blank before it, begins a paragraph for whoever wrote it."""
        if not self.before or self.in_html:
            return False
        if self.before_kind == "bold" or _BOLD_LINE.match(text):
            return not _UNDERLINE.match(text)
        return bool(_LABEL.match(text) and _LABEL.match(self.before))

    def _place(self, indent: int, text: str) -> None:
        """Find the item that a line of text belongs to, and separate it from the line before if that is another."""
        nesting = self.nesting
        if nesting.in_item and self.before:
            if nesting.is_inside(indent):
                if self.before_kind == "item" and not text[0].islower() and _LINKED.match(self.before):
                    self._separate()  # a title, and what is said of it
                return
            if text[0].islower() or len(self.before) >= _WRAPPED or _UNDERLINE.match(text):
                return
            self._separate()
        if not self.before:
            nesting.leave(indent)
        if not nesting.in_item:
            is_entry = nesting.add_text(indent) or nesting.depth
            if self.before and is_entry and len(self.before) < _WRAPPED and "|" not in self.before:
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
        if found := _FENCE.match(text):
            fence = found[1] or found[2]
            if self.last_closing[fence[0]] > index:
                self.fence = fence
                self._emit(index, fence)
                return
        if found := _DEFINITION.match(text):
            text = f"[{found[1]}](<{found[2].strip('<>')}>)"
        self._emit(index, text, kind="item")

    def _blank(self, index: int) -> None:
        self._emit(index, "")
        self.in_table = False

    def _separate(self) -> None:
        """Put a blank line here, which the source does not have."""
        if self.before:
            self._emit(self.layout.numbers[-1] - 1, "")
        self.in_table = False


def _fitted(ruling: str, head: str) -> str:
    """Return the RULING of a table with as many columns as its HEAD has."""
    columns = len(re.findall(r"(?<!\\)\|", head.removeprefix("|").removesuffix("|"))) + 1
    return "|" + "---|" * columns
