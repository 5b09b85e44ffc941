"""Starting the web server: its address, the link for the first owner, its processes."""

import gc
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from roadmap_app.operations.request_threads import turns_of
from roadmap_app.queries.curriculum import published, tree

Report = Callable[[str], None]
# Compared with, not bound to.
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  # nosec B104


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
    shown = f"[{host}]" if ":" in host else host
    if host in EVERYWHERE:
        shown = own_address()
    return f"http://{shown}:{port}"


def start_anew(host: str, port: int) -> None:
    """Replace this process by one that takes database and static files as they are.

    Migrating and compressing leave 80 MB of memory behind that the server would keep.
    """
    connections.close_all()
    os.execv(sys.executable, _command(host, port))


def run(host: str, port: int, report: Report, inherited: int | None = None) -> None:
    """Serve until SIGINT or SIGTERM, in processes below a supervisor; on Windows in this one.

    INHERITED is the descriptor of the socket that a supervisor listens on already.
    """
    _allow(host)
    application, turns = _preload(), turns_of(settings.PORTAL_THREADS)
    # A connection must not be shared with the processes that are forked from here.
    connections.close_all()
    listener = _listen(host, port) if inherited is None else socket.socket(fileno=inherited)
    if inherited is None:
        report(f"Cairn is at {address(host, port)}/  (Ctrl-C stops it)")
    if sys.platform == "win32":
        gc.enable()  # manage.py has disabled it
        with _sending_mails():
            make_server(
                application,
                listener,
                threads=settings.PORTAL_THREADS,
                turns=turns,
                behind_proxy=bool(settings.PORTAL_PROXIES),
            ).run()
        return
    from roadmap_app.operations import web_process

    if inherited is None:
        web_process.continue_in_child(listener, _command(host, port))
    # The garbage collector writes to every object that it visits, so each process would soon have a copy of its own of
    # all memory. Frozen objects are not visited, and their memory stays shared.
    gc.freeze()
    gc.enable()
    relatives = web_process.fork_others(settings.PORTAL_WORKERS - 1)
    with _sending_mails():
        web_process.serve(application, listener, turns, relatives)


def _command(host: str, port: int) -> list[str]:
    manage = str(Path(settings.BASE_DIR) / "manage.py")
    return [sys.executable, manage, "serve", "--prepared", "--host", host, "--port", str(port)]


def _listen(host: str, port: int) -> socket.socket:
    is_ipv6 = ":" in host
    return socket.create_server(
        (host, port),
        family=socket.AF_INET6 if is_ipv6 else socket.AF_INET,
        dualstack_ipv6=is_ipv6 and socket.has_dualstack_ipv6(),
    )


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


@contextmanager
def _sending_mails() -> Iterator[None]:
    """Send queued mails from this process; in production, manage.py worker sends them."""
    if not settings.EMAIL_HOST or settings.IN_PRODUCTION:
        yield
        return
    mails = MailThread()
    mails.start()
    try:
        yield
    finally:
        mails.end()
