"""Read which addresses to check, and who gets the mail about dead ones."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q, QuerySet

from roadmap_app.models import Resource, User


def due_resources(slugs: Collection[str] = (), checked_before: datetime | None = None) -> QuerySet[Resource]:
    """Return the resources in use never checked at their current address, or not since CHECKED_BEFORE (UTC; None: all).

    If SLUGS, only of these roadmaps.
    """
    rows = Resource.objects.exclude(url="").filter(retired=False, topic__retired=False, topic__stage__retired=False)
    if slugs:
        rows = rows.filter(topic__stage__roadmap__slug__in=slugs)
    if checked_before is not None:
        was_changed, is_old = ~Q(link_check__url=F("url")), Q(link_check__checked_at__lt=checked_before)
        rows = rows.filter(Q(link_check=None) | was_changed | is_old)
    found: QuerySet[Resource] = rows.select_related("link_check", "topic__stage__roadmap").order_by("pk")
    return found


def editors_addresses() -> list[str]:
    """Return the e-mail addresses of active editors and owners."""
    people = User.objects.filter(Q(groups__name="Editors") | Q(is_superuser=True), is_active=True)
    return list(people.order_by("email").values_list("email", flat=True).distinct())
