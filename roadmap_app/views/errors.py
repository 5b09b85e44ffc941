"""Pages for what went wrong: each says what happened and what to do next."""

import sys
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from roadmap_app.identity.too_many import refused
from roadmap_app.web.long_texts import LongTexts
from roadmap_app.web.pages import is_from_here
from roadmap_app.web.request_log import current_request_id
from roadmap_app.web.resend import go_on, send_again, too_old
from roadmap_app.web.same_account import ENTRANCES
from roadmap_app.web.storage import is_unwritable, not_saved
from roadmap_app.web.waiting import busy, is_busy


def refuse(request: HttpRequest, sentence: str, status: int = 400) -> HttpResponse:
    """Answer a request that cannot be done with SENTENCE: to htmx the bare text, to everyone else a page."""
    if getattr(request, "htmx", False):
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    return render(request, "errors/400.html", {"sentence": sentence, "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be understood."""
    return _bare("errors/400.html", {}, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but not allowed."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or not this person's."""
    return render(request, "errors/404.html", status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: tried too often, as allauth has counted it."""
    return refused(request, timedelta(minutes=1))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was too old, or came from elsewhere.

    One of our own pages gets it back with all that was typed, to be sent with one press; another site's page never
    gets as far as that press.
    """
    if getattr(request, "htmx", False):
        return too_old(request)
    # As to the origin, the press would be refused just the same.
    if not is_from_here(request) or reason.startswith(("Origin checking", "Referer checking")):
        stranger = request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
        body = "" if stranger else request.POST.get("body", "")
        texts = LongTexts()
        context = {"body": texts.keep(body)}
        return texts.put_into(render(request, "errors/csrf_elsewhere.html", context, status=403))
    route = request.resolver_match.url_name if request.resolver_match else None
    if request.user.is_authenticated and route in ENTRANCES:
        return go_on(request)
    return send_again(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault, with the id under which it is logged; 503 while the database is out of reach, 507 if it is full.

    Asks neither database nor session, as they may be the cause; where nothing can be written, they can be read.
    """
    if is_unwritable(sys.exception()):
        return not_saved(request)
    if is_busy(sys.exception()):
        return busy(request)
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        answer = _bare("errors/503.html", {"request_id": current_request_id()}, 503)
        answer.headers["Retry-After"] = "5"
        return answer
    return _bare("errors/500.html", {"request_id": current_request_id()}, 500)


def _bare(template: str, context: dict[str, Any], status: int) -> HttpResponse:
    return HttpResponse(render_to_string(template, context), status=status)
