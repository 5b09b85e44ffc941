"""Record which members a lead has seen, once a day for each lead, member and view."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from roadmap_app.models import AccessRecord, Team, User


def record_access(*, lead: User, team: Team, members: Collection[int], view: str) -> None:
    """Record that LEAD has seen these MEMBERS (ids of users) of TEAM in VIEW, unless they have today (UTC) already."""
    now = timezone.now()
    today = now.astimezone(UTC).date()
    seen = AccessRecord.objects.filter(lead=lead, team=team, view=view, day=today, member__in=members)
    known = set(seen.values_list("member_id", flat=True))
    AccessRecord.objects.bulk_create(
        _rows(sorted(set(members) - known), lead, team, view, now),
        ignore_conflicts=True,  # the lead opens it twice at the same time
    )


def forget_old_access() -> int:
    """Delete the records that are as old as audit events that are deleted; return how many."""
    before = timezone.now() - timedelta(days=settings.PORTAL_AUDIT_DAYS)
    return AccessRecord.objects.filter(at__lt=before).delete()[0]


def _rows(members: Iterable[int], lead: User, team: Team, view: str, now: datetime) -> list[AccessRecord]:
    day, name = now.astimezone(UTC).date(), team.name
    return [
        AccessRecord(member_id=member, lead=lead, team=team, team_name=name, view=view, day=day, at=now)
        for member in members
    ]
