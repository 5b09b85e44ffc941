"""Rate limits of routes: how often a form may be sent, valid or not; checked before the view."""

from datetime import timedelta
from typing import Literal, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from roadmap_app.actions.limits import Limit, TooMany, take
from roadmap_app.identity.limits import MINUTE, WAIT, network_of
from roadmap_app.identity.quotas import QUOTAS
from roadmap_app.identity.too_many import come_back, refused
from roadmap_app.web.middleware import Middleware


class RouteLimit(NamedTuple):
    """A limit, and whether it counts by signed-in user or by IP address."""

    limit: Limit
    by: Literal["user", "address"]


PASSWORD = RouteLimit(Limit("new passwords", free=5, forget=MINUTE, first=12, longest=15 * MINUTE), "user")
# Enough for a class that signs in at once by passkey, provider or invitation; not for minutes of tries.
ENTRANCE = RouteLimit(Limit("entrances", free=150, forget=1, first=1, longest=MINUTE), "address")
AGAIN = RouteLimit(Limit("proofs that it is still them", free=10, forget=6, first=6, longest=5 * MINUTE), "user")
ROUTES: dict[str, RouteLimit] = {
    "account_change_password": PASSWORD,
    "account_set_password": PASSWORD,
    "account_email": RouteLimit(Limit("changes of address", free=10, forget=MINUTE, first=6, longest=MINUTE), "user"),
    "calendar_settings": RouteLimit(
        Limit("calendar addresses", free=20, forget=MINUTE, first=6, longest=MINUTE), "user"
    ),
    "account_reauthenticate": AGAIN,
    "mfa_reauthenticate": AGAIN,
    "mfa_activate_totp": AGAIN,
    "account_reset_password_from_key": ENTRANCE,
    "mfa_login_webauthn": ENTRANCE,
    "openid_connect_login": ENTRANCE,
    "invitation": ENTRANCE,
}


class RouteLimits(Middleware):
    """Answers 429, with the time to wait, to what is sent too often."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the response, as a 429 if a form has refused a try that came too soon."""
        response = self.get_response(request)
        wait = request.META.get(WAIT)
        return come_back(response, wait) if wait else response

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Return the refusal, None if the request is within the limits."""
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if request.method != "POST":
            return None
        if (quota := QUOTAS.get(name)) and request.user.is_authenticated and (wait := quota.take(request.user.pk)):
            return refused(request, timedelta(seconds=wait), "So much in so short a time is more than people do.")
        route = ROUTES.get(name)
        return self._counted(request, name, route) if route else None

    def _counted(self, request: HttpRequest, name: str, route: RouteLimit) -> HttpResponse | None:
        if route.by == "user" and not request.user.is_authenticated:
            return None  # the view redirects to the sign-in page
        who = str(request.user.pk) if route.by == "user" else network_of(request)
        try:
            take((route.limit, f"{name} {who}"))
        except TooMany as error:
            return refused(request, error.wait)
        return None
