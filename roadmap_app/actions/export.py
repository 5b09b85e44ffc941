"""Start the export of a person's data."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from roadmap_app.actions.audit import record
from roadmap_app.actions.limits import TooMany
from roadmap_app.models import AuditEvent, User

EXPORTS_AN_HOUR = 10
AN_HOUR = timedelta(hours=1)


@transaction.atomic
def begin_export(*, user: User) -> None:
    """Record that USER exports their data. Raise TooMany for more than ten within the hour."""
    User.objects.select_for_update().get(pk=user.pk)
    now = timezone.now()
    # Events in the future, from a clock that ran ahead, must not make anybody wait.
    before = AuditEvent.objects.filter(actor=user, verb=AuditEvent.Verb.EXPORTED, at__gt=now - AN_HOUR, at__lte=now)
    latest = list(before.order_by("-at").values_list("at", flat=True)[:EXPORTS_AN_HOUR])
    if len(latest) == EXPORTS_AN_HOUR:
        raise TooMany(latest[-1] + AN_HOUR - now)
    record(AuditEvent.Verb.EXPORTED, by=user)
