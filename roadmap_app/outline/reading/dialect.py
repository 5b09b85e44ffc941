"""The Markdown that people write: that of the standard with tables, and with links that it does not take for links."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

# What may follow [words]: an address in parentheses, with spaces in it, or with a space before it and a scheme.
_LOOSE = re.compile(r"\(\s*<?([^()<>\n]*(?:\([^()\n]*\)[^()<>\n]*)*)>?\)| \(((?:https?://|www\.)[^()\s]+)\)")
# A tag with an odd quote in it, as in <img width=20" />, which the standard takes for text.
_BROKEN_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*\s[^<>]*=[^<>]*>")
_TITLE = re.compile(r"""\s+(?:"[^"]*"|'[^']*'|“[^”]*”)\s*$""")


class _Dialect(MarkdownIt):
    """Keep each address as it is written; whoever uses it decides whether it is allowed."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


def _loose_link(state: StateInline, silent: bool) -> bool:
    """Parse a link or image whose address has spaces in it or before it (markdown-it inline rule)."""
    is_image = state.src.startswith("![", state.pos)
    start = state.pos + is_image
    if not is_image and (state.src[start] != "[" or state.linkLevel):
        return False
    end = state.md.helpers.parseLinkLabel(state, start, not is_image)
    found = _LOOSE.match(state.src, end + 1, state.posMax) if end >= 0 else None
    if not found:
        return False
    address = _TITLE.sub("", found[1] or found[2] or "").strip().replace(" ", "%20")
    if not silent and is_image:
        token = state.push("image", "img", 0)
        token.attrs = {"src": address, "alt": ""}
        token.children = state.md.inline.parse(state.src[start + 1 : end], state.md, state.env, [])
    elif not silent:
        last = state.posMax
        state.push("link_open", "a", 1).attrs = {"href": address}
        state.pos, state.posMax = start + 1, end
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.push("link_close", "a", -1)
        state.posMax = last
    state.pos = found.end()
    return True


def _broken_tag(state: StateInline, silent: bool) -> bool:
    """Parse a tag of HTML whose attributes are not well-formed (markdown-it inline rule)."""
    found = _BROKEN_TAG.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "<" else None
    if not found:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _dialect() -> MarkdownIt:
    # Lists, quotes and indents are read in `layout`, as a person sees them.
    found = _Dialect("commonmark", {"html": True, "maxNesting": 20})
    found.enable(["table", "strikethrough"]).disable(["code", "list", "blockquote"])
    found.inline.ruler.after("image", "loose_link", _loose_link)
    found.inline.ruler.after("html_inline", "broken_tag", _broken_tag)
    return found


DIALECT = _dialect()
