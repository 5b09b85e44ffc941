"""The request type of views for signed-in users, and the decorator that requires a sign-in."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from roadmap_app.models import User
from roadmap_app.web.pages import page_of
from roadmap_app.web.resend import signed_out


class LearnerRequest(HttpRequest):
    """A request of a signed-in user."""

    htmx: HtmxDetails
    user: User


def is_htmx(request: HttpRequest) -> bool:
    """Return whether htmx has sent REQUEST, as `request.htmx` does, for which Django parses all headers first."""
    return request.META.get("HTTP_HX_REQUEST") == "true"


def submitted(request: HttpRequest) -> QueryDict | None:
    """Return the data to bind a form to: that of a POST, even if empty; None for a GET."""
    return request.POST if request.method == "POST" else None


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Redirect visitors to the login, and from there back to the page, at the anchor made from the URL's id.

    htmx gets HX-Redirect, so that it does not swap the login page into a row.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        back = request.get_full_path()
        if request.method == "POST":
            back = page_of(request, next((f"{name.removesuffix('_id')}-{pk}" for name, pk in kwargs.items()), ""))
            if "body" in request.POST:
                return signed_out(request, back)
            messages.info(request, "You were signed out, so nothing was changed. Sign in, then do it again.")
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}")
        return redirect_to_login(back)

    return guarded
