"""Starting the portal: database, roadmaps, static files, the owner, the server itself."""

import hashlib
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ValidationError
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from django.db.utils import DatabaseError
from django.urls import reverse

from roadmap_app.actions.accounts import create_first_owner, issue_owner_link
from roadmap_app.actions.fixture import FixtureError
from roadmap_app.actions.load_roadmap import NOTHING, load_fixture_files
from roadmap_app.queries.health import unready_reason

Say = Callable[[str], None]
# Compared with, not bound to.
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  # nosec B104


class CannotServe(Exception):
    """Something that a person can mend, said in a sentence."""


def check_address(host: str, port: int) -> None:
    """Raise CannotServe if the portal cannot listen on HOST and PORT."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as error:
            raise CannotServe(f"There is no address {host} on this machine: choose another with --host.") from error
        except PermissionError as error:
            raise CannotServe(f"Port {port} is reserved: choose one above 1023 with --port.") from error
        except OSError as error:
            raise CannotServe(
                f"Port {port} on {host} cannot be used ({error.strerror}); perhaps Cairn or another program "
                f"is on it already. Choose another, as in: --port {min(port + 1, 65535)}"
            ) from error


def prepare(say: Say) -> None:
    """Bring database and roadmaps up to date, saying what takes longer than a moment; make the owner that is named."""
    try:
        connection.ensure_connection()
        if unready_reason():
            say("Preparing the database …")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    except DatabaseError as error:
        said = " ".join(str(error).split())
        raise CannotServe(f"The database cannot be used; check DATABASE_URL or POSTGRES_…: {said}") from error
    try:
        for name, report in load_fixture_files().items():
            if str(report) != NOTHING:
                say(f"Roadmap {name}: {report}.")
    except FixtureError as error:
        # What is in the database is whole: better an older roadmap than no portal.
        say(f"This fixture is broken and was left out:\n{error}")
    _make_named_owner(say)


def check_prepared() -> None:
    """Raise CannotServe where the database is not as prepare() leaves it."""
    if reason := unready_reason():
        raise CannotServe(f"{reason} “manage.py prepare” brings the database up to date.")


def _make_named_owner(say: Say) -> None:
    if not settings.OWNER_EMAIL:
        return
    try:
        owner = create_first_owner(email=settings.OWNER_EMAIL, password=settings.OWNER_PASSWORD)
    except ValidationError as error:
        raise CannotServe(f"OWNER_EMAIL or OWNER_PASSWORD will not do: {' '.join(error.messages)}") from error
    if owner:
        say(f"The owner’s account was made: {owner.email}.")


def collect_static_files(say: Say) -> None:
    """Hash and compress the static files into STATIC_ROOT, unless that has been done for just these."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    digest = _static_digest()
    if not stamp.exists() or stamp.read_text() != digest:
        say("Compressing the static files …")
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(digest)


def _static_digest() -> str:
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def announce_owner_link(host: str, port: int, say: Say) -> None:
    """Where there is no account yet, say the link that makes the owner's, on a line of its own."""
    if token := issue_owner_link():
        say("There is no account yet. Make the owner’s with this link; it works once, for an hour:")
        say(f"{address(host, port)}{reverse('welcome', args=[token])}")


def address(host: str, port: int) -> str:
    """Return the address at which a browser reaches the portal."""
    if settings.PORTAL_URL:
        return str(settings.PORTAL_URL)
    if settings.PORTAL_HTTPS:
        return "https://localhost"
    shown = own_address() if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def run(host: str, port: int, say: Say) -> None:
    """Serve until SIGINT or SIGTERM, with gunicorn (waitress on Windows)."""
    _allow(host)
    application = get_wsgi_application()
    # A connection must not be shared with the workers that are forked from here.
    connections.close_all()
    for each in connections.all(initialized_only=True):
        if hasattr(each, "close_pool"):
            each.close_pool()
    ready = f"Cairn is at {address(host, port)}/  (Ctrl-C stops it)"
    if sys.platform == "win32":
        from waitress import serve

        say(ready)
        serve(application, host=host, port=port, threads=4)
    else:
        _run_gunicorn(application, host, port, lambda: say(ready))


def _allow(host: str) -> None:
    """Answer to the host that was asked for; listening everywhere, to this machine's own names too."""
    if settings.IN_PRODUCTION:
        return
    names = [socket.gethostname(), f"{socket.gethostname()}.local", own_address()] if host in EVERYWHERE else [host]
    settings.ALLOWED_HOSTS += [f"[{name}]" if ":" in name else name for name in names]


def own_address() -> str:
    """Return the address at which this machine is known in its network; "localhost" where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation: nothing is sent, only a way is chosen
        except OSError:
            return "localhost"
        return str(probe.getsockname()[0])


def _ready(say: Callable[[], None]) -> Callable[[Any], None]:
    def ready(server: Any) -> None:
        # Ctrl-C reaches all processes of a terminal; this one ends the others, each after the answer it is at.
        signal.signal(signal.SIGINT, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        say()

    return ready


def _run_gunicorn(application: WSGIHandler, host: str, port: int, when_ready: Callable[[], None]) -> None:
    from gunicorn.app.base import BaseApplication

    class Gunicorn(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
                "workers": settings.PORTAL_WORKERS,
                "worker_class": "roadmap_app.draining.DrainingWorker",
                "threads": settings.PORTAL_THREADS,
                "preload_app": True,
                "timeout": 60,
                "graceful_timeout": 8,
                "loglevel": "warning",
                "when_ready": _ready(when_ready),
                "post_worker_init": lambda worker: signal.signal(signal.SIGINT, signal.SIG_IGN),
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> WSGIHandler:
            return application

    os.environ.setdefault("SERVER_SOFTWARE", "gunicorn")
    Gunicorn().run()
