"""Limits of whole routes: how often a form may be sent, right or wrong, before its view is asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal, NamedTuple

from django.http import HttpRequest, HttpResponse

from roadmap_app.actions.limits import Limit, TooMany, take
from roadmap_app.identity.limits import MINUTE, network_of
from roadmap_app.identity.quotas import QUOTAS
from roadmap_app.identity.too_many import come_back, refused


class Route(NamedTuple):
    """A limit, and by whom it counts: by the person who is signed in, or by the address that asks."""

    limit: Limit
    by: Literal["person", "address"]


PASSWORD = Route(Limit("new passwords", free=5, forget=MINUTE, first=12, longest=15 * MINUTE), "person")
# A class that comes at once by passkey, provider or invitation is let in; who goes on for minutes is not.
ENTRANCE = Route(Limit("entrances", free=150, forget=1, first=1, longest=MINUTE), "address")
AGAIN = Route(Limit("proofs that it is still them", free=10, forget=6, first=6, longest=5 * MINUTE), "person")
ROUTES: dict[str, Route] = {
    "account_change_password": PASSWORD,
    "account_set_password": PASSWORD,
    "account_email": Route(Limit("changes of address", free=10, forget=MINUTE, first=6, longest=MINUTE), "person"),
    "account_reauthenticate": AGAIN,
    "mfa_reauthenticate": AGAIN,
    "mfa_activate_totp": AGAIN,
    "account_reset_password_from_key": ENTRANCE,
    "mfa_login_webauthn": ENTRANCE,
    "openid_connect_login": ENTRANCE,
    "invitation": ENTRANCE,
}


class Limits:
    """Refuses what comes too often with a 429 that says when to come back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a form that has found a try to come too soon shows itself again, under the right status."""
        response = self.get_response(request)
        wait = getattr(request, "come_back_in", None)
        return come_back(response, wait) if wait else response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Return the refusal, None for what may be done."""
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if request.method != "POST":
            return None
        if (quota := QUOTAS.get(name)) and request.user.is_authenticated and (wait := quota.take(str(request.user.pk))):
            return refused(request, timedelta(seconds=wait), "So much in so short a time is more than people do.")
        route = ROUTES.get(name)
        return self._counted(request, name, route) if route else None

    def _counted(self, request: HttpRequest, name: str, route: Route) -> HttpResponse | None:
        if route.by == "person" and not request.user.is_authenticated:
            return None  # leads to the sign-in page
        who = str(request.user.pk) if route.by == "person" else network_of(request)
        try:
            take((route.limit, f"{name} {who}"))
        except TooMany as error:
            return refused(request, error.wait)
        return None
