"""The one door to what staff may do: the admin, and the pages that edit.

Where PORTAL_STAFF_MFA asks for a second factor, nobody comes in without having passed one in this very session.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from roadmap_app.models import User
from roadmap_app.queries.second_factors import has_second_factor, needs_second_factor

View = Callable[..., Any]


class SecondFactorGuard:
    """Leads staff to set up or to pass a second factor before any page of theirs answers, whatever the method."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what there is to guard is known only when the view is."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Return the way to the second factor, None for whoever may go on."""
        if not (settings.PORTAL_STAFF_MFA and _is_guarded(request, view)):
            return None
        user = request.user
        if not (isinstance(user, User) and needs_second_factor(user)) or _has_passed(request, user):
            return None
        page = _way_back(request) if has_second_factor(user) else reverse("mfa_index")
        return HttpResponseClientRedirect(page) if "HX-Request" in request.headers else redirect(page)


def _is_guarded(request: HttpRequest, view: View) -> bool:
    match = request.resolver_match
    in_admin = match is not None and "admin" in match.app_names and match.view_name != "admin:logout"
    return in_admin or getattr(view, "edits", False)


def _has_passed(request: HttpRequest, user: User) -> bool:
    """Whether a second factor was used in this session; one that began before it was set up must use it once."""
    used = any(each.get("method") == "mfa" for each in get_authentication_records(request, user))
    return used and has_second_factor(user)


def _way_back(request: HttpRequest) -> str:
    asked = (
        request.get_full_path()
        if request.method == "GET" and "HX-Request" not in request.headers
        else reverse("roadmaps")
    )
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': asked})}"
