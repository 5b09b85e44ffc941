"""Invite people by a link that works once."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from roadmap_app.actions.audit import record
from roadmap_app.actions.people import set_role
from roadmap_app.actions.teams import SECOND_PRESS, join
from roadmap_app.models import AuditEvent, Invitation, Roadmap, Team, User

Verb = AuditEvent.Verb


class InvitationDead(Exception):
    """The link was used or revoked, has expired or never existed, or its maker is no longer an owner."""


@transaction.atomic
def invite(
    *,
    by: User,
    role: str,
    email: str = "",
    days: int = 7,
    roadmap: Roadmap | None = None,
    team: Team | None = None,
    token: str = "",
) -> tuple[Invitation, str]:
    """Return a new invitation, open for DAYS (for EMAIL only, where one is given), and its token, kept nowhere.

    The new account opens with the page of ROADMAP, and is a member of TEAM. With a TOKEN of the caller's, a second call
    changes nothing.
    """
    token = token or secrets.token_urlsafe(24)
    values = {
        "expires_at": timezone.now() + timedelta(days=days),
        "email": email.strip().lower(),
        "role": role,
        "roadmap": roadmap,
        "team": team,
        "made_by": by,
    }
    invitation, is_new = Invitation.objects.get_or_create(digest=Invitation.digest_of(token), defaults=values)
    if is_new:
        record(Verb.INVITED, by=by, detail=f"as {role}")
    return invitation, token


def mail_invitation(invitation: Invitation, link: str) -> None:
    """Send LINK to the address that INVITATION is bound to."""
    context = {"invitation": invitation, "link": link}
    body = render_to_string("accounts/invitation_mail.txt", context)
    send_mail("Cairn: you are invited", body, None, [invitation.email])


@transaction.atomic
def revoke(invitations: Iterable[Invitation], *, by: User) -> int:
    """Revoke those of INVITATIONS that are open; return how many were."""
    ids = [invitation.pk for invitation in invitations]
    now = timezone.now()
    count = Invitation.objects.filter(pk__in=ids, used_at=None, revoked_at=None, expires_at__gt=now).update(
        revoked_at=now
    )
    if count:
        record(Verb.INVITATION_REVOKED, by=by, detail=f"{count} of them" if count > 1 else "")
    return count


class AddressTaken(Exception):
    """The address was taken after the form had checked it."""


@transaction.atomic
def accept(*, token: str, email: str, password: str, time_zone: str = "") -> User:
    """Return the account made by the invitation of TOKEN, which is used up by it; the form has validated the password.

    An address that the invitation is bound to counts as confirmed, as the owner has set it, and no other is accepted.
    Raise InvitationDead, and AddressTaken.
    """
    # Locked: of two clicks the second waits, and finds it used.
    invitation = Invitation.usable(token).select_for_update(of=("self",)).first()
    if invitation is None:
        raise InvitationDead
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email or email, password, time_zone=time_zone)
    except (IntegrityError, ValidationError) as error:  # another invitation was used at the same moment
        raise AddressTaken from error
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=bool(invitation.email))
    use_up(invitation, user=user)
    return user


def just_accepted(*, token: str, email: str, password: str) -> tuple[User, Invitation] | None:
    """Return the account that the invitation of TOKEN made in the last seconds, and that, for a form submitted twice.

    None unless EMAIL (or the invitation's address) and PASSWORD are that account's.
    """
    since = timezone.now() - SECOND_PRESS
    used = Invitation.objects.select_related("used_by").filter(digest=Invitation.digest_of(token), used_at__gte=since)
    invitation = used.first()
    user = invitation and invitation.used_by
    if not (invitation and user and user.email == (invitation.email or email.strip().lower())):
        return None
    return (user, invitation) if user.check_password(password) else None


@transaction.atomic
def use_up(invitation: Invitation, *, user: User) -> None:
    """Mark INVITATION as used by USER, a new account, and give them its role and team. Raise InvitationDead."""
    # One UPDATE: of two people with the same link, the second waits for the row's lock and finds it used.
    still_open = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
    if not still_open.update(used_at=timezone.now(), used_by=user):
        raise InvitationDead
    record(Verb.INVITATION_USED, by=user)
    if invitation.role != Invitation.Role.LEARNER:
        set_role([user], by=invitation.made_by, role=invitation.role)
    if invitation.team:
        join(team=invitation.team, user=user)


def forget_dead_invitations(before: timedelta = timedelta(days=90)) -> int:
    """Delete invitations that expired more than BEFORE ago; return how many."""
    return Invitation.objects.filter(expires_at__lt=timezone.now() - before).delete()[0]
