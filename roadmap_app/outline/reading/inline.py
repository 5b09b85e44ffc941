"""Read the markup inside a line of Markdown: links, emphasis, code, pictures, HTML tags."""

import re

from markdown_it.token import Token
from markdown_it.utils import EnvType

from roadmap_app.outline.reading.blocks import Words
from roadmap_app.outline.reading.dialect import DIALECT
from roadmap_app.outline.reading.line_writer import LineWriter, Piece, literal

MAX_OPEN = 60  # brackets that may be open at a time
_BRACKET = re.compile(r"[\[\]]")
_SIMPLE = re.compile(r"(?:(?!www\.)[^\W_]|[ ,.;()/'’“”–-])*")  # words without any markup


def words_of(source: str, env: EnvType | None = None, *, has_icons: bool = True) -> Words:
    """Return the words of SOURCE as one line; ENV has the reference definitions of its document.

    A picture that is a link counts if it HAS_ICONS, as a cell has beside its words; a heading has badges.
    """
    if _SIMPLE.fullmatch(source):
        return Words(" ".join(source.split()))
    return LineWriter(_tokens(source, env), may_break=False, has_icons=has_icons).pieces[0].words


def pieces_of(source: str, env: EnvType, *, has_icons: bool) -> list[Piece]:
    """Return the words of a paragraph, divided at its hard line breaks; at least one piece.

    A picture that is a link counts if it HAS_ICONS, as an item has beside its title; else it only adorns the text.
    """
    if _SIMPLE.fullmatch(source):
        return [Piece(Words(" ".join(source.split())))]
    writer = LineWriter(_tokens(source, env), may_break=True, has_icons=has_icons)
    last = source.count("\n")
    if writer.line == last:
        return writer.pieces
    # Tokens do not tell of the lines inside code or a link's address, so each piece counts for all of them.
    return [Piece(piece.words, 0, last, piece.pictures) for piece in writer.pieces]


def _tokens(source: str, env: EnvType | None) -> list[Token]:
    if _is_tangled(source):
        source = source.replace("[", literal("["))
    tokens = DIALECT.inline.parse(source, DIALECT, {} if env is None else env, [])
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.type == "em_open":
            opened.append(index)
        elif token.type == "em_close":
            _keep_products(tokens, opened.pop(), index)
    return tokens


def _is_tangled(source: str) -> bool:
    """Return whether SOURCE has so many brackets open at a time that matching them would take too long."""
    depth = 0
    if source.count("[") > MAX_OPEN:
        for found in _BRACKET.finditer(source):
            depth = depth + 1 if found[0] == "[" else max(0, depth - 1)
            if depth > MAX_OPEN:
                return True
    return False


def _keep_products(tokens: list[Token], start: int, end: int) -> None:
    """Make text of the asterisks at START and END if they stand inside of words, as in 2*3*4."""
    before, after = tokens[start - 1 : start], tokens[end + 1 : end + 2]
    if before and after and before[0].content[-1:].isalnum() and after[0].content[:1].isalnum():
        for index in (start, end):
            tokens[index] = Token("text", "", 0, content=tokens[index].markup)
