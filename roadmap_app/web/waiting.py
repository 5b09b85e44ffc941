"""How long a request waits for what somebody else is writing: a page that is only read not at all, a form some seconds.

SQLite has one lock for all that write, so that without this a page which writes beside the way, or only opens a
transaction, would wait for it. PostgreSQL locks rows: there only a form, or a migration at work, can make anybody wait.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from weakref import WeakSet

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from roadmap_app.web.resend import kept_page

READING_MS, WRITING_MS = 100, 5000
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
# Pages whose GET begins or ends something, which waits as a form does.
WRITING_PAGES = frozenset(
    {
        "openid_connect_callback",
        "account_reset_password_from_key",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_login_webauthn",
        "mfa_reauthenticate_webauthn",
    }
)
# PostgreSQL's: lock_timeout, statement_timeout, a deadlock.
STATES = ("55P03", "57014", "40P01")
CODES = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
RETRY_AFTER = "5"
SENTENCE = "This is not saved: the database was busy for too long. Nothing you typed is lost: try again in a moment."
_reading: ContextVar[bool] = ContextVar("reading", default=False)
_limited: WeakSet[Any] = WeakSet()


class Waiting:
    """Lets pages that are only read wait for nobody, and what writes give up after some seconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; until the view is known, the method says whether something is to be written."""
        token, mode = _reading.set(False), getattr(connection, "transaction_mode", None)
        try:
            _wait(reading=request.method in SAFE)
            return self.get_response(request)
        finally:
            _reading.reset(token)
            if connection.vendor == "sqlite":
                connection.transaction_mode = mode  # type: ignore[attr-defined]
                seconds = connection.settings_dict["OPTIONS"].get("timeout", 5)
                _set_timeout(int(seconds * 1000))

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Let the pages wait that are read and write all the same."""
        if request.resolver_match and request.resolver_match.url_name in WRITING_PAGES:
            _wait(reading=False)


def is_busy(error: BaseException | None) -> bool:
    """Return whether ERROR, Django's, means that somebody else has been writing for longer than one waits."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    if isinstance(cause, psycopg.Error):
        return cause.sqlstate in STATES
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF in CODES


@contextmanager
def left_out_if_busy() -> Iterator[None]:
    """Leave out what a page writes beside the way where that would have to wait; elsewhere it is an error."""
    try:
        with transaction.atomic():
            if _reading.get() and connection.vendor == "postgresql":
                connection.connection.execute(f"SET LOCAL lock_timeout = {READING_MS}")
            yield
    except DatabaseError as error:
        if not (_reading.get() and is_busy(error)):
            raise


def busy(request: HttpRequest) -> HttpResponse:
    """Answer 503 that somebody else is writing, with all that was typed and when to come back."""
    if getattr(request, "htmx", False):
        answer = HttpResponse(SENTENCE, status=503, content_type="text/plain; charset=utf-8")
    else:
        try:
            answer = kept_page(request, "errors/busy.html", status=503)
        except DatabaseError:  # not even read, as while a migration is at work
            answer = HttpResponse(render_to_string("errors/503.html", {}), status=503)
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def _wait(*, reading: bool) -> None:
    _reading.set(reading)
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        # A transaction that only reads takes no lock then.
        connection.transaction_mode = "DEFERRED" if reading else "IMMEDIATE"  # type: ignore[attr-defined]
        _set_timeout(READING_MS if reading else WRITING_MS)
    elif connection.connection not in _limited and not settings.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"]:
        # Behind PgBouncer it would be set for somebody else: docs/operations.md says how there.
        connection.connection.execute(f"SET lock_timeout = {WRITING_MS}")
        _limited.add(connection.connection)


def _set_timeout(milliseconds: int) -> None:
    """Set it past Django, which would count it among a page's queries."""
    if connection.connection is not None:
        connection.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
