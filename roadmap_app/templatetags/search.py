"""Template filters that show what was searched for."""

from collections.abc import Collection
from html import escape

from django import template
from django.utils.safestring import SafeString

from roadmap_app.domain.search.marks import Pieces, mark, mark_html

register = template.Library()


@register.filter
def marked(pieces: Pieces) -> SafeString:
    """Return PIECES of a text as HTML, with mark elements around those that are marked."""
    # Each piece is escaped, by what Django's own tools call in the end: they take three times as long, each time.
    html = (f"<mark>{escape(text)}</mark>" if is_marked else escape(text) for text, is_marked in pieces)
    return SafeString("".join(html))  # nosec B703


@register.filter
def marking(text: str, words: Collection[str] | None) -> SafeString:
    """Return TEXT as HTML, with mark elements around WORDS (folded)."""
    return marked(mark(text, words)) if words else SafeString(escape(text))  # nosec B703


@register.filter
def marking_html(html: SafeString, words: Collection[str]) -> SafeString:
    """Return clean HTML with mark elements around WORDS (folded) in its text."""
    # Tags stay as they are, and text is escaped again.
    return SafeString(mark_html(html, words))  # nosec B703
