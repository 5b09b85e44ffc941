"""How long a session lives: unused, and altogether; shorter for those who may edit."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.middleware import SessionMiddleware as DjangosMiddleware
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from roadmap_app.identity.session_store import BEGAN, ENDS, IDLE, SessionStore, row_key
from roadmap_app.models import User
from roadmap_app.web.waiting import SAFE, left_out_if_busy

GetResponse = Callable[[HttpRequest], HttpResponse]
# What the cookie was called before portals had names of their own.
OLD_COOKIE = "sessionid"
# A session in use is written this often, or four times within the time that it may lie unused.
RENEW = timedelta(days=1)


class Limits(NamedTuple):
    """How long a session may lie unused, and how long it may last altogether."""

    idle: timedelta
    end: timedelta


def limits_of(user: User) -> Limits:
    """Return the limits for USER: staff's for whoever may come into the admin or edit."""
    if user.is_staff or user.is_superuser:
        return Limits(settings.PORTAL_STAFF_SESSION_IDLE, settings.PORTAL_STAFF_SESSION_END)
    return Limits(settings.PORTAL_SESSION_IDLE, settings.PORTAL_SESSION_END)


def begin_session(request: HttpRequest | None, user: User, **more: Any) -> None:
    """Let the session of REQUEST, in which USER has just signed in, count from now on; received from Django."""
    if request is not None and hasattr(request, "session"):
        request.session[BEGAN] = int(time.time())
        _limit(request.session, user)


class SessionMiddleware(DjangosMiddleware):
    """Django's, which lets those go on who signed in before the cookie had a name of the portal's own."""

    def process_request(self, request: HttpRequest) -> None:
        """Open the session that the cookie names, or the old cookie, if it was begun by an older version."""
        super().process_request(request)
        name = settings.SESSION_COOKIE_NAME
        if name in request.COOKIES or OLD_COOKIE not in request.COOKIES:
            return
        old = SessionStore(request.COOKIES[OLD_COOKIE])
        if SESSION_KEY in old and BEGAN not in old:
            request.COOKIES[name], request.session = request.COOKIES[OLD_COOKIE], old

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Save what has changed; a page that is only read leaves it out where it would have to wait for a writer."""
        if request.method not in SAFE or not request.session.modified:
            return super().process_response(request, response)
        with left_out_if_busy():
            return super().process_response(request, response)
        return response


def session_limits(get_response: GetResponse) -> GetResponse:
    """End the session that has lasted too long, and renew the one in use."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(request.user, User):
            return get_response(request)
        session = request.session
        before = session.modified
        changed = _limit(session, request.user)
        session.modified = before  # written below, where a page that is only read waits for nobody
        if session[ENDS] <= time.time():
            session.flush()
            request.user = AnonymousUser()
        response = get_response(request)
        if session.session_key and not session.modified and response.status_code < 500:
            _renew(session, response, changed)
        return response

    return middleware


def _limit(session: SessionBase, user: User) -> bool:
    """Keep in SESSION what holds for USER now, for the store to count with; returns whether that has changed."""
    if BEGAN not in session:
        session[BEGAN] = int(time.time())
    limits = limits_of(user)
    idle, ends = int(limits.idle.total_seconds()), session[BEGAN] + int(limits.end.total_seconds())
    if (session.get(IDLE), session.get(ENDS)) == (idle, ends):
        return False
    session[IDLE], session[ENDS] = idle, ends
    return True


def _renew(session: SessionBase, response: HttpResponse, changed: bool) -> None:
    """Move the end of SESSION, and of its cookie; what it holds is not written unless its limits have CHANGED."""
    expires = getattr(session, "expires", None)
    idle = timedelta(seconds=session.get(IDLE, 0))
    new = session.get_expiry_date()
    if not changed and (expires is None or new - expires < min(RENEW, idle / 4)):
        return
    values: dict[str, Any] = {"expire_date": new}
    if changed:
        values["session_data"] = session.encode(dict(session.items()))
    written = 0
    with left_out_if_busy():  # the next request tries again
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
