"""Error pages: each says what happened and what to do next."""

import sys
from datetime import timedelta

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from roadmap_app.identity.too_many import refused
from roadmap_app.web.long_texts import LongTexts
from roadmap_app.web.pages import is_from_here
from roadmap_app.web.request_log import current_request_id
from roadmap_app.web.resend import go_on, has_typed, kept_page, send_again, too_old
from roadmap_app.web.same_account import ENTRANCES
from roadmap_app.web.storage import is_unwritable, not_saved
from roadmap_app.web.waiting import busy, is_busy


def refuse(request: HttpRequest, message: str, status: int = 400) -> HttpResponse:
    """Return an error response with MESSAGE: plain text for htmx, otherwise a page."""
    if getattr(request, "htmx", False):
        return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
    return render(request, "errors/400.html", {"message": message, "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for status 400: the request is invalid."""
    return _bare("errors/400.html", {}, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for status 403: signed in, but without permission."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for status 404: no such page, or it belongs to somebody else; what was typed can be copied."""
    is_form = request.method == "POST" and request.resolver_match  # without a view, nothing has limited what was sent
    if is_form and not getattr(request, "htmx", False) and has_typed(request):
        return kept_page(request, "errors/404.html", status=404)
    return render(request, "errors/404.html", status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    """Return the page for status 429: over one of allauth's rate limits."""
    return refused(request, timedelta(minutes=1))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for status 403: the CSRF token is missing or no longer valid.

    A form of our own pages comes back with all that was typed, to be sent again; a form of another site does not.
    """
    if getattr(request, "htmx", False):
        return too_old(request)
    # If the origin is wrong, sending it again would fail the same way.
    if not is_from_here(request) or reason.startswith(("Origin checking", "Referer checking")):
        is_cross_site = request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
        body = "" if is_cross_site else request.POST.get("body", "")
        texts = LongTexts()
        context = {"body": texts.keep(body)}
        return texts.put_into(render(request, "errors/csrf_elsewhere.html", context, status=403))
    route = request.resolver_match.url_name if request.resolver_match else None
    if request.user.is_authenticated and route in ENTRANCES:
        return go_on(request)
    return send_again(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page for status 500 with the request id; 503 if the database is unreachable, 507 if the disk is full.

    Uses neither database nor session, as they may be the cause; on a full disk they can still be read.
    """
    if is_unwritable(sys.exception()):
        return not_saved(request)
    if is_busy(sys.exception()):
        return busy(request)
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        response = _bare("errors/503.html", {"request_id": current_request_id()}, 503)
        response.headers["Retry-After"] = "5"
        return response
    return _bare("errors/500.html", {"request_id": current_request_id()}, 500)


def _bare(template: str, context: dict[str, object], status: int) -> HttpResponse:
    return HttpResponse(render_to_string(template, context), status=status)
