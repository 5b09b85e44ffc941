"""What stands before the text of a list entry or a numbered title: bullets of every kind, boxes, ordinals."""

import re
from dataclasses import dataclass

# Signs that begin a list entry, by family: at the same indent, a sign of the same family begins a sibling. Those in
# the private use area are what word processors leave behind.
_FAMILIES = {
    "dash": "-–—*+⁃",
    "disc": "•●∙·\uf0b7",
    "circle": "◦○",
    "square": "▪■▫\uf0a7",
    "arrow": "‣▶▸►➢➤➔→⇒👉\uf0d8",
    "diamond": "◆◇🔹🔸",
    "check": "✓✔✅✗✘",
    "box": "☐☑☒❏❑❒□",
}
_FAMILY_OF = {sign: family for family, signs in _FAMILIES.items() for sign in signs} | {"o": "circle"}
_TIGHT = "".join(sign for sign, family in _FAMILY_OF.items() if family != "dash" and sign != "o")
_SIGN = re.compile(rf"([-–—*+⁃])(?:\s+|$)|([{_TIGHT}])\ufe0f?\s*")
_LETTER_O = re.compile(r"(o)\s+")
_BOX = re.compile(r"\[[ xX✓/>-]?\]\s*(?=\S)")
_ORDINAL = re.compile(
    r"(?P<chain>\d{1,3}(?:\.\d{1,3})+)[.)]?\s+(?=\S)"
    r"|(?P<number>\d{1,3})(?:[.)．](?:\s+|$)|、\s*)"
    r"|(?P<roman>[IVX]{1,6})[.)]\s+(?=\S)"
    r"|(?P<letter>[A-Z])[.)]\s+(?=\S)"
    r"|(?P<small>[a-z])\)\s+(?=\S)"
    r"|(?P<circled>[①-⑳])\s*"
    r"|(?P<counted>[一二三四五六七八九十]{1,3})、\s*"
    r"|[(（](?P<bracketed>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[)）]\s*"
)


@dataclass(frozen=True)
class Marker:
    """A marker and the REST of its line: a bullet of the family `sign`, or an ordinal of the kind `style`."""

    rest: str
    sign: str = ""
    style: str = ""
    ordinal: str = ""
    checkbox: bool = False


def marker_of(text: str, *, letter_o: bool = False) -> Marker:
    """Return the marker at the start of TEXT, which is stripped. LETTER_O: a letter o is a bullet, too."""
    if found := _SIGN.match(text) or (_LETTER_O.match(text) if letter_o else None):
        family = _FAMILY_OF[next(filter(None, found.groups()))]
        rest = text[found.end() :]
        box = _BOX.match(rest)
        return Marker(rest[box.end() :] if box else rest, sign=family, checkbox=bool(box) or family == "box")
    if found := _BOX.match(text):
        return Marker(text[found.end() :], sign="box", checkbox=True)
    if found := _ORDINAL.match(text):
        style = str(found.lastgroup)
        if style == "chain":
            style = f"chain{found['chain'].count('.')}"
        elif style == "number" and text[found.end("number")] == ")":
            style = "number)"
        rest = text[found.end() :]
        box = _BOX.match(rest)
        return Marker(
            rest[box.end() :] if box else rest, style=style, ordinal=found[found.lastgroup or 0], checkbox=bool(box)
        )
    return Marker(text)
