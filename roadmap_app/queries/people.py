"""Read the people of the portal, as owners see them."""

from django.db.models import Q, QuerySet

from roadmap_app.models import Invitation, User
from roadmap_app.queries.search import rows_holding
from roadmap_app.queries.second_factors import with_second_factor

OF_STATE = {
    "active": Q(is_active=True, deletion_asked_at=None),
    "disabled": Q(is_active=False, deletion_asked_at=None),
    "leaving": Q(deletion_asked_at__isnull=False),
}


def people(*, words: str = "", state: str = "") -> QuerySet[User]:
    """Return the people in STATE ("": any) whose name and address hold all WORDS between them, by address."""
    rows = with_second_factor(User.objects.prefetch_related("groups").order_by("email"))
    if words:
        rows = rows.filter(pk__in=rows_holding(User, ("email", "name"), words))  # type: ignore[misc]
    return rows.filter(OF_STATE[state]) if state else rows


def open_invitations() -> QuerySet[Invitation]:
    """Return the invitations that can be used, the newest first."""
    return Invitation.all_usable().select_related("made_by", "roadmap", "team").order_by("-made_at", "-pk")


def invitation_used_by(person: User) -> Invitation | None:
    """Return the invitation with which PERSON made their account, if there was one and it is not yet forgotten."""
    return Invitation.objects.select_related("made_by").filter(used_by=person).first()
