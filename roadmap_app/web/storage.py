"""Detect a database that cannot be written to, and answer forms in that case."""

import shutil
import sqlite3
from pathlib import Path

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from roadmap_app.web.resend import kept_page

# SQLite's error codes; the lower eight bits of an extended code are the primary code.
CODES = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY)
IO_CODES = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_SHMSIZE)
# PostgreSQL's error codes: disk full, and a read-only transaction, as on a standby server.
STATES = ("53100", "25006")
# Bytes of free disk space below which the next writes may fail.
LEAST_FREE = 5_000_000
INSUFFICIENT_STORAGE = 507
MESSAGE = (
    "This is not saved: the server can write nothing just now, as its disk is full. Keep this page open and try again "
    "when the person who runs this portal has made room."
)


def is_unwritable(error: BaseException | None) -> bool:
    """Return whether ERROR is a DatabaseError of a database that can be read but not written to."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    code = getattr(cause, "sqlite_errorcode", 0)
    return getattr(cause, "sqlstate", "") in STATES or code & 0xFF in CODES or code in IO_CODES


def not_saved(request: HttpRequest) -> HttpResponse:
    """Answer a form that could not be saved with everything typed, to be sent again; htmx keeps its form."""
    if getattr(request, "htmx", False):
        return HttpResponse(MESSAGE, status=INSUFFICIENT_STORAGE, content_type="text/plain; charset=utf-8")
    try:
        return kept_page(request, "errors/507.html", status=INSUFFICIENT_STORAGE)
    except DatabaseError:  # it cannot be read either
        return HttpResponse(render_to_string("errors/503.html", {}), status=503)


def unwritable_reason() -> str:
    """Return why the database cannot be written to, or soon cannot be; "" if it can."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            return "The database can only be read." if cursor.fetchone()[0] == "on" else ""
    folder = Path(connection.settings_dict["NAME"]).parent
    free = shutil.disk_usage(folder).free if folder.is_dir() else LEAST_FREE
    return "The disk is full, or nearly so." if free < LEAST_FREE else ""
