"""The admin, one module per word of the design's vocabulary."""

from roadmap_app.admin import accounts, audit, curriculum, invitations, links, updates

__all__ = ["accounts", "audit", "curriculum", "invitations", "links", "updates"]
