"""The admin, by the words of the design."""

from roadmap_app.admin import accounts, curriculum, updates

__all__ = ["accounts", "curriculum", "updates"]
