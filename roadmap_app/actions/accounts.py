"""Make accounts and change their addresses and rights."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from roadmap_app.actions.audit import record
from roadmap_app.actions.people import note_role
from roadmap_app.actions.reminders import reschedule
from roadmap_app.models import AuditEvent, OwnerLink, User
from roadmap_app.models.accounts import EDITORS

Setting = Literal["name", "time_zone", "theme", "hours_a_week"]
NEVER_CONFIRMED = "the address was never confirmed here"
OWNER_LINK_LIFETIME = timedelta(hours=1)


class OwnerLinkDead(Exception):
    """The link was used, has expired, came too late for the first account, or never existed."""


@transaction.atomic
def issue_owner_link() -> str | None:
    """Return the token of a new one-time owner's link; None once there is an account.

    Earlier links still work, as each of several servers prints its own. The first that is used ends them all.
    """
    if User.objects.exists():
        return None
    OwnerLink.objects.filter(expires_at__lte=timezone.now()).delete()
    token = secrets.token_urlsafe(24)
    OwnerLink.objects.create(digest=OwnerLink.digest_of(token), expires_at=timezone.now() + OWNER_LINK_LIFETIME)
    return token


@transaction.atomic
def create_owner(*, token: str, email: str, password: str, time_zone: str = "") -> User:
    """Return the new owner (staff and superuser, address taken as confirmed) and end every link.

    Raise OwnerLinkDead, and ValidationError for an invalid address; the form has validated the password.
    """
    # Of two people, with the same link or with two, the second waits here and finds it used.
    list(OwnerLink.objects.select_for_update().order_by("pk"))
    if not OwnerLink.usable(token).update(used_at=timezone.now()) or User.objects.exists():
        raise OwnerLinkDead
    try:
        with transaction.atomic():
            return _owner(email, password, time_zone)
    except IntegrityError as error:  # another server's link has made the same account in this very moment
        raise OwnerLinkDead from error


@transaction.atomic
def create_first_owner(*, email: str, password: str) -> User | None:
    """Return the new owner that the environment names; None once there is an account.

    Raise ValidationError for an invalid address or password.
    """
    if User.objects.exists():
        return None
    validate_password(password, User(email=email))
    return _owner(email, password)


def _owner(email: str, password: str, time_zone: str = "") -> User:
    owner = User.objects.create_superuser(email, password, time_zone=time_zone)
    EmailAddress.objects.create(user=owner, email=owner.email, primary=True, verified=True)
    OwnerLink.objects.filter(used_at=None).update(used_at=timezone.now())
    note_made(owner, by=None)
    return owner


def note_made(user: User, *, by: User | None) -> None:
    """Record that USER's account was made, by BY (None: by the person, or from the shell)."""
    record(AuditEvent.Verb.ACCOUNT_MADE, by=by, about=user, detail=f"as {user.role}")


@transaction.atomic
def save_setting(*, user: User, field: Setting, value: str | int | None) -> None:
    """Keep one setting of USER: their name, time zone, theme, or the hours that they have for learning."""
    setattr(user, field, value)
    user.save(update_fields=[field])
    if field == "time_zone":
        reschedule(user=user)


def show_activity_part(*, user: User, part: str, shown: bool) -> None:
    """Keep whether USER's page of their activity shows PART: "rhythm", "calendar" or "burn_up"."""
    setattr(user, f"shows_{part}", shown)
    user.save(update_fields=[f"shows_{part}"])


@transaction.atomic
def adopt_address(user: User) -> None:
    """Make USER's address, set by an owner, the only one that they sign in with and get mail at."""
    keep_one_address(user)
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})


@transaction.atomic
def confirm_addresses(users: Iterable[User], *, by: User) -> int:
    """Mark the addresses of USERS as confirmed, on BY's authority; return how many were not confirmed before."""
    confirmed = EmailAddress.objects.filter(verified=True)
    changed = [user for user in users if not confirmed.filter(user=user, email=user.email).exists()]
    for user in changed:
        adopt_address(user)
        record(AuditEvent.Verb.EMAIL_CHANGED, by=by, about=user, detail="confirmed by an owner")
    return len(changed)


@transaction.atomic
def await_address(user: User, email: str) -> EmailAddress:
    """Return the row of EMAIL, which waits for confirmation as USER's address; it replaces any other that waits."""
    User.objects.select_for_update().get(pk=user.pk)  # of two at once, the second waits and finds the first's row
    keep_one_address(user)
    return EmailAddress.objects.get_or_create(user=user, email=email)[0]


@transaction.atomic
def recover(user: User) -> None:
    """Confirm USER's address, as a password reset proved that they read its mail, if it was not confirmed before.

    Whoever made the account in their name, and may have let others or a provider in, is out.
    """
    keep_one_address(user)
    if not EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
        disconnect(user)
        adopt_address(user)


def disconnect(user: User) -> None:
    """Delete the single sign-on connections of USER, whose address was never confirmed, and record it."""
    if SocialAccount.objects.filter(user=user).delete()[0]:
        record(AuditEvent.Verb.SSO_CHANGED, by=user, detail=f"disconnected: {NEVER_CONFIRMED}")


def keep_one_address(user: User) -> None:
    """Delete all addresses of USER but the one that they sign in with: somebody else may have requested the others."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()


@transaction.atomic
def set_editors(users: Iterable[User], *, editor: bool, by: User | None = None) -> int:
    """Make USERS editors, or remove them from the editors; return how many changed.

    A former editor loses access to the admin, unless they are an owner or have another permission there.
    """
    group = Group.objects.get(name=EDITORS)
    changed = [user for user in users if user.groups.filter(pk=group.pk).exists() != editor]
    for user in changed:
        before = user.role
        if editor:
            user.groups.add(group)
        else:
            user.groups.remove(group)
        elsewhere = user.is_superuser or user.groups.exists() or user.user_permissions.exists()
        user.is_staff = editor or (user.is_staff and elsewhere)
        user.save(update_fields=["is_staff"])
        note_role(user, by=by, before=before)
    return len(changed)
