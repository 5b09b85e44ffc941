"""What htmx needs of a view: the typed request, the signed-out guard."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
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
    """A request of somebody who is signed in."""

    htmx: HtmxDetails
    user: User


def submitted(request: HttpRequest) -> QueryDict | None:
    """Return the fields that a form is bound to: those of a POST, even when it sent none; None for a GET."""
    return request.POST if request.method == "POST" else None


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Send visitors to the login and from there back to the page, at the anchor that the URL's id makes.

    htmx is told to go there as a whole, never to put a login page inside a row.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        back = request.get_full_path()
        if request.method == "POST":
            back = page_of(request, next((f"{name.removesuffix('_id')}-{pk}" for name, pk in kwargs.items()), ""))
        if "body" in request.POST:
            return signed_out(request, back)
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}")
        return redirect_to_login(back)

    return guarded
