"""Write simple HTML: blocks side by side, lists and tables well nested, marks (bold, links, …) inside a block only."""

from collections.abc import Iterable
from html import escape

from roadmap_app.outline.reading.covered_cells import CoveredCells
from roadmap_app.outline.reading.escaping import address_for_markdown

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
MAX_LIST_DEPTH = 8
MAX_MARKS = 6


class HtmlWriter:
    """Gathers what is written. At most one of a paragraph, heading, cell or preformatted block is open."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.has_title = False
        self.block = ""  # the open block that takes text: p, li, h1 to h6, td, th, pre
        self.lists: list[str] = []  # the open lists: ul, ol, dl
        self.numbers: list[int] = []  # of the next item of each of them
        self.in_item: list[bool] = []  # whether an item of each of them is open
        self.too_deep = 0  # lists inside these, whose items become items of the innermost
        self.in_table = self.in_row = False
        self.cells = CoveredCells()
        self.marks: list[tuple[str, str]] = []  # as the page has them
        self.bases: list[int] = []  # how many marks there were when each block of the page began
        self.shown: list[tuple[str, str]] = []  # those written and not closed
        self.pending = ""  # a space between two words

    def finished(self) -> str:
        """Close everything and return what is written."""
        self._end_text()
        self._close_table()
        while self.lists:
            self._close_list()
        return "".join(self.written)

    # Text and marks.

    def text(self, text: str) -> None:
        """Write TEXT, each run of white space as one space except in a preformatted block."""
        if self.block == "pre":
            self.written.append(escape(text, quote=False))
            return
        words = " ".join(text.split())
        if not words:
            self.space()
            return
        if text[0].isspace():
            self.space()
        self._begin_text()
        self.written.append(escape(words, quote=False))
        if text[-1].isspace():
            self.space()

    def space(self) -> None:
        """Separate what follows from what is written."""
        if self.block:
            self.pending = " "

    def start_mark(self, name: str, address: str = "") -> None:
        """Mark what follows as strong, em, del, code, or a link to ADDRESS."""
        self.marks.append((name, address))

    def end_mark(self, name: str) -> None:
        """End the last mark of that NAME, if one is open in this block."""
        base = self.bases[-1] if self.bases else 0
        for index in range(len(self.marks) - 1, max(base, len(self.marks) - MAX_MARKS) - 1, -1):
            if self.marks[index][0] == name:
                del self.marks[index]
                return

    def line_break(self) -> None:
        """Begin a new line in the same block; a second one begins a new block."""
        if self.block == "pre":
            self.written.append("\n")
        elif self.block == "p" and self.written[-1] == "<br/>":
            self.written.pop()
            self._end_text()
        elif self.block in ("p", "li"):
            self._show(())
            self.pending = ""
            self.written.append("<br/>")
        else:
            self.space()

    def image(self, alternative: str, address: str) -> None:
        """Write an image in the text; one whose data is in the page has its words only."""
        address = "" if address.startswith("data:") else address
        if alternative.strip() or address:
            self._begin_text()
            self.written.append(
                f'<img alt="{escape(" ".join(alternative.split()))}" src="{escape(address_for_markdown(address))}"/>'
            )

    def box(self, ticked: bool) -> None:
        """Write the box of a list item."""
        self._begin_text()
        self.written.append('<input checked="checked"/>' if ticked else "<input/>")
        self.pending = ""

    def _begin_text(self) -> None:
        if not self.block and self.in_row:
            self._open_block("td")
        elif not self.block and self.written and self.written[-1].startswith("<li"):
            self.block = "li"
        elif not self.block:
            self._close_table()
            self._open_block("p")
        # Of several links the innermost, of each other mark one.
        links = [mark for mark in self.marks[-MAX_MARKS:] if mark[0] == "a" and mark[1]][-1:]
        others = dict.fromkeys(mark for mark in self.marks[-MAX_MARKS:] if mark[0] != "a" and not self._is_title())
        self._show((*links, *others))
        if self.pending and not self.written[-1].startswith(("<br/>", "<input", f"<{self.block}")):
            self.written.append(self.pending)
        self.pending = ""

    def _is_title(self) -> bool:
        return self.block in HEADINGS

    def _show(self, marks: Iterable[tuple[str, str]]) -> None:
        """Close and open tags so that just MARKS are open."""
        wanted = list(marks)
        if wanted == self.shown:
            return
        for name, _ in reversed(self.shown):
            self.written.append(f"</{name}>")
        if wanted and self.pending:
            self.written.append(self.pending)
            self.pending = ""
        for name, address in wanted:
            self.written.append(f'<a href="{escape(address_for_markdown(address))}">' if name == "a" else f"<{name}>")
        self.shown = wanted

    # Blocks.

    def start_block(self, name: str, start: str = "") -> None:
        """Begin the block NAME of the page; START is the first number of an ordered list."""
        if name != "hr":
            self.bases.append(len(self.marks))
        is_cell = name in ("table", "tr", "td", "th")
        if (self.block in ("td", "th") or self._is_title()) and not is_cell:
            self._part(", " if name == "li" else " ")
        elif not self._is_between_cells(name):
            self._end_text()
            if is_cell:
                self._start_table_part(name)
            else:
                self._start_block(name, start)

    def _start_block(self, name: str, start: str) -> None:
        if name in HEADINGS or name == "pre":
            self.has_title = self.has_title or name == "h1"
            self._close_table()
            self._open_block(name)
        elif name in ("ul", "ol", "menu"):
            self._open_list("ol" if name == "ol" else "ul", start)
        elif name in ("li", "dd"):
            self._open_item(name)
        elif name == "dt":
            self._close_definitions()
        elif name == "hr":
            self.written.append("<hr/>")

    def end_block(self, name: str) -> None:
        """End the block NAME of the page."""
        if self.bases:
            del self.marks[self.bases.pop() :]
        if self.block in ("td", "th") and name not in ("td", "th", "tr", "table"):
            self.space()
            return
        if self._is_title() and name != self.block:
            self.space()
            return
        if self._is_between_cells(name):
            return
        self._end_text()
        if name in ("ul", "ol", "menu"):
            self._close_list()
        elif name == "dl":
            self._close_definitions()
        elif name == "li" and self.lists:
            self._close_item()
        elif name in ("table", "tr"):
            self._end_table_part(name)

    def _is_between_cells(self, name: str) -> bool:
        return self.in_row and not self.block and name not in ("table", "tr", "td", "th", "thead")

    def _part(self, sign: str) -> None:
        self.pending = sign if self.written[-1] != f"<{self.block}>" else ""

    def _open_block(self, name: str) -> None:
        self.block = name
        self.written.append(f"<{name}>")

    def _end_text(self) -> None:
        """Close the open block and the marks in it; drop a block without words."""
        self._show(())
        self.pending = ""
        if self.block and self.block != "li":
            if self.written[-1] == f"<{self.block}>" and self.block not in ("td", "th"):
                self.written.pop()
            else:
                self.written.append(f"</{self.block}>")
        self.block = ""

    # Lists.

    def _open_list(self, kind: str, start: str = "") -> None:
        if len(self.lists) >= MAX_LIST_DEPTH:
            self.too_deep += 1
            return
        if self.lists and not self.in_item[-1]:
            if self.written[-1] == "</li>":
                self.written.pop()
            else:
                self._begin_item()
            self.in_item[-1] = True
        self.written.append("<ol>" if kind == "ol" else "<ul>")
        self.numbers.append(int(start) if start.isdecimal() and len(start) < 9 else 1)
        self.lists.append(kind)
        self.in_item.append(False)

    def _open_item(self, name: str) -> None:
        if not self.lists or (name == "dd" and self.lists[-1] != "dl"):
            self._open_list("dl" if name == "dd" else "ul")
        self._close_item()
        self._begin_item()
        self.in_item[-1] = True

    def _begin_item(self) -> None:
        number = f' value="{self.numbers[-1]}"' if self.lists[-1] == "ol" else ""
        self.written.append(f"<li{number}>")
        self.numbers[-1] += 1

    def _close_item(self) -> None:
        if self.in_item[-1]:
            self._close_table()
            self.written.append("</li>")
            self.in_item[-1] = False

    def _close_list(self) -> None:
        if self.too_deep:
            self.too_deep -= 1
        elif self.lists:
            self._close_item()
            self.in_item.pop()
            self.numbers.pop()
            self.written.append("</ol>" if self.lists.pop() == "ol" else "</ul>")

    def _close_definitions(self) -> None:
        if self.lists and self.lists[-1] == "dl":
            self._close_list()

    # Tables.

    def cover(self, *, rows: int, columns: int) -> None:
        """Write empty cells for what other cells cover, before a cell that covers ROWS and COLUMNS itself."""
        self._end_text()
        if not self.in_row:
            self._start_table_part("tr")
        self.written += ["<td></td>"] * self.cells.place(rows=rows, columns=columns)

    def _start_table_part(self, name: str) -> None:
        if name == "table":
            self._close_table()
            return
        if not self.in_table:
            self.written.append("<table>")
            self.in_table = True
        if name == "tr" or not self.in_row:
            self._end_row()
            self.written.append("<tr>")
            self.in_row = True
        if name != "tr":
            self._open_block(name)

    def _end_table_part(self, name: str) -> None:
        self._end_row()
        if name == "table":
            self._close_table()

    def _end_row(self) -> None:
        if self.in_row:
            self.written.append("</tr>")
            self.cells.end_row()
        self.in_row = False

    def _close_table(self) -> None:
        self._end_row()
        if self.in_table:
            self.written.append("</table>")
        self.in_table, self.cells = False, CoveredCells()
