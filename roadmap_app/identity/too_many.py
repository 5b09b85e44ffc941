"""The answer to what was tried too often: 429, when to come back, and everything that was typed."""

from datetime import timedelta
from math import ceil

from django.http import HttpRequest, HttpResponse

from roadmap_app.web.resend import kept_page


def in_words(wait: timedelta) -> str:
    """Return WAIT in words, rounded up, as in "20 seconds", "1 minute" or "2 hours"."""
    seconds = max(ceil(wait.total_seconds()), 1)
    for unit, length in (("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds >= length:
            count = ceil(seconds / length)
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    raise AssertionError


def come_back(response: HttpResponse, wait: timedelta) -> HttpResponse:
    """Return RESPONSE as a 429 that says when to come back."""
    response.status_code = 429
    response.headers["Retry-After"] = str(max(ceil(wait.total_seconds()), 1))
    return response


def refused(request: HttpRequest, wait: timedelta, what: str = "Too many tries.") -> HttpResponse:
    """Answer that REQUEST comes too soon: to htmx the bare text, to everyone else a page that keeps what was typed."""
    sentence = f"{what} Wait {in_words(wait)}, then try again."
    if getattr(request, "htmx", False):
        text = f"{sentence} Nothing was saved; what you have typed is still here."
        return come_back(HttpResponse(text, content_type="text/plain; charset=utf-8"), wait)
    return come_back(kept_page(request, "429.html", {"message": sentence}, status=429), wait)
