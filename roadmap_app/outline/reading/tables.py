"""Read the lines of a table as cells."""

import re
from dataclasses import dataclass

MAX_COLUMNS = 60  # what a line has beyond them is one cell
_PIPE = re.compile(r"(?<!\\)\|")
_RULING = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_RULED = re.compile(r"\s*:?[-=–—]*:?\s*")


def is_ruling(text: str) -> bool:
    """Return whether TEXT is the ruling below the head of a table."""
    return _RULING.fullmatch(text) is not None


def ruling_below(head: str) -> str:
    """Return the ruling for a table with this HEAD; those that people write have too few columns, or too many."""
    columns = len(_PIPE.findall(head.removeprefix("|").removesuffix("|"))) + 1
    return "|" + "---|" * columns


@dataclass(frozen=True)
class Table:
    """The cells of a table's head, () without one, and of its rows, each with the index of its line.

    `head_lines` are the indexes of the first and last line of the head; lines in `rulings` say nothing.
    """

    head: tuple[str, ...]
    head_lines: tuple[int, int]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    rulings: tuple[int, ...]


def read_table(lines: list[str], start: int, end: int, *, has_head: bool) -> Table:
    """Return the table on the LINES from START to END, whose second line is a ruling if it HAS_HEAD."""
    first = start + 2 if has_head else start
    written = [(index, cells_of(lines[index])) for index in range(first, end)]
    rows = tuple((index, cells) for index, cells in written if not _says_nothing(cells))
    rulings = tuple(index for index, cells in written if _says_nothing(cells))
    return Table(cells_of(lines[start]) if has_head else (), (start, start + 1), rows, rulings)


def _says_nothing(cells: tuple[str, ...]) -> bool:
    return all(map(_RULED.fullmatch, cells))


def cells_of(line: str) -> tuple[str, ...]:
    """Return the cells of a row, without the pipes around it."""
    text = line.strip().removeprefix("|")
    parts = _PIPE.split(text, MAX_COLUMNS)
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return tuple(part.strip().replace("\\|", "|") for part in parts)
