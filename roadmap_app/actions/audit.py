"""Writing down what happens to accounts."""

from datetime import datetime

from roadmap_app.models import AuditEvent, User
from roadmap_app.origin import current_origin


def record(verb: AuditEvent.Verb, *, by: User | None, about: User | None = None, detail: str = "") -> None:
    """Write down that BY did VERB to ABOUT (themselves where that is not said), from where the request came."""
    origin = current_origin()
    AuditEvent.objects.create(
        actor=by,
        subject=about or by,
        verb=verb,
        detail=detail[:200],
        address=origin.address(),
        request_id=origin.request_id[:64],
    )


def forget_events_before(moment: datetime) -> int:
    """Take away what happened before MOMENT; returns how many events that were."""
    return AuditEvent.objects.filter(at__lt=moment).delete()[0]
