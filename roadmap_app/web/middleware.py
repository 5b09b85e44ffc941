"""Middleware for every request: where it came from, absolute links, the learner's time zone."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.encoding import iri_to_uri

from roadmap_app.web.caching import is_personal
from roadmap_app.web.origin import Origin, coming_from
from roadmap_app.web.request_log import current_request_id

GetResponse = Callable[[HttpRequest], HttpResponse]


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
