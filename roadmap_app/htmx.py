"""What htmx needs of a view: the typed request, the signed-out guard, the way back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from roadmap_app.models import User


class LearnerRequest(HttpRequest):
    """A request of somebody who is signed in."""

    htmx: HtmxDetails
    user: User


def page_of(request: HttpRequest, anchor: str = "") -> str:
    """Return the page of the portal that a POST came from (its field `next`), at ANCHOR; "/" where it names none."""
    page = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    if not (ours and page.startswith("/")):
        page = "/"
    return page.partition("#")[0] + (f"#{anchor}" if anchor else "")


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
            return _keep_text(request, back)
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}")
        return redirect_to_login(back)

    return guarded


def _keep_text(request: HttpRequest, back: str) -> HttpResponse:
    """Answer a signed-out save so that what was typed stays: in the box for htmx, on a page to copy from for others."""
    if getattr(request, "htmx", False):
        said = "You are signed out, so this is not saved. Sign in in another tab, then press Save here again."
        return HttpResponse(said, status=403, content_type="text/plain; charset=utf-8")
    context = {"body": request.POST["body"], "back": back}
    return render(request, "errors/signed_out.html", context, status=403)
