"""Letting people take away what is theirs."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from roadmap_app.actions.audit import record
from roadmap_app.models import AuditEvent, User

EXPORTS_AN_HOUR = 10


class TooManyExports(Exception):
    """So many within the hour that the server would do nothing else."""


@transaction.atomic
def begin_export(*, user: User) -> None:
    """Write down that USER takes their data away; raises TooManyExports for more than ten within the hour."""
    User.objects.select_for_update().get(pk=user.pk)
    since = timezone.now() - timedelta(hours=1)
    before = AuditEvent.objects.filter(actor=user, verb=AuditEvent.Verb.EXPORTED, at__gt=since)
    if before.count() >= EXPORTS_AN_HOUR:
        raise TooManyExports
    record(AuditEvent.Verb.EXPORTED, by=user)
