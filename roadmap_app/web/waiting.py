"""How long a request waits for a database lock: a page that only reads hardly at all, a form some seconds.

SQLite has one lock for all writers. Without these limits a page that writes something incidental, or only opens a
transaction, would wait for it. PostgreSQL locks rows: there requests wait only for forms and migrations.
"""

import select
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from weakref import WeakSet

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from roadmap_app.web.middleware import Middleware
from roadmap_app.web.resend import kept_page

READING_MS, WRITING_MS = 100, 5000
# A browser's page gives up after 30 seconds (htmx-config in base.html): what it waited for must not run on.
STATEMENT_MS = 30_000
RETRY_SECONDS = 0.2
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
# Pages whose GET starts or finishes something, or records what a lead has seen: they wait as forms do.
WRITING_PAGES = frozenset(
    {
        "team",
        "team_csv",
        "team_member",
        "team_words",
        "team_sign_offs",
        "openid_connect_callback",
        "account_reset_password_from_key",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_login_webauthn",
        "mfa_reauthenticate_webauthn",
    }
)
# PostgreSQL's error codes: lock_timeout, statement_timeout, a deadlock.
STATES = ("55P03", "57014", "40P01")
CODES = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
RETRY_AFTER = "5"
MESSAGE = "This is not saved: the database was busy for too long. Nothing you typed is lost: try again in a moment."
_reading: ContextVar[bool] = ContextVar("reading", default=False)
_with_timeout: WeakSet[object] = WeakSet()


class Waiting(Middleware):
    """Limits how long a request waits for locks."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Return the response; until the view is known, the method decides whether the request writes."""
        token, mode = _reading.set(False), getattr(connection, "transaction_mode", None)
        try:
            _wait(reading=request.method in SAFE)
            return self.get_response(request)
        finally:
            _reading.reset(token)
            if connection.vendor == "sqlite":
                _set_transaction_mode(mode)
                seconds = connection.settings_dict["OPTIONS"].get("timeout", 5)
                _set_timeout(int(seconds * 1000))

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Let pages wait whose GET writes."""
        if request.resolver_match and request.resolver_match.url_name in WRITING_PAGES:
            _wait(reading=False)


def is_busy(error: BaseException | None) -> bool:
    """Return whether ERROR is a DatabaseError for a lock that was not released in time."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    return getattr(cause, "sqlstate", "") in STATES or getattr(cause, "sqlite_errorcode", 0) & 0xFF in CODES


@contextmanager
def left_out_if_busy() -> Iterator[None]:
    """Skip the rest of the with block if a page that only reads would wait for a lock; raise in other requests."""
    try:
        with transaction.atomic():
            if _reading.get() and connection.vendor == "postgresql":
                connection.connection.execute(f"SET LOCAL lock_timeout = {READING_MS}")
            yield
    except DatabaseError as error:
        if not (_reading.get() and is_busy(error)):
            raise


def busy(request: HttpRequest) -> HttpResponse:
    """Answer 503 with everything that was typed and a Retry-After header."""
    if getattr(request, "htmx", False):
        response = HttpResponse(MESSAGE, status=503, content_type="text/plain; charset=utf-8")
    else:
        try:
            response = kept_page(request, "errors/busy.html", status=503)
        except DatabaseError:  # it cannot be read either, as during a migration
            response = HttpResponse(render_to_string("errors/503.html", {}), status=503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _wait(*, reading: bool) -> None:
    _reading.set(reading)
    _connect()
    if connection.vendor == "sqlite":
        _set_transaction_mode("DEFERRED" if reading else "IMMEDIATE")  # deferred, a reading transaction locks nothing
        _set_timeout(READING_MS if reading else WRITING_MS)
    elif connection.connection not in _with_timeout and not connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        # Not behind PgBouncer, where it would apply to other clients: docs/operations.md has the setting for that.
        connection.connection.execute(f"SET lock_timeout = {WRITING_MS}; SET statement_timeout = {STATEMENT_MS}")
        _with_timeout.add(connection.connection)


def _connect() -> None:
    """Open the thread's connection, or check the open one if the server may have closed it.

    While the database restarts, retry for PORTAL_DATABASE_TIMEOUT seconds; then raise OperationalError.
    """
    end = time.monotonic() + settings.PORTAL_DATABASE_TIMEOUT
    if _may_be_closed(connection.connection):
        connection.close_if_health_check_failed()
    connection.health_check_done = True  # type: ignore[attr-defined]
    while True:
        try:
            return connection.ensure_connection()
        except OperationalError:
            if connection.vendor == "sqlite" or time.monotonic() > end:
                raise
            time.sleep(RETRY_SECONDS)


def _may_be_closed(open_connection: Any) -> bool:
    """Return whether the server may have closed OPEN_CONNECTION: between requests, PostgreSQL sends nothing else.

    Looking takes microseconds; Django's own health check is a statement before every request.
    """
    if connection.vendor == "sqlite" or open_connection is None:
        return False
    if open_connection.closed or not hasattr(select, "poll"):
        return True
    poll = select.poll()
    poll.register(open_connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _set_transaction_mode(mode: str | None) -> None:
    connection.transaction_mode = mode  # type: ignore[attr-defined]


def _set_timeout(milliseconds: int) -> None:
    """Set SQLite's busy timeout, bypassing Django, which would count it among a page's queries."""
    if connection.connection is not None:
        connection.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
