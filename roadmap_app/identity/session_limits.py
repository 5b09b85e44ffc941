"""The lifetime of sessions: unused, and in total; shorter for staff."""

import time
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions import middleware as django_sessions
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from roadmap_app.identity.session_store import BEGAN, ENDS, IDLE, SessionStore, row_key
from roadmap_app.models import User
from roadmap_app.web.csrf_tokens import renew_cookie
from roadmap_app.web.middleware import GetResponse
from roadmap_app.web.waiting import SAFE, left_out_if_busy

# The cookie's name before each portal had its own.
OLD_COOKIE = "sessionid"
# How often the end of a session in use is moved; more often if its idle time is shorter than four days.
RENEW = timedelta(days=1)


class SessionLimits(NamedTuple):
    """How long a session may be unused, and how long it may last in total."""

    idle: timedelta
    end: timedelta


def limits_of(user: User) -> SessionLimits:
    """Return the limits for USER: those of staff if they may use the admin."""
    if user.is_staff or user.is_superuser:
        return SessionLimits(settings.PORTAL_STAFF_SESSION_IDLE, settings.PORTAL_STAFF_SESSION_END)
    return SessionLimits(settings.PORTAL_SESSION_IDLE, settings.PORTAL_SESSION_END)


def begin_session(request: HttpRequest | None, user: User, **more: object) -> None:
    """Start the limits of REQUEST's session, in which USER has just signed in (a receiver of Django's signal)."""
    if request is not None and hasattr(request, "session"):
        request.session[BEGAN] = int(time.time())
        _limit(request.session, user)


class SessionMiddleware(django_sessions.SessionMiddleware):
    """Accepts sessions from before the cookie had the portal's own name, too."""

    def process_request(self, request: HttpRequest) -> None:
        """Open the session of the cookie; without it that of the old cookie, if an older version started it."""
        super().process_request(request)
        name = settings.SESSION_COOKIE_NAME
        if name in request.COOKIES or OLD_COOKIE not in request.COOKIES:
            return
        old = SessionStore(request.COOKIES[OLD_COOKIE])
        if SESSION_KEY in old and BEGAN not in old:
            request.COOKIES[name], request.session = request.COOKIES[OLD_COOKIE], old

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save a modified session; skip that for a page that only reads if it would have to wait for a writer."""
        if request.method not in SAFE or not request.session.modified:
            return super().process_response(request, response)
        with left_out_if_busy():
            return super().process_response(request, response)
        return response


def session_limits(get_response: GetResponse) -> GetResponse:
    """End a session that has lasted too long, and renew one in use."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = get_user(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if not isinstance(user, User):
            return get_response(request)
        # Not lazy from here on, as middleware, view and templates look at it some hundred times.
        request.user = user
        session = request.session
        before = session.modified
        changed = _limit(session, user)
        session.modified = before  # _renew writes it, without waiting for locks on pages that only read
        if session[ENDS] <= time.time():
            session.flush()
            request.user = AnonymousUser()
        response = get_response(request)
        if session.session_key and not session.modified and response.status_code < 500:
            _renew(request, response, changed)
        return response

    return middleware


def _limit(session: SessionBase, user: User) -> bool:
    """Store USER's current limits in SESSION; return whether they have changed."""
    if BEGAN not in session:
        session[BEGAN] = int(time.time())
    limits = limits_of(user)
    idle, ends = int(limits.idle.total_seconds()), session[BEGAN] + int(limits.end.total_seconds())
    if (session.get(IDLE), session.get(ENDS)) == (idle, ends):
        return False
    session[IDLE], session[ENDS] = idle, ends
    return True


def _renew(request: HttpRequest, response: HttpResponseBase, changed: bool) -> None:
    """Move the end of the session and its cookie; write its data only if its limits have CHANGED."""
    session = request.session
    expires = getattr(session, "expires", None)
    idle = timedelta(seconds=session.get(IDLE, 0))
    new = session.get_expiry_date()
    if not changed and (expires is None or new - expires < min(RENEW, idle / 4)):
        return
    values: dict[str, datetime | str] = {"expire_date": new}
    if changed:
        values["session_data"] = session.encode(dict(session.items()))
    written = 0
    with left_out_if_busy():  # the next request retries
        written = Session.objects.filter(pk=row_key(session.session_key or "")).update(**values)
    if not written:
        return
    response.set_cookie(
        settings.SESSION_COOKIE_NAME,
        session.session_key or "",
        max_age=int((new - timezone.now()).total_seconds()),
        path=settings.SESSION_COOKIE_PATH,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite=settings.SESSION_COOKIE_SAMESITE,
    )
    renew_cookie(request)
