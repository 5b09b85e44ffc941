"""Keep of a page of HTML what a reader sees of its content, as simple and well-formed HTML; say what is left out.

The result nests lists a few levels deep and marks inside a block only, whatever the page does, so that a converter
needs no defence.
"""

import re
from collections import Counter
from dataclasses import dataclass

from roadmap_app.outline.reading.html_tokens import Token, tokens
from roadmap_app.outline.reading.html_writer import HEADINGS, HtmlWriter
from roadmap_app.outline.reading.omissions import Omissions

_DOCUMENT = re.compile(r"(?i)\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body)\b", re.S)
_END_TAG = re.compile(r"(?i)</(?:div|p|h[1-6]|ul|ol|li|table|tr|td|section|article)\s{0,9}>")
_MARKDOWN = re.compile(r"(?m)^ {0,3}(?:#{1,6} +\S|[-*+] +\S|\d{1,3}[.)] +\S|```)")
_BLOCKS = HEADINGS | {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div"}
_BLOCKS |= {"dl", "dt", "fieldset", "figcaption", "figure", "form", "header", "hgroup", "hr", "legend", "li", "main"}
_BLOCKS |= {"menu", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead"}
_BLOCKS |= {"tr", "ul"}
_MARKS = {"b": "strong", "i": "em", "cite": "em", "dfn": "em", "s": "del", "strike": "del"} | dict.fromkeys(
    ("kbd", "samp", "tt", "var"), "code"
)
_MARKS |= {name: name for name in ("strong", "em", "del", "code", "a")}
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr")
)
# What is left out with all that it holds, and how that is called; the words of the first kinds are for no reader.
_SILENT = {"script": "scripts", "style": "styles", "template": "templates", "!": "comments"}
_LEFT_OUT = {
    **_SILENT,
    "noscript": "notes for browsers without scripts",
    "svg": "drawings",
    "canvas": "drawings",
    "math": "formulas",
    "iframe": "embedded pages",
    "object": "embedded objects",
    "audio": "sounds",
    "video": "videos",
    "nav": "navigation",
    "footer": "the foot of the page",
    "dialog": "dialogs",
    **dict.fromkeys(("button", "select", "textarea", "datalist"), "forms"),
}
_ROLES = {"navigation": "navigation", "search": "forms", "dialog": "dialogs", "contentinfo": "the foot of the page"}
_HIDDEN_CLASSES = frozenset(("sr-only", "visually-hidden", "screen-reader-text", "skip-link"))
# What a start tag closes, up to an element that holds it.
_CLOSES = {
    "li": ("li", ("ul", "ol", "menu")),
    "dt": ("dt dd", ("dl",)),
    "dd": ("dt dd", ("dl",)),
    "td": ("td th", ("tr", "table")),
    "th": ("td th", ("tr", "table")),
    "tr": ("td th tr", ("table",)),
    "option": ("option", ("select",)),
}
_AROUND = "what is around the main part of the page"
_LONG_FORM = 200  # tokens: a form round the whole page holds its content


def looks_like_html(text: str) -> bool:
    """Return whether TEXT is the source of a page; Markdown with some tags in it is not."""
    if _DOCUMENT.match(text):
        return True
    ends = sum(1 for _ in _END_TAG.finditer(text))
    marked = sum(1 for _ in _MARKDOWN.finditer(text))
    return text.lstrip().startswith("<") and text.rstrip().endswith(">") and ends > 2 and ends > 5 * marked


def content_of(html: str) -> tuple[str, Omissions]:
    """Return the content of the page HTML, and what is left out of it."""
    found = list(tokens(html))
    page = _Page(found)
    for index, token in enumerate(found):
        page.take(index, token)
    return page.finished(), page.omissions


@dataclass
class _Skipped:
    """An element that is left out, until its end."""

    name: str
    reason: str
    depth: int = 1


class _Page:
    def __init__(self, found: list[Token]) -> None:
        self.writer, self.omissions = HtmlWriter(), Omissions()
        self.open: list[str] = []  # the blocks of the page around the current place
        self.count: Counter[str] = Counter()
        self.skipped: _Skipped | None = None
        self.title = ""
        self.in_title = False
        self.layout_tables, self.short_forms = _survey(found)
        self.has_main = _has_main(found)

    def take(self, index: int, token: Token) -> None:
        """Read one token."""
        if self.skipped:
            self._skip(token)
        elif not token.name:
            self._text(token.text)
        elif token.name == "!":
            self.omissions.add(_SILENT["!"])
        elif token.name.startswith("/"):
            self._end(token.name[1:])
        elif (reason := self._reason(index, token)) and token.name not in _VOID:
            self.omissions.add(reason)
            self.skipped = _Skipped(token.name, reason)
            self.writer.space()
        else:
            self._start(index, token)

    def finished(self) -> str:
        """Return what is written; the title of the window is the title of a page without another."""
        body = self.writer.finished()
        if self.title and not self.writer.has_title:
            title = HtmlWriter()
            title.start_block("h1")
            title.text(self.title)
            return title.finished() + body
        if self.title:
            self.omissions.add("the title of the window", self.title)
        return body

    def _skip(self, token: Token) -> None:
        skipped = self.skipped
        if skipped is None:
            return
        if token.name == skipped.name:
            skipped.depth += 1
        elif token.name == f"/{skipped.name}":
            skipped.depth -= 1
        elif not token.name and skipped.name not in _SILENT:
            self.omissions.add(skipped.reason, token.text)
        if not skipped.depth:
            self.skipped = None

    def _text(self, text: str) -> None:
        if self.in_title:
            self.title = self.title or " ".join(text.split())
        elif self.has_main and not self.count["main"]:
            if text.strip():
                self.omissions.add(_AROUND, text)
        else:
            self.writer.text(text)

    def _reason(self, index: int, token: Token) -> str:
        """Return why the element that TOKEN begins is left out; "" if it is not."""
        name, attributes = token.name, token.attributes
        if name == "button" and any(self.count[each] for each in (*HEADINGS, "summary")):
            return ""  # it opens the section that it names
        if reason := _LEFT_OUT.get(name) or _ROLES.get(attributes.get("role", "")):
            return reason
        if name == "form":
            return "forms" if index in self.short_forms else ""
        if name == "aside" and not (self.count["main"] or self.count["article"]):
            return "side columns"
        style = attributes.get("style", "").replace(" ", "").lower()
        is_hidden = (
            attributes.get("hidden", "no") not in ("no", "until-found")
            or attributes.get("aria-hidden") == "true"
            or "display:none" in style
            or "visibility:hidden" in style
            or _HIDDEN_CLASSES & set(attributes.get("class", "").split())
        )
        return "hidden parts" if is_hidden else ""

    def _start(self, index: int, token: Token) -> None:
        name = token.name
        if name == "title":
            self.in_title = True
        elif name in _MARKS:
            self.writer.start_mark(_MARKS[name], token.attributes.get("href", ""))
        elif name == "br":
            self.writer.line_break()
        elif name == "img":
            self.writer.image(token.attributes.get("alt", ""), token.attributes.get("src", ""))
        elif name == "input":
            self._input(token)
        elif name in _BLOCKS:
            self._start_block(index, name, token)

    def _input(self, token: Token) -> None:
        if token.attributes.get("type", "").lower() == "checkbox" and self.count["li"]:
            self.writer.box("checked" in token.attributes)
        elif token.attributes.get("type", "").lower() != "hidden":
            self.omissions.add("forms", token.attributes.get("value", ""))

    def _start_block(self, index: int, name: str, token: Token) -> None:
        if self.count["p"] and name not in ("option", "caption"):
            self._end("p")
        if name in _CLOSES:
            closed, inside = _CLOSES[name]
            while self.open and self.open[-1] not in inside and any(self.count[each] for each in closed.split()):
                self._close_last()
        if name != "hr":
            is_layout = index in self.layout_tables or (name in ("table", "tr", "td", "th") and self._is_in_layout())
            self.open.append("div" if is_layout and name != "table" else "layout" if is_layout else name)
            self.count[self.open[-1]] += 1
            name = "div" if is_layout else name
        if name in ("td", "th"):
            self.writer.cover(rows=_covered(token, "rowspan", 1000), columns=_covered(token, "colspan", 50))
        self.writer.start_block(
            "th" if name == "td" and self.count["thead"] else name, token.attributes.get("start", "")
        )
        if name in ("dt", "summary"):
            self.writer.start_mark("strong")

    def _is_in_layout(self) -> bool:
        return bool(self.count["layout"]) and not self.count["table"]

    def _end(self, name: str) -> None:
        if name == "title":
            self.in_title = False
        elif name in _MARKS:
            self.writer.end_mark(_MARKS[name])
        else:
            if self.count["layout"] and not self.count[name]:
                name = {"table": "layout", "tr": "div", "td": "div", "th": "div"}.get(name, name)
            if self.count[name]:
                while self._close_last() != name:
                    pass

    def _close_last(self) -> str:
        name = self.open.pop()
        self.count[name] -= 1
        self.writer.end_block("div" if name == "layout" else name)
        return name


def _has_main(found: list[Token]) -> bool:
    """Return whether one element says that it is the main part of the page, and most of the text is in it."""
    starts = [index for index, token in enumerate(found) if token.name == "main"]
    if len(starts) != 1:
        return False
    inside = outside = 0
    before = ""
    is_open = False
    for token in found:
        if token.name in ("main", "/main"):
            is_open = token.name == "main"
        elif not token.name and before not in ("script", "style"):
            inside += len(token.text) * is_open
            outside += len(token.text) * (not is_open)
        before = token.name
    return inside > outside


def _survey(found: list[Token]) -> tuple[set[int], set[int]]:
    """Return the indexes of the tokens that begin a table made for layout, and of those that begin a short form."""
    layout: set[int] = set()
    short: set[int] = set()
    tables: list[int] = []
    form = -1
    for index, token in enumerate(found):
        if token.name == "table":
            layout.update(tables)
            tables.append(index)
        elif token.name == "/table" and tables:
            tables.pop()
        elif token.name in HEADINGS and tables:
            layout.update(tables)
        elif token.name == "form":
            form = index
        elif token.name == "/form" and form >= 0:
            if index - form < _LONG_FORM:
                short.add(form)
            form = -1
    return layout, short


def _covered(token: Token, name: str, most: int) -> int:
    """Return how many rows or columns a cell covers, as its attribute NAME says, from 1 to MOST."""
    text = token.attributes.get(name, "")
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 5 else 1
