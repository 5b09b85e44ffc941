"""What stands before the text of a list item in Markdown: a bullet, a number, a box."""

import re
from dataclasses import dataclass

_BULLET = re.compile(
    r"(?:[-*+–—]\s+|[•●∙·◦○▪■▫□‣▸►➢➤➔➜◆◇🔹🔸✔✅]\ufe0f?\s*"
    # Without a space: before a link, unless the asterisk is emphasis, and before a capital letter.
    r"|[-+](?=\[)|\*(?=\[)(?![^*]*[^\s*]\*(?:[^\w*]|$))|-(?=[^\W\d_a-z]))(?=\S)"
)
_EMPTY = re.compile(r"(?:[-*+–—•◦▪‣●○■□·]|\d{1,3}[.)])")
_ORDERED = re.compile(r"(?:(\d{1,3})[.)、．]|([a-zA-Z])\))(?:\s+|(?=[^\W\d_]{2}))(?=\S)")
_CHAPTER = re.compile(r"(\d{1,3}(?:\.\d{1,3})+)[.)]?\s+(?=[*\[`]*[^\W\d_a-z])")
_BOX = re.compile(r"(?:\\?\[ ?[xX✓✔/>-]? ?\\?\](?![(\[:])|[☐☑☒])\s*")
_QUOTED = re.compile(r"(?:> ?)*")


@dataclass(frozen=True)
class ListMark:
    """The mark of an item, which ends at index END of its line; items with the same `kind` of mark are one list."""

    kind: str
    ordinal: str
    checkbox: bool
    end: int


def is_empty_mark(text: str) -> bool:
    """Return whether TEXT is a bullet or a number alone."""
    return _EMPTY.fullmatch(text) is not None


def list_mark(text: str, *, in_prose: bool) -> ListMark | None:
    """Return the mark that TEXT begins with, if it has one.

    IN_PROSE: the line before is the beginning of a sentence, so a number other than 1 can be the end of it.
    """
    kind, end = "", 0
    while found := _BULLET.match(text, end):
        kind, end = "bullet", found.end()
    ordinal, end = _ordinal(text, end, in_prose=in_prose and not kind)
    kind = kind or (f"ordered{ordinal.count('.')}{ordinal.isalpha()}" if ordinal else "")
    box = _BOX.match(text, end)
    if box:
        kind, end = kind or "bullet", box.end()
        ordinal, end = (ordinal, end) if ordinal else _ordinal(text, end, in_prose=False)
    if found := _QUOTED.match(text, end):
        end = found.end()
    return ListMark(kind, ordinal, bool(box), end) if kind else None


def _ordinal(text: str, start: int, *, in_prose: bool) -> tuple[str, int]:
    """Return the number that is written at START and the index after it, or "" and START."""
    found = _ORDERED.match(text, start) or _CHAPTER.match(text, start)
    if not found or (in_prose and found[1] != "1"):
        return "", start
    return found[1] or found[2], found.end()
