"""The page that a request came from, and the account that the page was rendered for."""

from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from roadmap_app.models import User

# The hidden field of every form with the account that its page was rendered for (templatetags/forms.py).
BEGAN_AS = "began_as"


def account_mark(user: User | AnonymousUser) -> str:
    """Return an opaque value that identifies USER's account on its pages; "" for visitors."""
    return _mark_of(user.pk) if user.is_authenticated else ""


@lru_cache(maxsize=1024)
def _mark_of(user_id: int) -> str:
    return salted_hmac("portal.page", str(user_id)).hexdigest()[:24]


def page_of(request: HttpRequest, anchor: str = "") -> str:
    """Return the page that a POST came from (its field `next`), at ANCHOR; "/" if the field is missing or unsafe."""
    return _page(request, request.POST.get("next", ""), anchor)


def page_before(request: HttpRequest, anchor: str = "") -> str:
    """Return the page that a POST came from: its field `next`, or else the Referer header if that is a page of ours."""
    if "next" in request.POST:
        return page_of(request, anchor)
    referer = _referer(request)
    same_host = referer.netloc == request.get_host()
    return _page(request, referer._replace(scheme="", netloc="").geturl() if same_host else "", anchor)


def is_from_here(request: HttpRequest) -> bool:
    """Return whether a page of the portal has sent REQUEST, according to headers that no page can forge.

    Return False if all of them are missing, as a proxy may strip them.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    here = f"{request.scheme}://{request.get_host()}"
    if (origin := request.headers.get("Origin")) is not None:
        return origin == here
    referer = _referer(request)
    return f"{referer.scheme}://{referer.netloc}" == here


def _referer(request: HttpRequest) -> SplitResult:
    try:
        return urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # such as an unclosed bracket
        return urlsplit("")


def _page(request: HttpRequest, page: str, anchor: str) -> str:
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    if not (ours and page.startswith("/")):
        page = "/"
    return page.partition("#")[0] + (f"#{anchor}" if anchor else "")
