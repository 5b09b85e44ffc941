"""The browser tests: the portal on a live server, the system's Chromium, and a watch over what the pages do."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from roadmap_app.models import User
from roadmap_app.operations.locks import exclusive
from tests.database_runs import NO_CHROMIUM, find_chromium
from tests.makers import make_user

# Playwright keeps an event loop in the tests' thread, where Django would else refuse to touch the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Each window of a whole Chromium builds two pages for suggestions in its address bar, which nobody sees: half of
# the CPU time of a new context. Chromium takes only the last --disable-features, so that Playwright's own are repeated.
DISABLED_FEATURES = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,"
    "AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)

NewContext = Callable[..., BrowserContext]
Screenshot = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Take the system's Chromium instead of one that Playwright would have to download."""
    path = find_chromium()
    if path is None:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    # Playwright itself adds --headless, --no-sandbox and what keeps the browser from talking to its makers.
    features = f"--disable-features={DISABLED_FEATURES}"
    return {**browser_type_launch_args, "executable_path": path, "args": ["--disable-gpu", "--disable-quic", features]}


@pytest.fixture(scope="session")
def collected(shared_folder: Path) -> Iterator[None]:
    """Let pages load what collectstatic makes of the static files; the workers of a run share it.

    A server delivers just that: one sheet and one module in place of dozens, which the browser may keep.
    """
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "roadmap_app.web.static_files.StaticFiles"}}
    collecting = {
        "STORAGES": storages,
        "STATIC_ROOT": shared_folder / "static",
        "WHITENOISE_AUTOREFRESH": False,
        # Not compressed, which would take 4 s of CPU time.
        "WHITENOISE_SKIP_COMPRESS_EXTENSIONS": ["css", "js", "json", "md", "svg", "txt"],
    }
    with override_settings(**collecting):
        with exclusive(shared_folder / "static.lock", lambda: None):
            if not (shared_folder / "static" / "staticfiles.json").exists():
                call_command("collectstatic", interactive=False, verbosity=0)
        yield


@pytest.fixture(scope="session")
def live_server(request: pytest.FixtureRequest, collected: None) -> Iterator[LiveServer]:
    """Run the portal in a thread; WhiteNoise serves the static files, as on a server."""
    server = LiveServer(request.config.getvalue("liveserver") or "localhost", start=False)
    thread: Any = server.thread
    thread.static_handler = lambda application: application
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Let page.goto() take paths."""
    return live_server.url


def copy_of_database() -> sqlite3.Connection:
    """Return a copy of the test database, in memory."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(copy)
    return copy


def restore_database(copy: sqlite3.Connection) -> None:
    """Make the test database hold what COPY holds."""
    connection.ensure_connection()
    copy.backup(connection.connection)


@pytest.fixture(scope="session")
def empty_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> sqlite3.Connection:
    """Return a copy of the database as the migrations leave it."""
    with django_db_blocker.unblock():
        return copy_of_database()


@pytest.fixture(scope="session")
def loaded_database(empty_database: sqlite3.Connection, django_db_blocker: DjangoDbBlocker) -> sqlite3.Connection:
    """Return a copy of the database with the roadmap loaded."""
    from roadmap_app.actions.load_roadmap import load_fixture_files

    with django_db_blocker.unblock():
        restore_database(empty_database)
        load_fixture_files()
        copy = copy_of_database()
        restore_database(empty_database)
    return copy


@pytest.fixture
def transactional_db(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Restore the empty database after the test from a copy: to flush the tables takes a hundred times as long."""
    if connection.vendor != "sqlite":
        request.getfixturevalue("transactional_db")
        yield
        return
    empty = request.getfixturevalue("empty_database")
    with django_db_blocker.unblock():
        yield
        restore_database(empty)


@pytest.fixture
def portal(request: pytest.FixtureRequest, transactional_db: None, live_server: LiveServer) -> LiveServer:
    """Return the live server with the roadmap loaded."""
    if connection.vendor == "sqlite":
        restore_database(request.getfixturevalue("loaded_database"))
    else:
        from roadmap_app.actions.load_roadmap import load_fixture_files

        load_fixture_files()
    return live_server


@pytest.fixture(autouse=True)
def complaints(live_server: LiveServer) -> Iterator[list[str]]:
    """Fail a test whose pages log or throw an error, break the CSP or ask any server but the live one.

    The marker allow_console_errors is for tests that provoke a failure; a breach of the CSP it does not forgive.
    """
    found: list[str] = []
    yield found
    if found:
        pytest.fail("The pages complained:\n" + "\n".join(found), pytrace=False)


@pytest.fixture
def also_ask() -> list[str]:
    """Return the beginnings of other addresses that a test's pages may ask; none, unless it says so."""
    return []


@pytest.fixture
def new_context(
    new_context: NewContext,
    complaints: list[str],
    base_url: str,
    also_ask: list[str],
    request: pytest.FixtureRequest,
) -> NewContext:
    """Make contexts (and with them `context` and `page`) whose pages are watched.

    They ask for reduced motion unless a test says otherwise: drawing view transitions is a fifth of all the work.
    """
    forgiving = request.node.get_closest_marker("allow_console_errors") is not None

    def on_console(message: ConsoleMessage) -> None:
        forgiven = forgiving and "Content Security Policy" not in message.text
        if message.type == "error" and not forgiven:
            complaints.append(f"console: {message.text} ({message.location['url']})")

    def on_exception(error: WebError) -> None:
        # A page that is left before its view transition has run, as on a busy machine, is no fault of the page.
        if "ViewTransition" not in str(error.error) and "Transition was" not in str(error.error):
            complaints.append(f"exception: {error.error}")

    def on_request(request: Request) -> None:
        if not request.url.startswith((f"{base_url}/", "data:", "blob:", *also_ask)):
            complaints.append(f"asked another server: {request.url}")

    def make(**options: Any) -> BrowserContext:
        context = new_context(**{"reduced_motion": "reduce"} | options)
        context.on("console", on_console)
        context.on("weberror", on_exception)
        context.on("request", on_request)
        return context

    return make


@pytest.fixture
def no_js_page(new_context: NewContext) -> Page:
    """Return a page of a browser whose JavaScript is off."""
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture
def screenshot(pytestconfig: pytest.Config) -> Screenshot:
    """Return a function that keeps a picture of a page under a name, where --screenshots says to."""
    folder: Path | None = pytestconfig.getoption("--screenshots")

    def take(page: Page, name: str) -> None:
        if folder:
            # What hides the caret and stops animations is inline style, which the CSP forbids.
            page.screenshot(path=folder / f"{name}.png", full_page=True, caret="initial", animations="allow")

    return take


@pytest.fixture
def learner(transactional_db: None) -> User:
    """Return a learner with an account."""
    return make_user()


def session_cookie(user: User) -> Any:
    """Return the cookie of a browser in which USER is signed in; the context adds its own address."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}


@pytest.fixture
def learner_page(new_context: NewContext, learner: User) -> Page:
    """Return a page of a browser in which the learner is signed in."""
    context = new_context()
    context.add_cookies([session_cookie(learner)])
    return context.new_page()
