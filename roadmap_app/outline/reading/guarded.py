"""Write words as one guarded text, in which links are the only markup that is left, for the parsers of entries."""

import re
from urllib.parse import urljoin, urlsplit

from roadmap_app.outline.marks import guard, plain
from roadmap_app.outline.reading.blocks import Words

_WEB = re.compile(r"https?://[a-zA-Z0-9.-]+(?:[/?#]|$)")  # nearly all addresses, quickly
_TITLE_MARKS = re.compile(r"[\[\]()]")
_STRAY = re.compile(r"[*_~|]")
_BROKEN = re.compile(r"`+|\*\*+|(?<!\w)__+|__+(?!\w)|~~+")  # what is left of markup that was never closed
_WIDE = {"：": ": ", "，": ", ", "、": ", ", "；": "; ", "،": ", ", "؛": "; "}
_WIDE_LABEL = re.compile(r"^([^：:]{1,30})：\s*(?=\S)")
_WIDE_COMMA = re.compile(r"[、，；،؛]")
_WIDE_BRACKETS = re.compile(r"（([^（）]*)）")


def guarded(mark: str) -> str:
    """Return MARK so that it is taken for no markup."""
    return guard("\\" + mark)


def literal(text: str) -> str:
    """Return TEXT with its brackets guarded."""
    return _TITLE_MARKS.sub(lambda found: guarded(found[0]), text)


def is_web(address: str) -> bool:
    """Return whether ADDRESS is one on the web."""
    if _WEB.match(address):
        return True
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(host)


def resolved(address: str, base: str) -> str:
    """Return ADDRESS as one on the web, joined to BASE if that is given; "" if it is none."""
    address = plain(address).strip()
    if address.startswith("//"):
        address = f"https:{address}"
    if base and not scheme_of(address) and not address.startswith("#"):
        address = urljoin(base, address)
    return address.replace(" ", "%20") if is_web(address) else ""


def scheme_of(address: str) -> str:
    """Return the scheme of ADDRESS, "" if it has none."""
    found = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", address)
    return found[1].lower() if found else ""


def marked(words: Words, base: str = "", *, bare: bool = False) -> str:
    """Return WORDS with each link to the web as [title](address), and everything else as words only.

    BARE: an address that stands for itself is written as it is.
    """
    pieces, last = [], 0
    for link in sorted(words.links, key=lambda each: each.start):
        address = resolved(link.address, base)
        title = words.text[link.start : link.end]
        if link.start < last or not address:
            continue
        pieces.append(_outside(words.text[last : link.start]))
        if title.strip() and plain(title).strip() != address:
            pieces.append(f"[{literal(title)}]({_address(address)})")
        elif bare:
            pieces.append(f" {address} ")
        else:
            pieces.append(f"[{literal(_as_title(address))}]({_address(address)})")
        last = link.end
    pieces.append(_outside(words.text[last:]))
    text = "".join(pieces)
    return f"~~{text}~~" if words.struck and "~~" not in text else text


def shown(text: str) -> str:
    """Return guarded TEXT in plain words, without what is left of broken markup."""
    return plain(_BROKEN.sub("", text) if _BROKEN.search(text) else text)


def _outside(text: str) -> str:
    text = _BROKEN.sub("", text) if _BROKEN.search(text) else text
    return _STRAY.sub(lambda found: guarded(found[0]), text).replace("](", f"{guarded(']')}(")


def _address(address: str) -> str:
    return address.replace("(", "%28").replace(")", "%29") if address.count("(") != address.count(")") else address


def _as_title(address: str) -> str:
    """Return an ADDRESS so that its punctuation separates nothing."""
    return re.sub(r"[,;:()]", lambda found: guarded(found[0]), address)


def narrowed(text: str) -> str:
    """Return guarded TEXT with narrow separators for full-width ones that separate a label or short parts."""
    if text.isascii() or not re.search(r"[：，、；（،؛]", text):
        return text
    text = _WIDE_BRACKETS.sub(r" (\1)", text)
    label = _WIDE_LABEL.match(text)
    rest = text[label.end() :] if label else text
    parts = _WIDE_COMMA.split(rest)
    if (
        len(parts) > 1
        and all(0 < len(part.strip()) <= 12 or len(part.split()) in (1, 2, 3) for part in parts)
        and (label or len(parts) > 2)
    ):
        rest = _WIDE_COMMA.sub(lambda found: _WIDE[found[0]], rest)
    return f"{label[1]}: {rest}" if label else rest
