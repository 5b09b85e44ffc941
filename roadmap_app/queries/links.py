"""Read which addresses to check, and who gets the mail about dead ones."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from roadmap_app.models import JobRun, LinkCheck, Resource, Roadmap, User
from roadmap_app.models.accounts import EDITORS

LINK_CHECK = "check_links"  # the worker's job
ON_THE_ROADMAP = (
    "resource__topic__stage__start_month",
    "resource__topic__stage__position",
    "resource__topic__position",
    "resource__position",
    "pk",
)


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


def last_run() -> JobRun | None:
    """Return the worker's last run of the link check, None if there was none."""
    return JobRun.objects.filter(name=LINK_CHECK).first()


def last_checked(roadmap: Roadmap) -> datetime | None:
    """Return when a link of ROADMAP was last checked, by the worker or in a shell; None if none ever was."""
    checks = LinkCheck.objects.filter(resource__topic__stage__roadmap=roadmap)
    return checks.aggregate(last=Max("checked_at"))["last"]  # type: ignore[no-any-return]


def due_before(moment: datetime) -> datetime:
    """Return the time before which checks are due again: MOMENT, or when an editor last asked for a check."""
    run = last_run()
    return max(moment, run.asked_at) if run and run.asked_at else moment


def broken_links(roadmap: Roadmap) -> list[LinkCheck]:
    """Return the checks that found the current address of a resource in use on ROADMAP broken, in their order on it."""
    return list(_broken().filter(resource__topic__stage__roadmap=roadmap).order_by(*ON_THE_ROADMAP))


def broken_links_count() -> Any:
    """Return a subquery with the number of broken links of a roadmap, for a queryset of roadmaps."""
    of_each = _broken().filter(resource__topic__stage__roadmap=OuterRef("pk")).order_by()
    counted = of_each.values("resource__topic__stage__roadmap").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def _broken() -> QuerySet[LinkCheck]:
    in_use = {"resource__retired": False, "resource__topic__retired": False, "resource__topic__stage__retired": False}
    rows = LinkCheck.objects.filter(url=F("resource__url"), outcome__in=("dead", "refused"), **in_use)
    return rows.select_related("resource__topic__stage")


def active_editors() -> list[User]:
    """Return the active editors and owners, by their e-mail addresses."""
    edits = Q(groups__name=EDITORS) | Q(is_superuser=True)
    people = User.objects.filter(edits, is_active=True, deletion_asked_at=None)
    return list(people.order_by("email").distinct())
