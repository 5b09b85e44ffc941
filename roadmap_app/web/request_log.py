"""Request ids and the access log; lines have the route in place of the path, which may contain a one-time token."""

import logging
import re
from contextvars import ContextVar
from time import perf_counter
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from roadmap_app.domain.request_ids import ID
from roadmap_app.web.middleware import HEALTH_CHECKS, GetResponse

PROXYS_ID = re.compile(r"[\w-]{8,64}", re.ASCII)
access_log = logging.getLogger("portal.access")

_request_id: ContextVar[str] = ContextVar("request_id", default="-")
ADDRESS = re.compile(r"(https?://[^/\s]+)/\S*")


def route_of(request: HttpRequest) -> str:
    """Return the route of REQUEST, with the names of its parameters in place of their values."""
    return f"/{request.resolver_match.route}" if request.resolver_match else "(no such page)"


class RouteFilter(logging.Filter):
    """Replaces the path by the route in what Django logs about a failed request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change RECORD for all handlers that follow; leave it unchanged if it has no request."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            if isinstance(record.args, tuple) and record.args:
                record.args = tuple(_without_path(each, request) for each in record.args)
            else:
                record.msg = _without_path(record.msg, request)
            record.route = route_of(request)
            vars(record).pop("request")  # the JSON format would print its path
        return True


def _without_path(text: object, request: HttpRequest) -> object:
    if not isinstance(text, str):
        return text
    # Django logs the path escaped.
    for path in (request.path, request.path.encode("unicode_escape").decode("ascii")):
        if path != "/":
            text = text.replace(path, route_of(request))
    # The Referer header.
    return ADDRESS.sub(r"\1/…", text)


class RequestIdFilter(logging.Filter):
    """Adds the id of the request to every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Set record.request_id; "-" outside a request."""
        # Django logs error responses after the request has left the middleware.
        request = getattr(record, "request", None)
        logged = request.META.get(ID) if isinstance(request, HttpRequest) else None
        record.request_id = getattr(record, "request_id", None) or logged or _request_id.get()
        return True


def current_request_id() -> str:
    """Return the id of the current request, "-" outside a request."""
    return _request_id.get()


def request_id(get_response: GetResponse) -> GetResponse:
    """Give each request an id (in the log, on error pages, in X-Request-ID) and a line in the access log."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
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
    """Return the proxy's id if there is a proxy, so that its log and ours use the same one."""
    given = request.headers.get("X-Request-ID", "") if settings.PORTAL_PROXIES else ""
    return given if PROXYS_ID.fullmatch(given) else uuid4().hex[:12]


def _log_access(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
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
