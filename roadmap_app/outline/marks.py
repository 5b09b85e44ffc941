"""The marks inside a line of an outline: escapes, emphasis, lists, details in parentheses, months."""

from __future__ import annotations

import re
from dataclasses import dataclass

SPECIALS = "\\`*_{}[]()#+-.!,;:\"'~<>|=&/·•◦▪‣●–—“”‘’"
# An escaped mark is carried as a lone surrogate: no decoded text holds one, so nothing takes it for the mark itself.
_CARRIED = {mark: chr(0xDC00 + place) for place, mark in enumerate(SPECIALS)}
_MARKS = {ord(carried): mark for mark, carried in _CARRIED.items()}
_ESCAPED = re.compile(rf"\\([{re.escape(SPECIALS)}])")
_UNESCAPED = re.compile(rf"[{re.escape(SPECIALS)}]")

# The bounds keep a line of nothing but marks from costing the square of its length.
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1")
_WEAK = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_]{1,400}?)(?<=\S)\1(?![\w*])")
_STRUCK = re.compile(r"^~~\s*(.+?)\s*~~$")
_PAIRS = {")": "(", "]": "[", "}": "{"}


def guard(line: str) -> str:
    """Return LINE with its escaped marks carried out of the way of all that reads marks."""
    return _ESCAPED.sub(lambda found: _CARRIED[found[1]], line)


def plain(text: str) -> str:
    """Return guarded TEXT as it is meant: escaped marks put back, runs of white space made one space."""
    return " ".join(text.translate(_MARKS).split())


def one_line(text: str) -> str:
    """Return TEXT on one line, as an outline holds it."""
    return " ".join(text.split())


def escape(text: str) -> str:
    """Return TEXT with a backslash before everything that could be taken for a mark."""
    return _UNESCAPED.sub(lambda found: "\\" + found[0], text)


def escape_commas(text: str) -> str:
    """Return TEXT with a backslash before what would part a list: the least that a title with commas needs."""
    return re.sub(r"[,;·]", r"\\\g<0>", text)


def without_emphasis(text: str) -> str:
    """Return guarded TEXT without the asterisks and underscores of bold and italics."""
    return _WEAK.sub(r"\2", _STRONG.sub(r"\2", text))


def struck(text: str) -> tuple[str, bool]:
    """Return guarded TEXT and whether it was struck through, which is how retired content is written."""
    found = _STRUCK.match(text.strip())
    return (found[1], True) if found and "~~" not in found[1] else (text, False)


def depths(text: str, *, quoted: bool = False) -> list[int]:
    """Return how deep in brackets (and, if asked, in quotes) each character stands; a lone bracket is text."""
    change = [0] * (len(text) + 1)
    opened: list[int] = []
    waiting = dict.fromkeys("([{", 0)
    quote = -1
    for place, mark in enumerate(text):
        if quoted and mark in '"“”':
            if quote < 0 and mark != "”":
                quote = place
            elif quote >= 0 and mark != "“":
                change[quote] += 1
                change[place + 1] -= 1
                quote = -1
        elif mark in "([{":
            opened.append(place)
            waiting[mark] += 1
        elif waiting.get(_PAIRS.get(mark, "")):
            while text[opened[-1]] != _PAIRS[mark]:
                waiting[text[opened.pop()]] -= 1
            waiting[_PAIRS[mark]] -= 1
            change[opened.pop()] += 1
            change[place + 1] -= 1
    deep, found = 0, []
    for place in range(len(text)):
        deep += change[place]
        found.append(deep)
    return found


def split_list(text: str, *, quoted: bool = False) -> list[str]:
    """Return the parts of a guarded list: set apart by semicolons or middle dots if it has any, else by commas.

    What stands in brackets (and, if asked, in quotes) is not split, nor is a number such as 10,000. An "and" before
    the last part goes; a comma at the very end keeps it.
    """
    deep = depths(text, quoted=quoted)
    outer = [place for place, depth in enumerate(deep) if not depth]
    mark = next((mark for mark in ";·" if any(text[place] == mark for place in outer)), ",")
    parts, start = [], 0
    for place in outer:
        if text[place] == mark and not (mark == "," and re.match(r"\d,\d{3}\b", text[max(0, place - 1) : place + 5])):
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    if len(parts) > 1:
        parts[-1] = re.sub(r"^\s*(?:and|or|&)\s+(?=\S)", "", parts[-1])
    return [part.strip() for part in parts if part.strip()]


def label_of(text: str) -> tuple[str, str]:
    """Return (label, rest) of a guarded "Label: rest"; ("", text) where there is no label."""
    bold = re.match(r"^(\*\*|__)(?P<label>[^*_]+?)\1\s*[-–—:]\s+(?P<rest>.*)$", text)
    if bold:
        return bold["label"].strip().removesuffix(":"), bold["rest"]
    text = without_emphasis(text)
    for place, depth in enumerate(depths(text)):
        if depth == 0 and text[place] == ":" and text[place + 1 : place + 2] in ("", " ") and text[:place].strip():
            return text[:place].strip(), text[place + 1 :].strip()
    return "", text


def detail_of(text: str) -> tuple[str, str]:
    """Return (title, detail) of a guarded "title (some words)"; one word in parentheses belongs to the title."""
    text = text.strip()
    deep = depths(text)
    if not text.endswith(")") or not deep[-1]:
        return text, ""
    start = max((place for place, depth in enumerate(deep) if not depth), default=-1) + 1
    title, inner = text[:start].strip(), text[start + 1 : -1].strip()
    if not title or text[start] != "(":
        return text, ""
    if hint := re.match(r"(?i)hint:\s*(.+)$", inner):
        return title, hint[1]
    return (title, inner) if " " in inner else (text, "")


_COUNT = r"(\d{1,3})"
_UNIT = r"(months?|mos?\.?|weeks?|wks?\.?|years?|yrs?\.?)"
_PAIR = rf"{_COUNT}\s*(?:-|–|—|to)\s*{_COUNT}\+?"
_SPAN = rf"\b(?:{_UNIT}\s*{_PAIR}(?:\s*{_UNIT})?|{_PAIR}\s*{_UNIT}|{_UNIT}\s*{_COUNT}|{_COUNT}\+?\s*{_UNIT})(?!\w)"
_ANYWHERE = re.compile(f"(?i){_SPAN}")
_AT_THE_END = re.compile(rf"(?i)[(\[]\s*(?:(?:duration|approx)[:.]?\s*)?(?:{_SPAN}|{_PAIR})\s*[)\]]\s*:?\s*$")
_AS_WRITTEN = re.compile(r"\((\d+)–(\d+) Months\)$")


@dataclass(frozen=True)
class Months:
    """A span of time as a heading names it, in `unit`s; `first` is None where it names only a length.

    `exact` says that it is written as we write it, counted from 0; elsewhere "1–3" may mean the first to the third.
    """

    first: int | None
    last: int
    unit: str = "month"
    exact: bool = False


def take_months(text: str) -> tuple[str, Months | None]:
    """Return guarded TEXT without the time it names, and that time; of several, the one in brackets at the end."""
    found = _AT_THE_END.search(text) or _ANYWHERE.search(text)
    if not found:
        return text, None
    numbers = [int(part) for part in found.groups() if part and part.isdigit()]
    units = [part.lower() for part in found.groups() if part and not part.isdigit()]
    unit = {"w": "week", "y": "year"}.get(units[0][0] if units else "", "month")
    unit_first = bool(units) and found[0].lstrip("([ ").lower().startswith(units[0])
    first = numbers[0] if len(numbers) == 2 or unit_first else None
    before, after = text[: found.start()].rstrip(" -–—:,|·(["), text[found.end() :].lstrip(" -–—:,|·)]")
    rest = " ".join(filter(None, (before, after)))
    return rest, Months(first, numbers[-1], unit, _AS_WRITTEN.search(text.rstrip()) is not None)
