"""Managers that find content by the keys that fixtures use."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from roadmap_app.models.curriculum import Roadmap


class RoadmapManager(models.Manager["Roadmap"]):
    """Finds a roadmap by the key that fixtures use."""

    def get_by_natural_key(self, slug: str) -> "Roadmap":
        """Return the roadmap with this slug. Raise Roadmap.DoesNotExist if no roadmap has it."""
        return self.get(slug=slug)


class ContentManager(models.Manager[Any]):
    """Finds a row of content by the key that fixtures use."""

    def get_by_natural_key(self, ref: str) -> Any:
        """Return the row with this ref. Raise the model's DoesNotExist if no row has it."""
        return self.get(ref=ref)
