"""Request ids and the access log: a line for each request, with its route, as a path may hold a one-time token."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from time import perf_counter
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from roadmap_app.web.answers import HEALTH_CHECKS

GetResponse = Callable[[HttpRequest], HttpResponse]

ID = "portal.request_id"
PROXYS_ID = re.compile(r"[\w-]{8,64}", re.ASCII)
access_log = logging.getLogger("portal.access")

_request_id: ContextVar[str] = ContextVar("request_id", default="-")
ADDRESS = re.compile(r"(https?://[^/\s]+)/\S*")


def route_of(request: HttpRequest) -> str:
    """Return the route that REQUEST has taken, with names in the place of what was asked for."""
    return f"/{request.resolver_match.route}" if request.resolver_match else "(no such page)"


class RouteFilter(logging.Filter):
    """Puts the route in the place of the path in what Django says of a request that it refuses or fails at."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change RECORD, for each handler that comes after; one that tells of no request stays as it is."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            if isinstance(record.args, tuple) and record.args:
                record.args = tuple(_without_path(each, request) for each in record.args)
            else:
                record.msg = _without_path(record.msg, request)
            record.route = route_of(request)
            vars(record).pop("request")  # it shows its path to who prints it, as the JSON format does
        return True


def _without_path(told: object, request: HttpRequest) -> object:
    if not isinstance(told, str):
        return told
    # Django escapes what it logs.
    for path in (request.path, request.path.encode("unicode_escape").decode("ascii")):
        if path != "/":
            told = told.replace(path, route_of(request))
    # The page that a form came from.
    return ADDRESS.sub(r"\1/…", told)


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
