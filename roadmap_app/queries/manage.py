"""Read what editors see of all roadmaps together."""

from typing import Any

from django.db.models import QuerySet

from roadmap_app.models import Roadmap
from roadmap_app.queries.editing import with_counts
from roadmap_app.queries.links import broken_links_count


def managed_roadmaps() -> QuerySet[Roadmap]:
    """Return all roadmaps with the numbers of their stages, items, learners and broken links."""
    rows: Any = with_counts(Roadmap.objects.order_by("position", "title"))
    found: QuerySet[Roadmap] = rows.annotate(broken_count=broken_links_count())
    return found
