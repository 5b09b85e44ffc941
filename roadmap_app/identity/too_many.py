"""The answer to what was tried too often: 429, when to come back, and everything that was typed."""

from datetime import timedelta
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Never shown again, nor sent back: what proves who somebody is, and the token that the page makes anew.
SECRET_FIELDS = ("csrfmiddlewaretoken", "credential", "code")


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
    context = {"sentence": sentence, "fields": _fields(request), "action": request.get_full_path()}
    return come_back(render(request, "429.html", context), wait)


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was sent, to be sent again; nothing where a secret was among it."""
    lists = list(request.POST.lists()) if request.method == "POST" else []
    if any("password" in name or name in SECRET_FIELDS[1:] for name, _ in lists):
        return []
    return [(name, str(value)) for name, values in lists if name not in SECRET_FIELDS for value in values]
