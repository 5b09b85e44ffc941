"""Escape what would be markup in Markdown, and nothing else: people read and edit the result."""

import re

_ANYWHERE = re.compile(r"[\\`*~](?=\S)|(?<=\S)[`*~]|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|<(?=[a-zA-Z/!?])|&(?=#?\w{1,31};)")
_AT_THE_START = re.compile(r"^(\s*)(#{1,6}|>|[-+*]|\d{1,9}[.)]|[=-]+|\|)(?=\s|$)")


def escaped(text: str) -> str:
    """Return TEXT, which begins a block, so that Markdown shows it as it is; links in brackets stay links."""
    return _AT_THE_START.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", inline_escaped(text))


def inline_escaped(text: str) -> str:
    """Return TEXT, which stands inside a block, so that Markdown shows it as it is."""
    return _ANYWHERE.sub(lambda found: f"\\{found[0]}", text)


def address_for_markdown(address: str) -> str:
    """Return ADDRESS without the characters that end a link in Markdown."""
    return re.sub(r"[\s<>()\\]", lambda found: f"%{ord(found[0]):02X}" if ord(found[0]) < 128 else "", address.strip())
