"""The lines of a text as they are printed, and which of them are the heads, feet and numbers of its pages."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from roadmap_app.domain.titles import is_visible

_NUMBER = re.compile(
    r"(?i)(?:page|seite|página|pagina|s\.|p\.|стр\.|صفحة)?\s*[-–—|•]?\s*(\d{1,4})\s*(?:(?:of|von|de|di|/)\s*\d{1,4})?\s*[-–—|•]?"
)
# A number beside a repeated text: set off by a bar, by two spaces or by a word for page.
_BESIDE = re.compile(
    r"(?i)(\d{1,4})(?:\s*[|·•]\s*|\s{2,})\S.*|\S.*?(?:\s*[|·•]\s*|\s{2,}|\b(?:page|seite|página|pagina)\s+)(\d{1,4})(?:\s*(?:of|von|de|di|/)\s*\d{1,4})?"
)
# A line that ends by naming its page: twice the same but for the number is enough.
_NAMED = re.compile(
    r"(?i)(?:\S.*?[\s|·•]+)?(?:page|seite|página|pagina|стр\.|صفحة)\s+(\d{1,4})(?:\s*(?:of|von|de|di|/)\s*\d{1,4})?"
)
_LONGEST = 120
_LEAST_PAGES = 3
_LEAST_LINES = 8  # filled lines of a page, on average


@dataclass(slots=True)
class PrintedLine:
    """A line that is not blank: `wide` has spaces for tabs, `bare` no white space around it, `indent` is in columns.

    `page` counts the form feeds before it; `blank_before`: the line above is blank.
    """

    number: int
    raw: str
    wide: str
    bare: str
    indent: int
    page: int
    blank_before: bool


def printed_lines(text: str) -> list[PrintedLine]:
    """Return the lines of TEXT that are not blank, numbered from 1."""
    found: list[PrintedLine] = []
    page, last = 0, -1
    for number, raw in enumerate(text.split("\n"), 1):
        page += raw.count("\f")
        if is_visible(raw):
            wide = raw.replace("\f", "").expandtabs(4).rstrip()
            bare = wide.lstrip()
            found.append(PrintedLine(number, raw, wide, bare, len(wide) - len(bare), page, last != number - 1))
            last = number
    return found


def columns(text: str) -> int:
    """Return the width of TEXT in columns; a wide character takes two."""
    return len(text) if text.isascii() else sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def running_heads(lines: list[PrintedLine]) -> set[int]:
    """Return the numbers of those LINES that are heads, feet or numbers of printed pages."""
    if lines and lines[-1].page + 1 >= _LEAST_PAGES:
        return _at_page_ends(lines)
    named = _named(lines)
    numbered = _ascending([(index, found) for index, line in enumerate(lines) if (found := _page_number(line))])
    if len(numbered) < _LEAST_PAGES or len(lines) < _LEAST_LINES * len(numbered):
        return named
    beside = [near for index in numbered for near in (index - 1, index + 1)]
    return named | {lines[index].number for index in numbered} | _repeated(lines, [0, *beside, len(lines) - 1])


def _named(lines: list[PrintedLine]) -> set[int]:
    """Return the numbers of the lines that name their page, if another says the same with a later number."""
    pages: dict[str, list[tuple[int, int]]] = {}
    for line in lines:
        if len(line.bare) <= _LONGEST and (found := _NAMED.fullmatch(line.bare)):
            pages.setdefault(_key(line.bare), []).append((line.number, int(found[1])))
    return {
        number
        for found_on in pages.values()
        if len({page for _, page in found_on}) > 1 and found_on == sorted(found_on, key=lambda each: each[1])
        for number, _ in found_on
    }


def _at_page_ends(lines: list[PrintedLine]) -> set[int]:
    """Return the numbers of the lines that repeat as the first or last of each page, or directly beside these."""
    ends = []
    for index, (line, after) in enumerate(pairwise(lines)):
        if line.page != after.page:
            ends += [index, index + 1]
            if not line.blank_before:
                ends.append(index - 1)
            if index + 2 < len(lines) and not lines[index + 2].blank_before:
                ends.append(index + 2)
    return _repeated(lines, [0, *ends, len(lines) - 1])


def _repeated(lines: list[PrintedLine], indexes: list[int]) -> set[int]:
    """Return the numbers of the lines at INDEXES whose text, but for numbers, is there three times or more."""
    keys = {index: _key(lines[index].bare) for index in indexes if 0 <= index < len(lines)}
    counts = Counter(keys.values())
    return {lines[index].number for index, key in keys.items() if counts[key] >= _LEAST_PAGES}


def _key(bare: str) -> str:
    return (
        "#"
        if len(bare) <= _LONGEST and _NUMBER.fullmatch(bare)
        else re.sub(r"\d+", "#", " ".join(bare.casefold().split()))
    )


def _page_number(line: PrintedLine) -> int:
    """Return the number of the page if LINE can be its head, 0 if not."""
    if len(line.bare) > _LONGEST:
        return 0
    found = _NUMBER.fullmatch(line.bare) or _BESIDE.fullmatch(line.bare)
    return int(next(filter(None, found.groups()), 0)) if found else 0


def _ascending(numbered: list[tuple[int, int]]) -> list[int]:
    """Return the indexes of those (index, number) that count up by one from page to page."""
    chain: list[tuple[int, int]] = []
    for index, number in numbered:
        if not chain or number == chain[-1][1] + 1:
            chain.append((index, number))
        elif len(chain) < _LEAST_PAGES:
            chain = [(index, number)]
    return [index for index, _ in chain]
