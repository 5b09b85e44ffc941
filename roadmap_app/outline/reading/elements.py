"""Say what the elements of HTML are to a reader of the page, and what their tags hold."""

import re
from dataclasses import dataclass
from html import unescape

from markdown_it.token import Token


def names(text: str) -> frozenset[str]:
    """Return the set of the words in TEXT."""
    return frozenset(text.split())


# A tag that starts a new line for whoever sees the page.
BREAKING = names("""address article aside blockquote br center dd details div dl dt figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hr li main nav ol p section summary table tbody td th thead tr ul""")
# A tag that is not among these is a word, such as that of vector<int>.
KNOWN = BREAKING | names("""a abbr acronym b bdi bdo big body button caption cite code col colgroup data del dfn em
    embed font head html i iframe img input ins kbd label link map mark meta nobr object option picture pre q rp rt
    ruby s samp script select small source span strike strong style sub sup svg template textarea tfoot time title
    track tt u var video wbr""")
RANGES = {"b": "bold", "strong": "bold", "del": "struck", "s": "struck", "strike": "struck"}
CODE = names("code kbd samp tt var")
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_COMPARED = re.compile(r"<[a-zA-Z]\s+[^=<>]*[^=<>/\s]\s*>")
_BADGE = re.compile(r"(?i)shields\.io|badge|badgen\.net|awesome\.re|travis-ci|app\.codecov|\bactions/workflows/")


@dataclass(frozen=True)
class Picture:
    """The text that stands for a picture, and whether it is a badge, which says nothing of the text around it."""

    text: str
    is_badge: bool


def attribute(tag: str, name: str) -> str:
    """Return the value of attribute NAME in an HTML tag, "" without it."""
    found = re.search(rf"""(?i)\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", tag)
    return unescape(next(filter(None, found.groups()), "")).strip() if found else ""


def is_unknown(tag: str) -> bool:
    """Return whether TAG, as the parser took it for one, is none of HTML's, as in List<int> or a<b and c>d."""
    found = TAG.match(tag)
    return found is not None and (found[2].lower() not in KNOWN or bool(_COMPARED.match(tag)))


def picture_of(token: Token) -> Picture | None:
    """Return the picture that TOKEN is, in Markdown or HTML."""
    if token.type == "image":
        return Picture(_alternative(token), bool(_BADGE.search(str(token.attrs.get("src", "")))))
    if token.type == "html_inline" and token.content[:4].lower() == "<img":
        tag = token.content
        return Picture(attribute(tag, "alt") or attribute(tag, "title"), bool(_BADGE.search(attribute(tag, "src"))))
    return None


def _alternative(token: Token) -> str:
    """Return the text of an image, with that of the images in it."""
    parts = (_alternative(each) if each.type == "image" else each.content for each in token.children or ())
    return "".join(parts)
