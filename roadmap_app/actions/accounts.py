"""Making accounts and keeping their settings."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from roadmap_app.models import OwnerLink, User

OWNER_LINK_LIFETIME = timedelta(hours=1)


class OwnerLinkDead(Exception):
    """The link was used, has expired, was replaced by a newer one, or never existed."""


@transaction.atomic
def issue_owner_link() -> str | None:
    """Return the token of a new one-time owner's link, ending all earlier ones; None once there is an account."""
    if User.objects.exists():
        return None
    OwnerLink.objects.all().delete()
    token = secrets.token_urlsafe(24)
    OwnerLink.objects.create(digest=_digest(token), expires_at=timezone.now() + OWNER_LINK_LIFETIME)
    return token


def owner_link_is_alive(token: str) -> bool:
    """Return whether TOKEN still makes the owner's account."""
    return _living(token).exists() and not User.objects.exists()


@transaction.atomic
def create_owner(*, token: str, email: str, password: str) -> User:
    """Return the new owner (staff and superuser, address taken as confirmed) and end the link.

    Raises OwnerLinkDead; ValidationError for an address or a password that will not do.
    """
    # The update takes the row's lock, so that of two people with the same link one comes second and finds it used.
    if not _living(token).update(used_at=timezone.now()) or User.objects.exists():
        raise OwnerLinkDead
    owner = User.objects.create_superuser(email, password)
    EmailAddress.objects.create(user=owner, email=owner.email, primary=True, verified=True)
    return owner


def save_settings(*, user: User, name: str, time_zone: str, theme: str) -> None:
    """Keep how USER is addressed, in which time zone they live and how the pages look."""
    user.name, user.time_zone, user.theme = name, time_zone, theme
    user.save(update_fields=["name", "time_zone", "theme"])


def _living(token: str) -> QuerySet[OwnerLink]:
    return OwnerLink.objects.filter(digest=_digest(token), used_at=None, expires_at__gt=timezone.now())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
