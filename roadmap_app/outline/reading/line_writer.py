"""Write the tokens of a line as words without markup."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markdown_it.token import Token

from roadmap_app.outline.marks import escape, guard
from roadmap_app.outline.reading.addresses import addresses_in
from roadmap_app.outline.reading.blocks import Link, Words
from roadmap_app.outline.reading.elements import (
    BREAKING,
    CODE,
    RANGES,
    TAG,
    Picture,
    attribute,
    is_unknown,
    picture_of,
)

_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,100}\]")
_WIKI = re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]")
_MISSING = re.compile(r"(?<!\w)\[([^\[\]]{1,300})\]\[[^\[\]]{0,100}\]")  # a link to a definition that is not there
_SHORTCODE = re.compile(r"(?: (?=:[\w+-]{1,41}:(?:[.,;!?)]|$)))?(?<![\w:]):[a-z+-][a-z0-9_+-]{1,40}:(?![\w:])")
_STRAY = re.compile(r"(?<!\w)(?:\*\*+|__+|~~+)|(?:\*\*+|__+|~~+)(?!\w)|`+")
_UNUSUAL = re.compile(r"[\[\]*_~`:]|www\.")
_BULLET = re.compile(r"^\s*[-*+•]\s+")  # of a list in a cell
_LITERAL = str.maketrans({mark: guard(f"\\{mark}") for mark in "*_~`"})
BREAK = " · "  # stands for a line break where there is room for one line only


@dataclass(frozen=True)
class Piece:
    """The words between two line breaks, on lines FIRST to LAST of the source, counted from 0.

    `pictures`: there is nothing but pictures, and the words are what they say instead of themselves.
    """

    words: Words
    first: int = 0
    last: int = 0
    pictures: bool = False


def literal(text: str) -> str:
    """Return TEXT with every character guarded, so that nothing in it is taken for markup or for a separator."""
    return guard(escape(text))


class LineWriter:
    """Write the tokens of a source as words."""

    def __init__(self, tokens: list[Token], *, may_break: bool, has_icons: bool) -> None:
        self.may_break, self.has_icons = may_break, has_icons
        self.only_pictures = not _has_text(tokens)
        self.pieces: list[Piece] = []
        self.line = self.first = 0
        self.address = ""
        self.open: dict[str, int | None] = {}  # kind of range: where it starts, None before its first word
        self.code_depth = 0
        self.link_start = (0, 0)
        self.empty_link: list[Picture] = []
        self._begin()
        for token in tokens:
            self._write(token)
        self._finish()

    def _begin(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.space = self.pictures = False
        self.separator = ""
        self.links: list[Link] = []
        self.ranges: dict[str, list[tuple[int, int]]] = {"bold": [], "code": [], "struck": []}
        self.open = dict.fromkeys(self.open)

    def _finish(self) -> None:
        """Make a piece of what was written since the last line break."""
        for kind in list(self.open):
            self._end_range(kind)
            self.open[kind] = None
        text = "".join(self.parts)
        whole = [(0, len(text))]
        if text or not self.pieces:
            words = Words(
                text,
                tuple(self.links),
                tuple(self.ranges["bold"]),
                tuple(self.ranges["code"]),
                bool(text) and self.ranges["struck"] == whole,
            )
            self.pieces.append(Piece(words, self.first, self.line, self.pictures and self.only_pictures))
        elif self.pieces:
            last = self.pieces[-1]
            self.pieces[-1] = Piece(last.words, last.first, self.line, last.pictures)

    def _break(self, lines: int) -> None:
        if self.may_break and self.length:
            self._finish()
            self._begin()
            self.first = self.line + lines
        elif self.length:
            self.space, self.separator = True, BREAK.strip()
        self.line += lines

    def _add(self, text: str, *, is_literal: bool = False) -> None:
        """Append TEXT, each run of white space as one space."""
        if self.separator:
            text = _BULLET.sub("", text)
        words = text.split()
        if not words:
            self.space = self.space or bool(text)
            return
        if text[0].isspace():
            self.space = True
        if self.space and self.length:
            gap = f" {self.separator} " if self.separator else " "
            self.parts.append(gap)
            self.length += len(gap)
        self.separator = ""
        for kind, start in self.open.items():
            if start is None:
                self.open[kind] = self.length
        joined = " ".join(words)
        self.parts.append(literal(joined) if is_literal or self.code_depth else joined)
        self.length += len(joined)
        self.space = text[-1].isspace()

    def _start_range(self, kind: str) -> None:
        self.open.setdefault(kind, None)

    def _end_range(self, kind: str) -> None:
        start = self.open.get(kind)
        if start is None:
            return
        if kind == "link":
            if self.address:
                self.links.append(Link(start, self.length, self.address))
        else:
            self.ranges[kind].append((start, self.length))

    def _close(self, kind: str) -> None:
        self._end_range(kind)
        self.open.pop(kind, None)

    def _start_link(self, address: str) -> None:
        if "link" in self.open:
            self._end_link()
        self.address, self.empty_link = address, []
        self.link_start = len(self.parts), self.length
        self._start_range("link")

    def _end_link(self) -> None:
        """Close a link; one without words gets those of its picture, unless that is a badge in a sentence."""
        parts, length = self.link_start
        if "link" in self.open and self.address[:1] == "#" and not any(map(str.isalnum, "".join(self.parts[parts:]))):
            del self.parts[parts:]  # such as an arrow back to the top
            self.length = length
            del self.open["link"]
        elif "link" in self.open and self.open["link"] is None:
            texts = [each.text for each in self.empty_link if self._is_shown(each)]
            if not any(map(str.strip, texts)) and self.only_pictures:
                texts = [self.address]
            for text in texts:
                self._add(f" {text} " if text else "", is_literal=True)
        self._close("link")
        self.address = ""

    def _write(self, token: Token) -> None:
        if picture := picture_of(token):
            self._write_picture(picture)
        elif token.type in _WRITE:
            _WRITE[token.type](self, token)

    def _is_shown(self, picture: Picture) -> bool:
        return self.only_pictures or (self.has_icons and not picture.is_badge)

    def _write_picture(self, picture: Picture) -> None:
        self.pictures = True
        if "link" in self.open:
            self.empty_link.append(picture)
        elif self.only_pictures:
            self._add(f" {picture.text} ", is_literal=True)

    def _write_text(self, token: Token) -> None:
        text, end = token.content, 0
        if not _UNUSUAL.search(text):
            self._add(text)
            return
        for start, stop, address in addresses_in(text):
            self._add(_without_strays(text[end:start]))
            is_in_link = "link" in self.open
            if not is_in_link:
                self._start_link(address)
            self._add(text[start:stop], is_literal=True)
            if not is_in_link:
                self._end_link()
            end = stop
        self._add(_without_strays(text[end:]))

    def _write_special(self, token: Token) -> None:
        self._add(token.content, is_literal=True)

    def _write_code(self, token: Token) -> None:
        self._start_range("code")
        self._add(token.content, is_literal=True)
        self._close("code")

    def _write_space(self, token: Token) -> None:
        self.line += 1
        self.space = True

    def _write_break(self, token: Token) -> None:
        self._break(1)

    def _write_mark(self, token: Token) -> None:
        self._mark(token.tag, closes=token.nesting < 0, address=str(token.attrs.get("href", "")))

    def _write_tag(self, token: Token) -> None:
        found = TAG.match(token.content)
        if found and is_unknown(token.content):
            self._add(token.content, is_literal=True)
        elif found:
            address = attribute(token.content, "href") if found[2] in "aA" else ""
            self._mark(found[2].lower(), closes=bool(found[1]), address=address)
        self.line += token.content.count("\n")

    def _mark(self, name: str, *, closes: bool, address: str) -> None:
        """Begin or end what an element of this NAME says of the words in it."""
        if name in BREAKING:
            self._break(0)
        elif name in CODE:
            self.code_depth = max(0, self.code_depth + (-1 if closes else 1))
        elif name == "a" and closes:
            self._end_link()
        elif name == "a":
            self._start_link(address)
        elif name in RANGES and closes:
            self._close(RANGES[name])
        elif name in RANGES:
            self._start_range(RANGES[name])


_WRITE: Mapping[str, Callable[[LineWriter, Token], None]] = {
    "text": LineWriter._write_text,
    "text_special": LineWriter._write_special,
    "code_inline": LineWriter._write_code,
    "softbreak": LineWriter._write_space,
    "hardbreak": LineWriter._write_break,
    "html_inline": LineWriter._write_tag,
} | dict.fromkeys(
    ("link_open", "link_close", "strong_open", "strong_close", "s_open", "s_close"), LineWriter._write_mark
)


def _without_strays(text: str) -> str:
    """Return TEXT without markup that parses as nothing; the asterisks and underscores that stay are guarded."""
    text = _SHORTCODE.sub("", _WIKI.sub(r"\1", _MISSING.sub(r"\1", _FOOTNOTE.sub("", text))))
    return _STRAY.sub("", text).replace("](", "] (").translate(_LITERAL)


def _has_text(tokens: list[Token]) -> bool:
    """Return whether there are words or numbers outside of pictures."""
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline") and any(map(str.isalnum, token.content)):
            return True
        if token.type == "html_inline" and is_unknown(token.content):
            return True
    return False
