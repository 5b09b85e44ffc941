"""Reset the second factors of people who have lost them."""

from collections.abc import Iterable
from functools import partial

from allauth.mfa.models import Authenticator
from django.core.mail import send_mail
from django.db import transaction

from roadmap_app.actions.audit import record
from roadmap_app.actions.sessions import end_all_sessions
from roadmap_app.models import AuditEvent, User

OWN_FACTORS = "You change your own second factors under Settings."


@transaction.atomic
def reset_second_factors(users: Iterable[User], *, by: User | None, why: str = "") -> int:
    """Delete the apps, passkeys and recovery codes of USERS and sign them out; return how many had any.

    BY is the owner who does it, None for a command; WHY goes into the record. Each person gets a mail, as somebody
    else may have asked for it.
    """
    count = 0
    for user in users:
        if not Authenticator.objects.filter(user=user).delete()[0]:
            continue
        # The finder of a lost phone may be signed in on it.
        end_all_sessions(user)
        why = why or ("by an owner" if by else "by command")
        record(AuditEvent.Verb.MFA_CHANGED, by=by, about=user, detail=f"all reset {why}")
        transaction.on_commit(partial(_mail, user.email))
        count += 1
    return count


def _mail(address: str) -> None:
    text = (
        "Your authenticator app, passkeys and recovery codes sign you in no longer, and you are signed out everywhere. "
        "Sign in and set them up again under Settings.\n\nIf you have not asked for this, tell the "
        "person who runs the portal, and change your password.\n"
    )
    # A failing mail server must not undo the reset.
    send_mail("Cairn: your second factors were reset", text, None, [address], fail_silently=True)
