"""Change people's roles, and enable or disable their accounts. One owner always stays."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from roadmap_app.actions.audit import record
from roadmap_app.actions.sessions import end_because_disabled
from roadmap_app.models import AuditEvent, Invitation, User
from roadmap_app.models.accounts import EDITORS

Verb = AuditEvent.Verb


class LastOwner(Exception):
    """This is the only owner, whom the portal needs."""

    message = "There must be an owner who can sign in: make somebody else one first."


def keep_an_owner(user: User) -> None:
    """Raise LastOwner if USER is the only owner who can sign in and is not leaving. Call it inside a transaction.

    The owners' rows are locked, so that of two who leave at once the second finds the first gone.
    """
    if not user.is_superuser:
        return
    owners = User.objects.select_for_update().filter(is_superuser=True, is_active=True, deletion_asked_at=None)
    staying = [owner.pk for owner in owners.order_by("pk")]
    if staying == [user.pk]:
        raise LastOwner


@transaction.atomic
def set_enabled(users: Iterable[User], *, by: User, enabled: bool, because: str = "") -> int:
    """Enable the accounts of USERS, or disable them and sign them out; return how many changed.

    A disabled person reads BECAUSE when they try to sign in. Raise LastOwner, and change nobody, if no owner would be
    left.
    """
    changed = [user for user in users if user.is_active != enabled]
    for user in changed:
        if not enabled:
            keep_an_owner(user)
        user.is_active, user.disabled_because = enabled, because
        user.save(update_fields=["is_active", "disabled_because"])
        note_enabled(user, by=by)
    return len(changed)


def note_enabled(user: User, *, by: User) -> None:
    """Record that BY enabled or disabled USER; end the sessions of a disabled one, forget why an enabled one was."""
    if user.is_active:
        User.objects.filter(pk=user.pk).exclude(disabled_because="").update(disabled_because="")
    else:
        end_because_disabled(user)
        _revoke_invitations(user)
    record(Verb.ENABLED if user.is_active else Verb.DISABLED, by=by, about=user)


@transaction.atomic
def set_role(users: Iterable[User], *, by: User | None, role: str, why: str = "") -> int:
    """Make USERS learners, editors or owners ("learner", "editor", "owner"), and record WHY; return how many changed.

    Raise LastOwner, and change nobody, if no owner would be left.
    """
    changed = [user for user in users if user.role != role or not _has_rights_of(user, role)]
    for user in changed:
        before = user.role
        if before == "owner":
            keep_an_owner(user)
        user.is_superuser, user.is_staff = role == "owner", role != "learner"
        user.save(update_fields=["is_superuser", "is_staff"])
        if role == "editor":
            user.groups.add(Group.objects.get(name=EDITORS))
        elif role == "learner":
            user.groups.clear()
            user.user_permissions.clear()
        note_role(user, by=by, before=before, why=why)
    return len(changed)


def _has_rights_of(user: User, role: str) -> bool:
    """Return whether USER, who has ROLE, has what belongs to it: the form of the admin changes each by itself."""
    if role == "editor":
        return user.is_staff and user.groups.filter(name=EDITORS).exists()
    return role == "owner" or not (user.groups.exists() or user.user_permissions.exists())


def _revoke_invitations(user: User) -> None:
    """Revoke the invitations of USER: they would be valid again if USER became an owner again."""
    open_ones = Invitation.objects.filter(made_by=user, used_at=None, revoked_at=None)
    open_ones.update(revoked_at=timezone.now())


def note_role(user: User, *, by: User | None, before: str, why: str = "") -> None:
    """Record that BY changed USER's role, which was BEFORE; a former owner's invitations are revoked."""
    now = User.objects.get(pk=user.pk).role
    if before == "owner" and now != "owner":
        _revoke_invitations(user)
    changed = f"{before} → {now}"
    record(Verb.ROLE_CHANGED, by=by, about=user, detail=f"{changed}, {why}" if why else changed)
