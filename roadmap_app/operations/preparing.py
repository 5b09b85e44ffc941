"""Steps that run once before servers start: database, roadmaps, the owner in the settings, static files."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.db.utils import DatabaseError
from django.template.defaultfilters import pluralize

from roadmap_app.actions.accounts import create_first_owner
from roadmap_app.actions.load_roadmap import NOTHING, load_fixture_files
from roadmap_app.operations.database_file import database_file, mark_begun, why_lost, why_not_writable
from roadmap_app.operations.locks import exclusive
from roadmap_app.operations.secret_checks import renew_second_factors
from roadmap_app.queries.fixture import FixtureError
from roadmap_app.queries.health import unready_reason
from roadmap_app.web import joined_files

Report = Callable[[str], None]
# An advisory lock of PostgreSQL, since processes on several machines may prepare one database.
LOCK = 0x43_41_49_52_4E_02


class CannotPrepare(Exception):
    """The portal cannot start; the error message says how to fix it."""


def prepare(report: Report) -> bool:
    """Bring database and roadmaps up to date and create the owner in the settings; report slow steps with REPORT.

    Return whether tables were created or changed. Raise CannotPrepare if that fails.
    """
    if fault := why_not_writable():
        raise CannotPrepare(fault)
    try:
        with _alone(report):
            # Only with the lock: another first start may be creating the file.
            if fault := why_lost():
                raise CannotPrepare(fault)
            return _bring_up_to_date(report)
    except DatabaseError as error:
        raise CannotPrepare(_advice(" ".join(str(error).split()))) from error
    except OSError as error:
        raise CannotPrepare(f"{error.filename or settings.VAR_DIR} cannot be used: {error.strerror}.") from error


def _advice(error: str) -> str:
    if path := database_file():
        return f"The database {path} cannot be used: {error}. Is there free space, and who may write there?"
    return f"The database cannot be used; check DATABASE_URL or POSTGRES_…: {error}"


def _bring_up_to_date(report: Report) -> bool:
    is_behind = bool(unready_reason())
    if is_behind:
        report("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    try:
        for name, loaded in load_fixture_files().items():
            if str(loaded) != NOTHING:
                report(f"Roadmap {name}: {loaded}.")
    except FixtureError as error:
        # The database is intact: an older roadmap is better than no portal.
        report(f"This fixture is broken and was left out:\n{error}")
    _make_named_owner(report)
    if renewed := renew_second_factors():
        report(f"Re-encrypted with SECRET_KEY: {renewed} second factor{pluralize(renewed)}.")
    mark_begun()
    return is_behind


@contextmanager
def _alone(report: Report) -> Iterator[None]:
    """Wait until no other process prepares the same database."""

    def wait() -> None:
        report("Another start is preparing this database: waiting until it is done …")

    if path := database_file():
        with exclusive(path.with_name(f"{path.name}.preparing"), when_held=wait):
            yield
        return
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            wait()
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def check_prepared() -> None:
    """Raise CannotPrepare if prepare() has not been run on this database."""
    if fault := why_not_writable() or why_lost():
        raise CannotPrepare(fault)
    if reason := unready_reason():
        raise CannotPrepare(f"{reason} “manage.py prepare” brings the database up to date.")


def _make_named_owner(report: Report) -> None:
    if not settings.OWNER_EMAIL:
        return
    try:
        owner = create_first_owner(email=settings.OWNER_EMAIL, password=settings.OWNER_PASSWORD)
    except ValidationError as error:
        raise CannotPrepare(f"OWNER_EMAIL or OWNER_PASSWORD is invalid: {' '.join(error.messages)}") from error
    if owner:
        report(f"The owner’s account was made: {owner.email}.")


def collect_static_files(report: Report) -> bool:
    """Hash and compress the static files into STATIC_ROOT, unless they are unchanged.

    Return whether they had changed. Raise CannotPrepare if they cannot be written.
    """

    def wait() -> None:
        report("Another start is compressing the static files: waiting until it is done …")

    try:
        with exclusive(Path(settings.VAR_DIR) / "static.collecting", when_held=wait), _readable_by_all():
            return _collect(report)
    except OSError as error:
        raise CannotPrepare(
            f"The static files cannot be written to {settings.STATIC_ROOT}: {error.strerror or error}."
        ) from error


@contextmanager
def _readable_by_all() -> Iterator[None]:
    """Make new files readable for other users, such as a web server's. The umask holds for all threads."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


def _check_static_root() -> None:
    """Raise CannotPrepare if STATIC_ROOT contains the portal's data: collectstatic empties it first."""
    root = Path(settings.STATIC_ROOT).resolve()
    kept = [Path(settings.VAR_DIR), Path(settings.PORTAL_BACKUP_DIR), database_file()]
    if any(each.resolve().is_relative_to(root) for each in kept if each):
        raise CannotPrepare(
            f"PORTAL_STATIC is {settings.STATIC_ROOT}, which holds the portal's data: give it a folder of its own."
        )


def _collect(report: Report) -> bool:
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    digest = _static_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return False
    _check_static_root()
    report("Compressing the static files …")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(digest)
    return True


def _static_digest() -> str:
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    digest.update(Path(joined_files.__file__).read_bytes())  # other rules make other files of the same sources
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
