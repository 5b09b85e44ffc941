"""Read accounts: enrolments, addresses, sessions, invitations."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from roadmap_app.models import Enrolment, Invitation, OwnerLink, Roadmap, User


def address_is_taken(email: str, *, but: User | None = None) -> bool:
    """Return whether somebody (except BUT) signs in with EMAIL, in lower case, or has confirmed it."""
    people = User.objects.filter(email=email)
    confirmed = EmailAddress.objects.filter(email=email, verified=True)
    if but:
        people, confirmed = people.exclude(pk=but.pk), confirmed.exclude(user=but)
    return people.exists() or confirmed.exists()


def is_only_owner(user: User) -> bool:
    """Return whether USER is the only owner who can sign in and is not leaving."""
    owners = User.objects.filter(is_superuser=True, is_active=True, deletion_asked_at=None)
    return user.is_superuser and not owners.exclude(pk=user.pk).exists()


def sessions_of(users: Iterable[User]) -> dict[int, int]:
    """Return the number of browsers in which each of USERS is signed in, by primary key."""
    counted = UserSession.objects.filter(user__in=users).values("user").annotate(count=Count("pk"))
    return {row["user"]: row["count"] for row in counted}


def with_confirmed(users: QuerySet[User]) -> QuerySet[User]:
    """Annotate USERS with `confirmed`: whether the address that they sign in with is."""
    # Not Exists: to list the first 50 of many users, PostgreSQL would read the addresses of all.
    own = EmailAddress.objects.filter(user=OuterRef("pk"), email=OuterRef("email"), verified=True)
    return users.annotate(confirmed=Coalesce(Subquery(own.values("verified")[:1]), False))


def invitation_of(token: str) -> Invitation | None:
    """Return the open invitation of TOKEN; None if TOKEN is not valid or sign-up is closed."""
    return None if settings.PORTAL_SIGNUP == "closed" else Invitation.usable(token).first()


def invitation_for(email: str, digest: str = "") -> Invitation | None:
    """Return the open invitation with DIGEST if EMAIL may use it, else one that is bound to EMAIL."""
    usable = Invitation.all_usable().filter(email__in=["", email])
    found = usable.filter(digest=digest).first() if digest else None
    return found or usable.filter(email=email).order_by("pk").first()


def owner_link_is_alive(token: str) -> bool:
    """Return whether TOKEN can still make the owner's account."""
    return OwnerLink.usable(token).exists() and not User.objects.exists()


def own_enrolment(user: User, roadmap: Roadmap) -> Enrolment | None:
    """Return USER's start on ROADMAP, or None."""
    return Enrolment.objects.filter(user=user, roadmap=roadmap).first()
