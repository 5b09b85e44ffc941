"""Template filters of the page of search."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from roadmap_app.domain.search.marks import Pieces

register = template.Library()


@register.filter
def marked(pieces: Pieces) -> SafeString:
    """Return PIECES of a text as HTML, with mark elements around those that are marked."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if is_marked else text,) for text, is_marked in pieces)
    )
