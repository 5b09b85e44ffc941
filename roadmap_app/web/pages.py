"""Which page a request came from, and which account that page was made for."""

from urllib.parse import SplitResult, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from roadmap_app.models import User

# The hidden field in which each form names the account that its page was made for (templatetags/forms.py).
BEGAN_AS = "began_as"


def account_mark(user: User | AnonymousUser) -> str:
    """Return a value that stands for USER's account on its pages and tells nothing of it; "" for visitors."""
    return salted_hmac("portal.page", str(user.pk)).hexdigest()[:24] if user.is_authenticated else ""


def page_of(request: HttpRequest, anchor: str = "") -> str:
    """Return the page of the portal that a POST came from (its field `next`), at ANCHOR; "/" where it names none."""
    return _page(request, request.POST.get("next", ""), anchor)


def page_before(request: HttpRequest, anchor: str = "") -> str:
    """Return the page that a POST came from as `page_of` does; where it names none, the one that the browser names."""
    if "next" in request.POST:
        return page_of(request, anchor)
    referer = _referer(request)
    same_host = referer.netloc == request.get_host()
    return _page(request, referer._replace(scheme="", netloc="").geturl() if same_host else "", anchor)


def is_from_here(request: HttpRequest) -> bool:
    """Return whether the browser says that a page of the portal has sent REQUEST.

    No page can set these headers itself. A browser that sends none of them (they may be stripped) is not believed.
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
    except ValueError:  # as of half an address in brackets
        return urlsplit("")


def _page(request: HttpRequest, page: str, anchor: str) -> str:
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    if not (ours and page.startswith("/")):
        page = "/"
    return page.partition("#")[0] + (f"#{anchor}" if anchor else "")
