"""Known devices: browsers in which a user has signed in before, and which strangers' wrong tries do not lock out.

A signed, long-lived cookie has a random device id for each of the last accounts that signed in there. It identifies no
user and signs nobody in; it only decides which counter a wrong password increases.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import get_random_string, salted_hmac

from roadmap_app.models import User
from roadmap_app.web.middleware import GetResponse

SALT = "cairn known devices"
LIFETIME = 365 * 24 * 3600  # seconds
# The last accounts of a shared computer, as the Cookie header is limited to 8 kB.
ACCOUNTS = 10
ID_LENGTH = 16
DEVICES = "cairn.known_devices"  # in request.META: the devices to write into the cookie


def cookie_name() -> str:
    """Return the cookie's name, which starts with that of the session cookie, as other portals may share the host."""
    return f"{settings.SESSION_COOKIE_NAME}_devices"


def device_of(request: HttpRequest, user: User | None) -> str:
    """Return the id of the device that sent REQUEST if USER has signed in on it before, else ""."""
    if user is None:
        return ""
    return _devices_in(request).get(_account(user), "")


def remember_device(request: HttpRequest, user: User) -> None:
    """Mark the browser, in the response to REQUEST, as a known device of USER."""
    devices = _devices_in(request)
    kept = devices.pop(_account(user), "") or get_random_string(ID_LENGTH)
    newest = [(_account(user), kept), *devices.items()][:ACCOUNTS]
    request.META[DEVICES] = dict(newest)


def known_devices(get_response: GetResponse) -> GetResponse:
    """Set the cookie of known devices after a sign-in."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if devices := request.META.get(DEVICES):
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
