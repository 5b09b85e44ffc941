"""The admin, by the words of the design."""

from roadmap_app.admin import accounts, curriculum, links, updates

__all__ = ["accounts", "curriculum", "links", "updates"]
