"""A learner's Markdown: `render` makes harmless HTML of it, `excerpt` the few plain words for a list."""

from roadmap_app.domain.markdown.excerpts import excerpt
from roadmap_app.domain.markdown.rendering import render, render_source

__all__ = ["excerpt", "render", "render_source"]
