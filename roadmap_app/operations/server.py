"""Starting the web server: its address, the link for the first owner, its processes."""

import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.template.loader import get_template
from django.urls import reverse

from roadmap_app.actions.accounts import issue_owner_link
from roadmap_app.domain.search.index import index_of
from roadmap_app.operations.connections import make_server
from roadmap_app.operations.mail_queue import MailThread
from roadmap_app.queries.curriculum import published, tree

Report = Callable[[str], None]
# Compared with, not bound to.
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  # nosec B104

_mails: MailThread | None = None


class CannotServe(Exception):
    """The server cannot start; the error message says how to fix it."""


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


def announce_owner_link(host: str, port: int, report: Report) -> None:
    """If there is no account yet, print the link that creates the owner's, on a line of its own."""
    if token := issue_owner_link():
        report("There is no account yet. Make the owner’s with this link; it works once, for an hour:")
        report(f"{address(host, port)}{reverse('welcome', args=[token])}")


def announce_mail(report: Report) -> None:
    """Warn that mails are only printed, if no mail server is set."""
    if not settings.EMAIL_HOST:
        report("No mail server is set (EMAIL_HOST): mails are printed here, and reach nobody unless you pass them on.")


def address(host: str, port: int) -> str:
    """Return the address at which a browser reaches the portal."""
    if settings.PORTAL_URL:
        return str(settings.PORTAL_URL)
    if settings.PORTAL_HTTPS:
        return "https://localhost"
    shown = own_address() if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def start_anew(host: str, port: int) -> None:
    """Replace this process by one that takes database and static files as they are.

    Migrating and compressing leave 80 MB of memory behind that every worker would inherit.
    """
    connections.close_all()
    manage = str(Path(settings.BASE_DIR) / "manage.py")
    os.execv(sys.executable, [sys.executable, manage, "serve", "--prepared", "--host", host, "--port", str(port)])


def run(host: str, port: int, report: Report) -> None:
    """Serve until SIGINT or SIGTERM: waitress in processes that gunicorn watches; on Windows in this one."""
    _allow(host)
    application = _preload()
    # A connection must not be shared with the workers that are forked from here.
    connections.close_all()
    ready = f"Cairn is at {address(host, port)}/  (Ctrl-C stops it)"
    if sys.platform == "win32":
        report(ready)
        gc.enable()  # manage.py has disabled it
        _begin_mail()
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        make_server(
            application, listener, threads=settings.PORTAL_THREADS, behind_proxy=bool(settings.PORTAL_PROXIES)
        ).run()
    else:
        _run_gunicorn(application, host, port, lambda: report(ready))


def _preload() -> WSGIHandler:
    """Return the application, after loading what the workers then share instead of each loading it for itself."""
    application = get_wsgi_application()
    reverse("roadmaps")  # imports all views
    templates = Path(settings.BASE_DIR) / "templates"
    for path in templates.rglob("*.html"):
        get_template(path.relative_to(templates).as_posix())
    for roadmap in published():
        index_of(tree(roadmap))
    return application


def _allow(host: str) -> None:
    """Allow requests for HOST; if the server listens on all addresses, for this machine's names, too."""
    if settings.IN_PRODUCTION:
        return
    names = [socket.gethostname(), f"{socket.gethostname()}.local", own_address()] if host in EVERYWHERE else [host]
    settings.ALLOWED_HOSTS += [f"[{name}]" if ":" in name else name for name in names]


def own_address() -> str:
    """Return this machine's address in its network, or "localhost" if it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address; UDP sends nothing here
        except OSError:
            return "localhost"
        return str(probe.getsockname()[0])


def _begin_worker(worker: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _begin_mail()


def _begin_mail() -> None:
    """Send queued mails from this process; in production, manage.py worker sends them."""
    global _mails
    if settings.EMAIL_HOST and not settings.IN_PRODUCTION:
        _mails = MailThread()
        _mails.start()


def _end_mail() -> None:
    if _mails:
        _mails.end()


def _run_gunicorn(application: WSGIHandler, host: str, port: int, report_ready: Callable[[], None]) -> None:
    from gunicorn.app.base import BaseApplication

    def when_ready(server: object) -> None:
        # Ctrl-C reaches all processes of a terminal; only the parent acts on it, and stops the workers gracefully.
        signal.signal(signal.SIGINT, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        report_ready()

    def before_fork(server: object, worker: object) -> None:
        # The garbage collector writes to every object that it visits, so each process would soon have a copy of its
        # own of all memory. Frozen objects are not visited, and their memory stays shared.
        gc.freeze()
        gc.enable()  # manage.py has disabled it

    class Gunicorn(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options: dict[str, object] = {
                "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
                "workers": settings.PORTAL_WORKERS,
                "worker_class": "roadmap_app.operations.web_worker.WebWorker",
                "threads": settings.PORTAL_THREADS,
                "preload_app": True,
                "timeout": 60,
                "graceful_timeout": 8,
                "loglevel": "warning",
                "when_ready": when_ready,
                "pre_fork": before_fork,
                "post_worker_init": _begin_worker,
                "worker_exit": lambda server, worker: _end_mail(),
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> WSGIHandler:
            return application

    os.environ.setdefault("SERVER_SOFTWARE", "gunicorn")
    Gunicorn().run()
