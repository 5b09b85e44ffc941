"""The restriction of accounts that wait for their deletion."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from roadmap_app.web.middleware import GetResponse


def closed_account(get_response: GetResponse) -> GetResponse:
    """Redirect users who have asked for deletion to the page where they can undo that, whatever they request."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not (has_session and request.user.is_authenticated and request.user.deletion_asked_at):
            return get_response(request)
        page = reverse("deletion")
        if request.path in (page, reverse("deletion_undo"), reverse("account_logout")):
            return get_response(request)
        return HttpResponseClientRedirect(page) if "HX-Request" in request.headers else redirect(page)

    return middleware
