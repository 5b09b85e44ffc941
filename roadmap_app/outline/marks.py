"""Parse markup inside a line: escapes, emphasis, lists, labels, details in parentheses."""

import re
from itertools import accumulate

SPECIALS = "\\`*_{}[]()#+-.!,;:\"'~<>|=&/·•◦▪‣●–—“”‘’☐☑☒"
# While parsing, an escaped character is replaced with a lone surrogate, which decoded text never contains.
_GUARDED = {char: chr(0xDC00 + index) for index, char in enumerate(SPECIALS)}
_UNGUARDED = {ord(guarded): char for char, guarded in _GUARDED.items()}
_ESCAPED = re.compile(rf"\\([{re.escape(SPECIALS)}])")
_SPECIAL = re.compile(rf"[{re.escape(SPECIALS)}]")

# The bounds keep a line of nothing but asterisks from taking quadratic time.
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1")
_WEAK = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_]{1,400}?)(?<=\S)\1(?![\w*])")
_LISTED, _IN_NUMBER = re.compile("[,;·]"), re.compile(r"\d,\d{3}\b")
_BOLD_LABEL = re.compile(r"^(\*\*|__)(?P<label>[^*_]+?)\1\s*[-–—:]\s+(?P<rest>.*)$")
_STRUCK = re.compile(r"^~~\s*(.+?)\s*~~$")
_CLOSING, _QUOTES = re.compile(r"[)\]}]"), re.compile('["“”]')
_NESTING = re.compile(r"[()\[\]{}\"“”]")
_PAIRS = {")": "(", "]": "[", "}": "{"}


def guard(line: str) -> str:
    """Return LINE with escaped characters replaced, so that they are not parsed as markup. `plain` reverts it."""
    return _ESCAPED.sub(lambda found: _GUARDED[found[1]], line)


def plain(text: str) -> str:
    """Return guarded TEXT with the escaped characters restored and each run of white space as one space."""
    return " ".join((text if text.isascii() else text.translate(_UNGUARDED)).split())


def one_line(text: str) -> str:
    """Return TEXT on one line, each run of white space as one space."""
    return " ".join(text.split())


def escape(text: str) -> str:
    """Return TEXT with a backslash before every character that can be markup."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


def escape_commas(text: str) -> str:
    """Return TEXT with a backslash before the separators of a list only."""
    return re.sub(r"[,;·]", r"\\\g<0>", text)


def without_emphasis(text: str) -> str:
    """Return guarded TEXT without the asterisks and underscores of bold and italics."""
    if "*" not in text and "_" not in text:
        return text
    return _WEAK.sub(r"\2", _STRONG.sub(r"\2", text))


def struck(text: str) -> tuple[str, bool]:
    """Return guarded TEXT without its ~~ and whether it was struck through, which marks retired content."""
    found = _STRUCK.match(text.strip())
    return (found[1], True) if found and "~~" not in found[1] else (text, False)


def depths(text: str, *, quoted: bool = False) -> list[int]:
    """Return the nesting depth of each character in brackets (and, if QUOTED, quotes). Unmatched brackets are text."""
    if not _CLOSING.search(text) and not (quoted and _QUOTES.search(text)):
        return [0] * len(text)
    change = [0] * (len(text) + 1)
    opened: list[int] = []
    unclosed = dict.fromkeys("([{", 0)
    quote = -1
    for found in _NESTING.finditer(text):
        index, mark = found.start(), found[0]
        if quoted and mark in '"“”':
            if quote < 0 and mark != "”":
                quote = index
            elif quote >= 0 and mark != "“":
                change[quote] += 1
                change[index + 1] -= 1
                quote = -1
        elif mark in "([{":
            opened.append(index)
            unclosed[mark] += 1
        elif unclosed.get(_PAIRS.get(mark, "")):
            while text[opened[-1]] != _PAIRS[mark]:
                unclosed[text[opened.pop()]] -= 1
            unclosed[_PAIRS[mark]] -= 1
            change[opened.pop()] += 1
            change[index + 1] -= 1
    return list(accumulate(change[:-1]))


def split_list(text: str, *, quoted: bool = False) -> list[str]:
    """Return the parts of a guarded list, separated by semicolons or middle dots if it has any, else by commas.

    Text in brackets (and, if QUOTED, in quotes) is not split, nor is a number such as 10,000. An "and" before the
    last part is dropped, unless a comma ends the list.
    """
    if not _LISTED.search(text):
        return [text.strip()] if text.strip() else []
    deep = depths(text, quoted=quoted)
    outer = [found.start() for found in _LISTED.finditer(text) if not deep[found.start()]]
    separator = next((mark for mark in ";·" if any(text[index] == mark for index in outer)), ",")
    parts, start = [], 0
    for index in outer:
        if text[index] == separator and not (
            separator == "," and _IN_NUMBER.match(text[max(0, index - 1) : index + 5])
        ):
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    if len(parts) > 1:
        parts[-1] = re.sub(r"^\s*(?:and|or|&)\s+(?=\S)", "", parts[-1])
    return [part.strip() for part in parts if part.strip()]


def label_of(text: str) -> tuple[str, str]:
    """Return (label, rest) of a guarded "Label: rest", or ("", TEXT) if it has no label."""
    if bold := _BOLD_LABEL.match(text):
        return bold["label"].strip().removesuffix(":"), bold["rest"]
    text = without_emphasis(text)
    if ":" not in text:
        return "", text
    for index, depth in enumerate(depths(text)):
        if depth == 0 and text[index] == ":" and text[index + 1 : index + 2] in ("", " ") and text[:index].strip():
            return text[:index].strip(), text[index + 1 :].strip()
    return "", text


def detail_of(text: str) -> tuple[str, str]:
    """Return (title, detail) of a guarded "title (some words)"; a single word in parentheses stays in the title."""
    text = text.strip()
    deep = depths(text)
    if not text.endswith(")") or not deep[-1]:
        return text, ""
    start = max((index for index, depth in enumerate(deep) if not depth), default=-1) + 1
    title, inner = text[:start].strip(), text[start + 1 : -1].strip()
    if not title or text[start] != "(":
        return text, ""
    if hint := re.match(r"(?i)hint:\s*(.+)$", inner):
        return title, hint[1]
    return (title, inner) if " " in inner else (text, "")


# Exactly as an outline writes an estimate, or in hours; whatever else is in brackets is a detail. ASCII digits only.
_ESTIMATE = re.compile(r"([0-9]{1,9}) min|([0-9]{1,6}) h(?: ([1-5]?[0-9]) min)?")


def estimate_of(text: str) -> tuple[str, int | None]:
    """Return guarded TEXT without the estimate at its end, as in "title (30 min)" or "(1 h 30 min)", and its minutes.

    Escaped brackets are part of the text.
    """
    before, _, inner = text.strip().rpartition("(")
    found = _ESTIMATE.fullmatch(inner.removesuffix(")"))
    if not (found and inner.endswith(")") and before.strip() and before[-1].isspace()):
        return text, None
    minutes, hours, more = (int(part or 0) for part in found.groups())
    return before.strip(), minutes + 60 * hours + more


# Exactly as an outline marks an item that is to be shown to somebody; whatever else is in brackets is a detail.
SIGN_OFF = "(to be shown)"


def sign_off_of(text: str) -> tuple[str, bool]:
    """Return guarded TEXT without the SIGN_OFF at its end, and whether it was there, after other words.

    Escaped brackets are part of the text.
    """
    before = text.strip().removesuffix(SIGN_OFF)
    if before == text.strip() or not before.strip() or not before[-1].isspace():
        return text, False
    return before.strip(), True


# What a resource costs in money and hours, exactly as an outline writes it.
_COST = re.compile(r"\((?:(free|paid)|(?:(free|paid), )?([0-9]{1,6}) h)\)$")


def cost_of(text: str) -> tuple[str, int | None, str]:
    """Return guarded TEXT without the "(free)", "(12 h)" or "(paid, 12 h)" at its end, its hours, and its price."""
    text = text.strip()
    found = _COST.search(text)
    if not found:
        return text, None, ""
    return text[: found.start()].strip(), int(found[3]) if found[3] else None, found[1] or found[2] or ""
