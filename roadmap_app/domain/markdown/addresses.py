"""Addresses that stand in a text as they are: where they begin and end, and the text with links to them."""

import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from markdown_it.rules_inline import StateInline

from roadmap_app.domain.markdown.allow_list import CLEANER

# What ends an address wherever it stands: white space, quotes, angle brackets, and punctuation that is no part of one.
_WEB = r"[^\s<>\"`|\x00-\x1f\x7f“”„«»‹›。、，；：！？（）「」『』【】《》]+"
ADDRESS_LENGTH = 2_000
# No further than to see that it is too long: a hundred kB may hold 8,000 places where one begins, and no end.
_SCHEME = re.compile(rf"(?i)https?://{_WEB[:-1]}{{1,{ADDRESS_LENGTH}}}")
# Neither the end of another word nor part of a path.
_ANY = re.compile(
    rf"(?i)(?<![a-z0-9@/.+-])(?:https?://{_WEB}|www\.{_WEB}|"
    r"[a-z0-9_.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}(?![\w@/-]|:\S))"
)
_BEFORE = re.compile(r"(?i)(?<![a-z0-9@/.+-])https?$")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_NEVER_LAST = "?!.,:;*_~'’…"


class Address(NamedTuple):
    """An address at START of a text: its WORDS, and where it leads to."""

    start: int
    words: str
    href: str


def addresses_in(text: str) -> Iterator[Address]:
    """Yield what people take for addresses in TEXT: http, https, www. and mail."""
    for match in _ANY.finditer(text):
        words = _trimmed(match[0])
        lower = words.lower()
        if lower.startswith("http"):
            href = words if _has_host(words) else ""
        elif lower.startswith("www."):
            href = f"http://{words}" if _has_host(f"http://{words}") and "." in lower[4:].strip(".") else ""
        else:
            href = f"mailto:{words}"
        if href:
            yield Address(match.start(), words, href)


def link_addresses(text: str) -> str:
    """Return plain TEXT as harmless HTML with links to the addresses in it."""
    parts, end = [], 0
    for start, words, href in addresses_in(text):
        parts.append(escape(text[end:start]))
        away = "" if href.startswith("mailto:") else ' target="_blank"'
        parts.append(f'<a href="{escape(href)}" dir="ltr"{away}>{escape(words)}</a>')
        end = start + len(words)
    return CLEANER.clean("".join([*parts, escape(text[end:])]))


def address(state: StateInline, silent: bool) -> bool:
    """Read an address with its scheme before anything else can take marks out of it; but not inside a link."""
    scheme = None if silent or state.linkLevel or state.src[state.pos] != ":" else _BEFORE.search(state.pending[-6:])
    match = scheme and _SCHEME.match(state.src, state.pos - len(scheme[0]))
    words = _trimmed(match[0]) if match else ""
    href = state.md.normalizeLink(words)
    if not scheme or not _has_host(words) or not state.md.validateLink(href):
        return False
    state.pending = state.pending[: -len(scheme[0])]
    state.push("link_open", "a", 1).attrs = {"href": href, "dir": "ltr"}
    state.push("text", "", 0).content = words
    state.push("link_close", "a", -1)
    state.pos += len(words) - len(scheme[0])
    return True


def _trimmed(words: str) -> str:
    """Return WORDS without the punctuation and the closing brackets of the sentence around them; "" if too long."""
    if len(words) > ADDRESS_LENGTH:
        return ""
    while words:
        last = words[-1]
        is_outer = last in _PAIRS and words.count(last) > words.count(_PAIRS[last])
        if last not in _NEVER_LAST and not is_outer:
            break
        words = words[:-1]
    return words


def _has_host(url: str) -> bool:
    try:
        return re.match(r"[\w:]", urlsplit(url).hostname or "") is not None
    except ValueError:  # such as an IPv6 address that is not closed
        return False
