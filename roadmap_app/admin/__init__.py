"""The admin, by the words of the design."""

from roadmap_app.admin import accounts, audit, curriculum, invitations, links, updates

__all__ = ["accounts", "audit", "curriculum", "invitations", "links", "updates"]
