"""People who have asked for their account to be deleted see the way back and nothing else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

GetResponse = Callable[[HttpRequest], HttpResponse]


def closed_account(get_response: GetResponse) -> GetResponse:
    """Show those who have asked to be deleted nothing but the way back, whatever page they ask for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not (asked and request.user.is_authenticated and request.user.deletion_asked_at):
            return get_response(request)
        page = reverse("deletion")
        if request.path in (page, reverse("deletion_undo"), reverse("account_logout")):
            return get_response(request)
        return HttpResponseClientRedirect(page) if "HX-Request" in request.headers else redirect(page)

    return middleware
