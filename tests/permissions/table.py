"""Read the table: for each address, who gets which response to GET, POST and other methods.

`pytest tests/permissions/draft.py` writes the current responses into it; a person decides whether they are right.
"""

from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("table.txt")


@cache
def rows():
    """Return {address: {method: {person: word}}}."""
    from tests.permissions.world import METHODS, PEOPLE

    found = {}
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            name, *columns = [column.strip() for column in line.split("|")]
            found[name] = {
                method: dict(zip(PEOPLE, _spread(column.split()), strict=True))
                for method, column in zip(METHODS, columns, strict=True)
            }
    return found


def _spread(words):
    """Return five words from one (everybody), two (visitors, others) or three (visitors, learners, staff)."""
    if len(words) == 1:
        return words * 5
    if len(words) == 2:
        return [words[0], *[words[1]] * 4]
    if len(words) == 3:
        return [words[0], words[1], words[1], words[2], words[2]]
    return words


def short(words):
    """Return the fewest words that _spread() expands to WORDS (its inverse)."""
    for candidate in (words[:1], words[:2], [words[0], words[1], words[3]]):
        if _spread(candidate) == words:
            return candidate
    return words
