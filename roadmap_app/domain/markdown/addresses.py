"""Find plain URLs and e-mail addresses in text and turn them into links."""

import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from markdown_it.rules_inline import StateInline

from roadmap_app.domain.markdown.allow_list import CLEANER

# Everything but what always ends an address: white space, quotes, angle brackets, punctuation of other scripts.
_WEB = r"[^\s<>\"`|\x00-\x1f\x7f“”„«»‹›。、，；：！？（）「」『』【】《》]+"
MAX_ADDRESS_LENGTH = 2_000
# Reads no further than needed to see that an address is too long: 100 kB can hold 8,000 starts without an end.
_WITH_SCHEME = re.compile(rf"(?i)https?://{_WEB[:-1]}{{1,{MAX_ADDRESS_LENGTH}}}")
# Not at the end of another word, nor inside a path.
_ADDRESS = re.compile(
    rf"(?i)(?<![a-z0-9@/.+-])(?:https?://{_WEB}|www\.{_WEB}|"
    r"[a-z0-9_.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}(?![\w@/-]|:\S))"
)
_SCHEME_NAME = re.compile(r"(?i)(?<![a-z0-9@/.+-])https?$")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_NEVER_LAST = "?!.,:;*_~'’…"


class Address(NamedTuple):
    """An address: the index where it starts, its text, and the target of its link."""

    start: int
    text: str
    href: str


def addresses_in(text: str) -> Iterator[Address]:
    """Yield the addresses in TEXT: http, https, www. and e-mail."""
    for match in _ADDRESS.finditer(text):
        found = _trimmed(match[0])
        lower = found.lower()
        if lower.startswith("http"):
            href = found if _has_host(found) else ""
        elif lower.startswith("www."):
            href = f"http://{found}" if _has_host(f"http://{found}") and "." in lower[4:].strip(".") else ""
        else:
            href = f"mailto:{found}"
        if href:
            yield Address(match.start(), found, href)


def link_addresses(text: str) -> str:
    """Return plain TEXT as safe HTML with links for the addresses in it."""
    parts, end = [], 0
    for start, address, href in addresses_in(text):
        parts.append(escape(text[end:start]))
        target = "" if href.startswith("mailto:") else ' target="_blank"'
        parts.append(f'<a href="{escape(href)}" dir="ltr"{target}>{escape(address)}</a>')
        end = start + len(address)
    return CLEANER.clean("".join([*parts, escape(text[end:])]))


def link_address(state: StateInline, silent: bool) -> bool:
    """Parse an address with a scheme as a link (markdown-it inline rule), except inside a link.

    It runs at the ":" and before the rules for emphasis, which would take "_" and "*" out of the address.
    """
    if silent or state.linkLevel or state.src[state.pos] != ":":
        return False
    scheme = _SCHEME_NAME.search(state.pending[-6:])
    match = scheme and _WITH_SCHEME.match(state.src, state.pos - len(scheme[0]))
    address = _trimmed(match[0]) if match else ""
    href = state.md.normalizeLink(address)
    if not scheme or not _has_host(address) or not state.md.validateLink(href):
        return False
    state.pending = state.pending[: -len(scheme[0])]
    state.push("link_open", "a", 1).attrs = {"href": href, "dir": "ltr"}
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1)
    state.pos += len(address) - len(scheme[0])
    return True


def _trimmed(address: str) -> str:
    """Return ADDRESS without punctuation and closing brackets that belong to the sentence; "" if it is too long."""
    if len(address) > MAX_ADDRESS_LENGTH:
        return ""
    while address:
        last = address[-1]
        is_unopened = last in _PAIRS and address.count(last) > address.count(_PAIRS[last])
        if last not in _NEVER_LAST and not is_unopened:
            break
        address = address[:-1]
    return address


def _has_host(url: str) -> bool:
    try:
        return re.match(r"[\w:]", urlsplit(url).hostname or "") is not None
    except ValueError:  # such as an IPv6 address without its closing bracket
        return False
