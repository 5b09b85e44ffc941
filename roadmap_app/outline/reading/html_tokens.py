"""Cut HTML, however broken, into tags and texts in one pass: linear in its size, and nothing is fetched or executed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

_TAG = re.compile(r"""<(/?)([a-zA-Z][\w:-]{0,40})((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)""")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>]++)))?""")
# Elements whose content is text as it stands, up to their own end tag.
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "noembed"})
_END_OF = {name: re.compile(rf"(?i)</{name}\b") for name in _RAW}


@dataclass(frozen=True, slots=True)
class Token:
    """A start tag, an end tag ("/p"), a comment ("!") or, with "" for a name, a text."""

    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


def tokens(html: str) -> Iterator[Token]:
    """Yield the tags, comments and texts of HTML in their order."""
    position = 0
    while position < len(html):
        start = html.find("<", position)
        if start < 0:
            start = len(html)
        if start > position:
            yield Token("", unescape(html[position:start]))
        position = start
        if html.startswith(("<!", "<?"), start):
            position = _end_of_comment(html, start)
            if html.startswith("<!--", start):
                yield Token("!", html[start:position])
        elif start < len(html):
            token, position = _tag(html, start)
            yield token
            if token.name in _RAW:
                closing = _END_OF[token.name].search(html, position)
                end = closing.start() if closing else len(html)
                yield Token("", unescape(html[position:end]))
                position = end


def _end_of_comment(html: str, start: int) -> int:
    end_mark = "-->" if html.startswith("<!--", start) else ">"
    end = html.find(end_mark, start)
    return len(html) if end < 0 else end + len(end_mark)


def _tag(html: str, start: int) -> tuple[Token, int]:
    """Return the tag at START and where it ends; as a text what only begins like one."""
    found = _TAG.match(html, start)
    if not found:
        return Token("", "<"), start + 1
    end = found.end()
    if html[end : end + 1] in ("'", '"'):  # a quote that is never closed: the tag goes on to the next bracket
        end = html.find(">", end)
    if end < 0 or html[end : end + 1] != ">":
        end = html.find("<", found.end())
        end = len(html) if end < 0 else end
        return Token("", unescape(html[start:end])), end
    attributes = {} if found[1] else _attributes(html[found.end(2) : end])
    return Token(f"{found[1]}{found[2].lower()}", "", attributes), end + 1


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        value = next((group for group in match.groups()[1:] if group is not None), "")
        found.setdefault(match[1].lower(), unescape(value))
    return found
