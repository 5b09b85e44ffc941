"""The response to too many requests: 429 with the time to wait and everything that was typed."""

from datetime import timedelta
from math import ceil
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from roadmap_app.web.resend import kept_page

ResponseT = TypeVar("ResponseT", bound=HttpResponseBase)


def in_words(wait: timedelta) -> str:
    """Return WAIT in words, rounded up, as in "20 seconds", "1 minute" or "2 hours"."""
    seconds = max(ceil(wait.total_seconds()), 1)
    for unit, length in (("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds >= length:
            count = ceil(seconds / length)
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    raise AssertionError


def come_back(response: ResponseT, wait: timedelta) -> ResponseT:
    """Return RESPONSE as a 429 with the time to WAIT."""
    response.status_code = 429
    response.headers["Retry-After"] = str(max(ceil(wait.total_seconds()), 1))
    return response


def refused(request: HttpRequest, wait: timedelta, what: str = "Too many tries.") -> HttpResponse:
    """Refuse REQUEST as it comes too soon: with plain text for htmx, else with a page that keeps what was typed."""
    message = f"{what} Wait {in_words(wait)}, then try again."
    if getattr(request, "htmx", False):
        text = f"{message} Nothing was saved; what you have typed is still here."
        return come_back(HttpResponse(text, content_type="text/plain; charset=utf-8"), wait)
    return come_back(kept_page(request, "429.html", {"message": message}, status=429), wait)
