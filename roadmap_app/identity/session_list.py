"""The list of a user's sessions: allauth's table, with the digests of session_store instead of session keys."""

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


def note_session(request: HttpRequest, **more: object) -> None:
    """Add the session of REQUEST to its user's list (also a receiver of allauth's signals)."""
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
    """Return the sessions in which USER is signed in, oldest first; without those that a new password has ended."""
    listed = list(UserSession.objects.filter(user=user).order_by("created_at", "pk"))
    rows = Session.objects.filter(pk__in=[each.session_key for each in listed], expire_date__gt=timezone.now())
    living = {row.pk for row in rows if _signs_in(SessionStore().decode(row.session_data), user)}
    return [each for each in listed if each.session_key in living]


def _signs_in(data: dict[str, object], user: User) -> bool:
    has_password = constant_time_compare(str(data.get(HASH_SESSION_KEY, "")), user.get_session_auth_hash())
    return has_password and data.get(SESSION_KEY) == str(user.pk)
