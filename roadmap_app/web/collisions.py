"""Responses to two requests that write the same row at the same time.

Code that knows what such a collision means handles it itself; this handles all others.
"""

import logging

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse

from roadmap_app.web.middleware import Middleware
from roadmap_app.web.resend import kept_page

# Error codes for a row that exists already, and for a reference to a row that was deleted.
POSTGRESQL = ("23505", "23503")
SQLITE = ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_FOREIGNKEY")
MESSAGE = (
    "Another tab or another person has saved, or deleted, the same thing in this moment, so this was not saved. "
    "Nothing that you typed is lost: try again."
)
log = logging.getLogger("portal.collisions")


class Collisions(Middleware):
    """Answers 409, with everything that was typed, if a row exists already or the row it refers to was deleted."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the response to a collision, None for any other exception."""
        if not is_collision(exception):
            return None
        log.warning("Two requests wrote the same row; the second one failed.", exc_info=exception)
        if getattr(request, "htmx", False):
            response = HttpResponse(MESSAGE, status=409, content_type="text/plain; charset=utf-8")
            # htmx swaps 409 responses: into the box for failures, not into the row.
            response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#failed", "innerHTML"
            return response
        return kept_page(request, "errors/collision.html", status=409)


def is_collision(exception: Exception) -> bool:
    """Return whether EXCEPTION means that a row exists already, or that the row it refers to was deleted."""
    if not isinstance(exception, IntegrityError):
        return False
    cause = exception.__cause__
    return getattr(cause, "sqlstate", "") in POSTGRESQL or getattr(cause, "sqlite_errorname", "") in SQLITE
