"""The list of where somebody is signed in: allauth's table, with the digests of session_store in place of keys."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from roadmap_app.identity.session_store import SessionStore, row_key
from roadmap_app.models import User

MAX_USER_AGENT = 200


def is_current(session: UserSession, request: HttpRequest) -> bool:
    """Return whether SESSION is the one of REQUEST."""
    return bool(session.session_key == row_key(request.session.session_key or ""))


def note_session(request: HttpRequest, **more: Any) -> None:
    """Put the session of REQUEST on its person's list; received from allauth when somebody signs in, too."""
    if not isinstance(request.user, User):
        return
    if not request.session.session_key:
        request.session.save()
    about = {
        "user": request.user,
        "ip": get_adapter().get_client_ip(request),
        "user_agent": request.META.get("HTTP_USER_AGENT", "")[:MAX_USER_AGENT],
        "last_seen_at": timezone.now(),
    }
    UserSession.objects.update_or_create(session_key=row_key(request.session.session_key or ""), defaults=about)


def living_sessions(user: User) -> list[UserSession]:
    """Return the sessions in which USER is signed in, oldest first; none that a new password has ended."""
    listed = list(UserSession.objects.filter(user=user).order_by("created_at", "pk"))
    rows = Session.objects.filter(pk__in=[each.session_key for each in listed], expire_date__gt=timezone.now())
    living = {row.pk for row in rows if _signs_in(SessionStore().decode(row.session_data), user)}
    return [each for each in listed if each.session_key in living]


def _signs_in(data: dict[str, Any], user: User) -> bool:
    fits = constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    return fits and data.get(SESSION_KEY) == str(user.pk)
