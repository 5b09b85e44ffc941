"""A learner's Markdown as harmless HTML.

`render` lays a note out, `render_source` shows it as it was typed, `excerpt` makes the few words for a list, and
`link_addresses` is for texts that are no Markdown.
"""

from roadmap_app.domain.markdown.addresses import link_addresses
from roadmap_app.domain.markdown.excerpts import excerpt
from roadmap_app.domain.markdown.rendering import render, render_source

__all__ = ["excerpt", "link_addresses", "render", "render_source"]
