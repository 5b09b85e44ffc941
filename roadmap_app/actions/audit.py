"""Record what happens to accounts."""

from roadmap_app.models import AuditEvent, User
from roadmap_app.web.origin import current_origin


def record(verb: AuditEvent.Verb, *, by: User | None, about: User | None = None, detail: str = "") -> None:
    """Record that BY did VERB to ABOUT (default: BY), with IP address and request id of the current request."""
    _write(verb, actor=by, subject=about or by, detail=detail, address=current_origin().address())


def record_deleted(user_id: int, *, by: User | None) -> None:
    """Record that the account USER_ID was deleted; the id alone no longer identifies anybody.

    BY is the owner who deleted it. None means the user or clean_up; then the IP address is not stored either.
    """
    address = current_origin().address() if by else None
    _write(AuditEvent.Verb.DELETED, actor=by, subject=None, detail=f"account {user_id}", address=address)


def _write(
    verb: AuditEvent.Verb, *, actor: User | None, subject: User | None, detail: str, address: str | None
) -> None:
    AuditEvent.objects.create(
        actor=actor,
        subject=subject,
        verb=verb,
        detail=detail[:200],
        address=address,
        request_id=current_origin().request_id[:64],
    )
