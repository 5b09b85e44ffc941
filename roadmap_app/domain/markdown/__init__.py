"""Turn a learner's Markdown into safe HTML.

`render` formats a note, `render_source` shows its source, `excerpt` returns a short preview for lists, and
`link_addresses` is for plain text.
"""

from roadmap_app.domain.markdown.addresses import link_addresses
from roadmap_app.domain.markdown.excerpts import excerpt
from roadmap_app.domain.markdown.rendering import render, render_source

__all__ = ["excerpt", "link_addresses", "render", "render_source"]
