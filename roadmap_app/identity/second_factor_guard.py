"""The guard of the admin and the pages that edit.

With PORTAL_STAFF_MFA, staff must have used a second factor in their current session.
"""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from roadmap_app.models import User
from roadmap_app.queries.second_factors import has_second_factor, needs_second_factor
from roadmap_app.web.middleware import Middleware

View = Callable[..., HttpResponseBase]


class SecondFactorGuard(Middleware):
    """Redirects staff to set up or use a second factor before any page of theirs, whatever the method."""

    def process_view(self, request: HttpRequest, view: View, *_: object) -> HttpResponse | None:
        """Return the redirect, None if the user may use the view."""
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
    """Return whether a second factor was used in this session; a session from before its setup must use it once."""
    used = any(each.get("method") == "mfa" for each in get_authentication_records(request, user))
    return used and has_second_factor(user)


def _way_back(request: HttpRequest) -> str:
    is_page = request.method == "GET" and "HX-Request" not in request.headers
    page = request.get_full_path() if is_page else reverse("roadmaps")
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': page})}"
