"""The blocks of a source text: what its markup says, before anybody asks what it means for a roadmap."""

from dataclasses import dataclass
from enum import StrEnum

MAX_LINE = 8_000  # characters; a longer line is not parsed
BOLD = 7  # the level of a paragraph that is one bold line, which people write for a heading


class Kind(StrEnum):
    """What a block is in its markup."""

    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    ROW = "row"
    HEAD = "table head"  # the head of a table and its ruling
    CODE = "code"
    IMAGE = "image"
    HTML = "html"
    FRONT_MATTER = "front matter"
    DEFINITION = "definition"
    RULE = "rule"
    LONG = "long"
    RUNNING_HEAD = "running head"  # what a printed page repeats at its head or foot, and its number


@dataclass(frozen=True)
class Link:
    """The words from START to END of a text, and the address that they link to, as it is written."""

    start: int
    end: int
    address: str


@dataclass(frozen=True)
class Words:
    """The words of a block without markup, each run of white space as one space.

    `text` is guarded (see `marks.guard`): characters of code spans and escaped ones stand for themselves and separate
    nothing. `bold` and `code` are (start, end) ranges of it. `struck`: all of it is struck through.
    """

    text: str
    links: tuple[Link, ...] = ()
    bold: tuple[tuple[int, int], ...] = ()
    code: tuple[tuple[int, int], ...] = ()
    struck: bool = False


@dataclass(frozen=True)
class Block:
    """One block, on lines FIRST to LAST of the source, counted from 1.

    `level` is that of a heading (1 to 6, or BOLD) or the depth of a list item or an indented line, from 1. `checkbox`:
    the item has a box. `ordinal` is the number that the source writes before it. A row and a table head have `cells`;
    `table` counts the tables of the source from 1 (0: no row), and `head` is the head of the row's table, () without
    one. `slug` is what a heading has in {#…} at its end. `source` is what is written, for naming what is left out.
    """

    kind: Kind
    first: int
    last: int
    words: Words = Words("")
    level: int = 0
    checkbox: bool = False
    ordinal: str = ""
    cells: tuple[Words, ...] = ()
    table: int = 0
    head: tuple[str, ...] = ()
    slug: str = ""
    source: str = ""
