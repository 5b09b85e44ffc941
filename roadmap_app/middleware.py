"""What happens around every request: where it came from, a line for the log, time zone, closed accounts."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from time import perf_counter
from urllib.parse import urljoin
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.encoding import iri_to_uri
from django_htmx.http import HttpResponseClientRedirect

from roadmap_app.log import route_of
from roadmap_app.origin import Origin, coming_from
from roadmap_app.web.answers import HEALTH_CHECKS
from roadmap_app.web.caching import is_personal

GetResponse = Callable[[HttpRequest], HttpResponse]

ID = "portal.request_id"
PROXYS_ID = re.compile(r"[\w-]{8,64}", re.ASCII)
access_log = logging.getLogger("portal.access")

_request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Gives every line of the log the id of the request it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Set record.request_id; "-" outside a request."""
        # Django logs what it has refused when the request has left the middleware.
        request = getattr(record, "request", None)
        left = request.META.get(ID) if isinstance(request, HttpRequest) else None
        record.request_id = getattr(record, "request_id", None) or left or _request_id.get()
        return True


def current_request_id() -> str:
    """Return the id of the request being answered, "-" outside of one."""
    return _request_id.get()


def request_id(get_response: GetResponse) -> GetResponse:
    """Give each request an id, in the log, on the error page and in X-Request-ID, and a line in the access log."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.META[ID] = _id_for(request)
        token, start = _request_id.set(request.META[ID]), perf_counter()
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = _request_id.get()
            _log_access(request, response, perf_counter() - start)
            return response
        finally:
            _request_id.reset(token)

    return middleware


def _id_for(request: HttpRequest) -> str:
    """The proxy's, where there is one, so that its log and ours speak of the same request."""
    given = request.headers.get("X-Request-ID", "") if settings.PORTAL_PROXIES else ""
    return given if PROXYS_ID.fullmatch(given) else uuid4().hex[:12]


def _log_access(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    if request.path_info in HEALTH_CHECKS:
        return
    route = route_of(request)
    milliseconds = round(seconds * 1000)
    access_log.info(
        "%s %s %d in %d ms",
        request.method,
        route,
        response.status_code,
        milliseconds,
        extra={"method": request.method, "route": route, "status": response.status_code, "ms": milliseconds},
    )


def origin(get_response: GetResponse) -> GetResponse:
    """Tell the audit record which request its events belong to, and from which address that came."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with coming_from(Origin(current_request_id(), lambda: _address_of(request))):
            return get_response(request)

    return middleware


def _address_of(request: HttpRequest) -> str | None:
    from allauth.account.adapter import get_adapter  # this module is read before the apps are: the log needs its filter

    try:
        address: str = get_adapter().get_client_ip(request)
    except PermissionDenied:  # what stands where the address should is none: unknown is better than forged
        return None
    return address


def own_address(get_response: GetResponse) -> GetResponse:
    """Build absolute links, in mails above all, from PORTAL_URL, and not from what somebody has sent as Host."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.PORTAL_URL:
            request.build_absolute_uri = partial(_absolute, request)  # type: ignore[method-assign]
        return get_response(request)

    return middleware


def _absolute(request: HttpRequest, location: str | None = None) -> str:
    return urljoin(f"{settings.PORTAL_URL}/", iri_to_uri(location or request.get_full_path()))


class RefusedForms:
    """Answers 422 where allauth or the admin shows a form again with its errors: they would say that all is well."""

    def __init__(self, get_response: GetResponse) -> None:
        """Stand before GET_RESPONSE."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Change nothing; what is to be done is done below."""
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Look into what the page is made of."""
        context = response.context_data or {}
        errors = context.get("errors") or getattr(context.get("form"), "errors", None)
        if request.method == "POST" and response.status_code == 200 and errors:
            response.status_code = 422
        return response


def learner_time_zone(get_response: GetResponse) -> GetResponse:
    """Answer a signed-in learner in their time zone, and let no cache keep the answer for others."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Without a session cookie there is nobody to ask for.
        if not (settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated):
            return get_response(request)
        with timezone.override(request.user.zone):
            response = get_response(request)
        patch_cache_control(response, private=True, no_cache=True)
        if is_personal(request.resolver_match):
            patch_cache_control(response, no_store=True)
        return response

    return middleware


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
