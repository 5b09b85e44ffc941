"""What holds for every answer: no body for a HEAD, no use for other sites, health checks whatever host they name."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Their views ask neither for a session nor for a host.
HEALTH_CHECKS = ("/healthz", "/readyz")
WITHOUT_LENGTH = (204, 304)


def empty_head(get_response: GetResponse) -> GetResponse:
    """Answer a HEAD with the headers of the GET, its length among them, and no body: the server would send it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponse) and response.status_code not in WITHOUT_LENGTH:
            # Also of what is answered before Django's own middleware sets it.
            response.headers.setdefault("Content-Length", str(len(response.content)))
        if request.method == "HEAD" and response.streaming:
            response.streaming_content = []  # type: ignore[attr-defined]  # what it came from is closed with it
        elif request.method == "HEAD":
            response.content = b""  # type: ignore[attr-defined]
        return response

    return middleware


def own_use_only(get_response: GetResponse) -> GetResponse:
    """Say that no other site may put an answer into its pages, static files too, and that no device is needed."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response

    return middleware


def health_checks(get_response: GetResponse) -> GetResponse:
    """Answer the health checks before anything looks at the host: a load balancer names an address.

    Stands behind what sets headers, and before sessions and the check of the host, which holds for all else.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in HEALTH_CHECKS:
            return get_response(request)
        response: HttpResponseBase = resolve(request.path_info).func(request)
        return response

    return middleware
