"""Record which members a lead has seen, once a day for each lead, member and view."""

from collections.abc import Collection
from datetime import UTC, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from roadmap_app.models import AccessRecord, Team, User


def record_access(*, lead: User, team: Team, members: Collection[int], view: str) -> None:
    """Record that LEAD has seen these MEMBERS (ids of users) of TEAM in VIEW, unless they have today (UTC) already."""
    now = timezone.now()
    common: dict[str, Any] = {"lead": lead, "team": team, "view": view, "day": now.astimezone(UTC).date()}
    known = set(AccessRecord.objects.filter(**common, member__in=members).values_list("member_id", flat=True))
    AccessRecord.objects.bulk_create(
        (AccessRecord(**common, member_id=each, team_name=team.name, at=now) for each in sorted(set(members) - known)),
        ignore_conflicts=True,  # the lead opens it twice at the same time
    )


def forget_old_access() -> int:
    """Delete the records that are as old as audit events that are deleted; return how many."""
    before = timezone.now() - timedelta(days=settings.PORTAL_AUDIT_DAYS)
    return AccessRecord.objects.filter(at__lt=before).delete()[0]
