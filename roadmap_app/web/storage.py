"""Whether the database can be written to, and the answer to a form where it cannot."""

import shutil
import sqlite3
from pathlib import Path

import psycopg
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from roadmap_app.web.resend import kept_page

# SQLite's codes; of those with more than eight bits the lower eight are the kind.
CODES = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY)
IO_CODES = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_SHMSIZE)
# PostgreSQL's: disk full, and a transaction that may only read, as on a standby server.
STATES = ("53100", "25006")
# With less, the next writes may fail already.
LEAST_FREE = 5_000_000
INSUFFICIENT_STORAGE = 507
SENTENCE = (
    "This is not saved: the server can write nothing just now, as its disk is full. Keep this page open and try again "
    "when the person who runs this portal has made room."
)


def is_unwritable(error: BaseException | None) -> bool:
    """Return whether ERROR, Django's, means that the database can be read, but not written to."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    if isinstance(cause, psycopg.Error):
        return cause.sqlstate in STATES
    code = getattr(cause, "sqlite_errorcode", 0)
    return code & 0xFF in CODES or code in IO_CODES


def not_saved(request: HttpRequest) -> HttpResponse:
    """Answer a form that could not be saved with all that was typed, to be sent again; htmx keeps it in its box."""
    if getattr(request, "htmx", False):
        return HttpResponse(SENTENCE, status=INSUFFICIENT_STORAGE, content_type="text/plain; charset=utf-8")
    try:
        return kept_page(request, "errors/507.html", status=INSUFFICIENT_STORAGE)
    except DatabaseError:  # not even read
        return HttpResponse(render_to_string("errors/503.html", {}), status=503)


def unwritable_reason() -> str:
    """Return why the database cannot be written to, or will not be in a moment; "" where it can."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            return "The database can only be read." if cursor.fetchone()[0] == "on" else ""
    folder = Path(connection.settings_dict["NAME"]).parent
    free = shutil.disk_usage(folder).free if folder.is_dir() else LEAST_FREE
    return "The disk is full, or nearly so." if free < LEAST_FREE else ""
