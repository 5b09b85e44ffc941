"""Convert a table of values separated by commas, semicolons or tabs to a table in Markdown."""

import csv
import io
import re

from roadmap_app.outline.reading.escaping import inline_escaped

_LOOKED_AT = 30  # rows
_MAX_COLUMNS = 50
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")  # the first line of what Excel writes or reads may name the separator
_NOT_A_HEAD = re.compile(r"\s*(?:[-+\d.,:/%\s]*|https?://.*)$", re.S)


class NoTable(ValueError):
    """The text is no table of values."""


def csv_to_markdown(text: str) -> str:
    """Return TEXT as a table in Markdown; raise NoTable if it has no rows or far too many columns."""
    if first_line := _SEPARATOR_LINE.match(text):
        rows = _rows(text[first_line.end() :], first_line[1])
    else:
        rows = _rows(text, _separator(text))
    rows = _without_empty_columns([row for row in rows if any(row)])
    width = max(map(len, rows), default=0)
    if not rows or width > _MAX_COLUMNS:
        raise NoTable
    head = rows.pop(0) if _is_head(rows[0]) else [f"Column {number}" for number in range(1, width + 1)]
    return "\n".join(_line(row, width) for row in (head, ["---"] * width, *rows)) + "\n"


def _rows(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True))
    except csv.Error as error:
        raise NoTable from error
    return [[" ".join(cell.split()) for cell in row] for row in rows]


def _without_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    """Return ROWS without the columns that are empty in all of them: Excel writes such columns at the end."""
    width = max(map(len, rows), default=0)
    whole = [row + [""] * (width - len(row)) for row in rows]
    used = [column for column in range(width) if any(row[column] for row in whole)]
    return [[row[column] for column in used] for row in whole]


def _separator(text: str) -> str:
    """Return the sign that parts the first rows most evenly."""

    def evenness(sign: str) -> tuple[int, int]:
        widths = [len(row) for row in _rows("\n".join(text.split("\n", _LOOKED_AT)[:_LOOKED_AT]), sign) if any(row)]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(",;\t", key=evenness)


def _is_head(row: list[str]) -> bool:
    return len(set(row)) == len(row) and not any(_NOT_A_HEAD.match(cell) for cell in row)


def _line(row: list[str], width: int) -> str:
    cells = [inline_escaped(cell).replace("|", "\\|") for cell in row] + [""] * (width - len(row))
    return f"| {' | '.join(cells)} |"
