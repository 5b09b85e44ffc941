"""Browsers in which somebody has signed in before: a stranger's wrong tries do not count against those.

A long-lived cookie holds, for each of the last accounts that signed in there, a random device id. It is signed, names
nobody, and signs nobody in: it only decides under which count a wrong password falls.
"""

from collections.abc import Callable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from roadmap_app.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]

SALT = "cairn known devices"
LIFETIME = 365 * 24 * 3600
# A shared computer keeps the last of its people: a header of a request has 8 kB at the most.
ACCOUNTS = 10
ID_LENGTH = 16


def cookie_name() -> str:
    """Return the cookie's name, beside the session's, so that it is as much this portal's own."""
    return f"{settings.SESSION_COOKIE_NAME}_devices"


def device_of(request: HttpRequest, user: User | None) -> str:
    """Return the id of the device that REQUEST comes from if USER has signed in there before, else ""."""
    if user is None:
        return ""
    return _devices_in(request).get(_account(user), "")


def remember_device(request: HttpRequest, user: User) -> None:
    """Let the answer to REQUEST mark the browser as one in which USER has signed in."""
    devices = _devices_in(request)
    kept = devices.pop(_account(user), "") or get_random_string(ID_LENGTH)
    newest = [(_account(user), kept), *devices.items()][:ACCOUNTS]
    request.known_devices = dict(newest)  # type: ignore[attr-defined]


def known_devices(get_response: GetResponse) -> GetResponse:
    """Set the cookie of known devices where somebody has just signed in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        devices = getattr(request, "known_devices", None)
        if devices:
            response.set_cookie(
                cookie_name(),
                signing.dumps(devices, salt=SALT),
                max_age=LIFETIME,
                secure=bool(settings.SESSION_COOKIE_SECURE),
                httponly=True,
                samesite="Lax",
            )
        return response

    return middleware


def _account(user: User) -> str:
    return salted_hmac(SALT, str(user.pk), algorithm="sha256").hexdigest()[:ID_LENGTH]


def _devices_in(request: HttpRequest) -> dict[str, str]:
    try:
        found = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return {}
    return dict(found)
