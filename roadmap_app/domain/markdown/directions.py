"""Set the writing direction of each block of a note from the first letter of its text."""

import unicodedata

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

CONTAINERS = ("blockquote", "list_item", "table", "footnote")
LEAVES = ("paragraph", "heading", "th", "td")
_STRONG = {"L", "R", "AL"}


def set_directions(state: StateCore) -> None:
    """Set `dir="auto"` on the blocks of a note.

    For dir="auto" a browser skips child elements with a `dir` of their own. So the first text of a list item, a quote
    or a table gets none: it sets the direction of the container, and of its bullets, bar or columns.
    """
    has_text: list[bool] = []  # per open container, the innermost last
    for token in state.tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if token.nesting > 0 and name in CONTAINERS + LEAVES and (not has_text or has_text[-1]):
            token.attrs["dir"] = "auto"
        if name in CONTAINERS and token.nesting > 0:
            has_text.append(False)
        elif name in CONTAINERS and has_text:
            has_text.pop()
        elif token.type == "inline" and has_text and _has_letters(token.children or []):
            has_text = [True] * len(has_text)


def _has_letters(tokens: list[Token]) -> bool:
    """Return whether a browser would find a direction in TOKENS."""
    isolated = False
    for token in tokens:
        if token.type == "link_open":
            isolated = "dir" in token.attrs
        elif token.type == "link_close":
            isolated = False
        elif token.type == "text" and not isolated and any(map(_is_strong, token.content)):
            return True
    return False


def _is_strong(char: str) -> bool:
    return unicodedata.bidirectional(char) in _STRONG
