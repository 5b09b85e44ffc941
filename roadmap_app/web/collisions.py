"""Two requests that write the same row in one moment: the second gets an answer that it can use.

Each place that knows what such a collision means says so itself; this is for all others.
"""

import logging
from collections.abc import Callable

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse

from roadmap_app.web.resend import kept_page

# What the databases call a row that is there already, and one that refers to a row that is gone.
POSTGRESQL = ("23505", "23503")
SQLITE = ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_FOREIGNKEY")
SENTENCE = (
    "Another tab or another person has saved, or deleted, the same thing in this moment, so this was not saved. "
    "Nothing that you typed is lost: try again."
)
log = logging.getLogger("portal.collisions")


class Collisions:
    """Answers 409 with everything that was typed where a row is there already, or what it belongs to is gone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Change nothing; what is to be done is done below."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the answer to a collision, None for any other exception."""
        if not is_collision(exception):
            return None
        log.warning("Two requests wrote the same row, and the second was refused.", exc_info=exception)
        if getattr(request, "htmx", False):
            answer = HttpResponse(SENTENCE, status=409, content_type="text/plain; charset=utf-8")
            # Swapped by htmx, as every 409: not into the row, but where failures are shown.
            answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#failed", "innerHTML"
            return answer
        return kept_page(request, "errors/collision.html", status=409)


def is_collision(exception: Exception) -> bool:
    """Return whether EXCEPTION says that a row is there already, or that one it refers to is gone."""
    if not isinstance(exception, IntegrityError):
        return False
    cause = exception.__cause__
    return getattr(cause, "sqlstate", "") in POSTGRESQL or getattr(cause, "sqlite_errorname", "") in SQLITE
