"""Signing in with a real provider in a real browser, whose CSP decides whether the way there is open."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from roadmap_app.actions.invitations import invite
from roadmap_app.models import User
from tests.e2e.conftest import NewContext, Screenshot, session_cookie
from tests.e2e.page_checks import find_faults, themes_and_widths
from tests.makers import make_user
from tests.oidc import PASSWORD
from tests.operations.test_server import free_port


@pytest.fixture
def at(portal: LiveServer) -> Callable[[str], str]:
    """Return a function that makes an address of a path: of a loopback address the provider takes any port."""
    return lambda path: portal.url.replace("localhost", "127.0.0.1") + path


@pytest.fixture
def also_ask(at: Callable[[str], str], provider: Any) -> list[str]:
    """The provider is no stranger here."""
    return [at("/"), provider.issuer.removesuffix("/o")]


def at_the_provider(page: Page, button: str) -> None:
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name=button).click()


@pytest.mark.allow_console_errors  # turning back is answered with 403
@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_there_and_back_again_and_out(
    at: Callable[[str], str], also_ask: object, new_context: NewContext, provider: Any, js: bool
) -> None:
    owner = make_user("owner@example.org", is_staff=True, is_superuser=True)
    invite(by=owner, role="learner", email="ada@example.org")
    provider.knows("ada")
    page = new_context(java_script_enabled=js).new_page()
    page.goto(at("/notes/"))
    page.get_by_role("button", name="Continue with Example").click()
    at_the_provider(page, "Cancel")
    expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
    page.get_by_role("link", name="try again").click()
    page.get_by_role("button", name="Continue with Example").click()
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(at("/notes/"))
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_text("ada@example.org")).to_be_visible()
    page.get_by_role("link", name="Single sign-on").click()
    expect(page.get_by_text("You can sign in with Example, as ada@example.org.")).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(at("/settings/"))
    assert "/accounts/login/" in page.url


def test_somebody_signed_in_connects_and_disconnects(
    at: Callable[[str], str], also_ask: object, new_context: NewContext, provider: Any, learner: User
) -> None:
    provider.knows("ada")
    page = new_context().new_page()
    page.goto(at("/accounts/login/?next=/accounts/sso/"))
    page.get_by_label("E-mail address").fill(learner.email)
    page.get_by_label("Password", exact=True).fill("correct horse 9")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Connect Example").click()
    page.get_by_label("Password").fill("correct horse 9")
    page.get_by_role("button", name="Go on").click()
    at_the_provider(page, "Authorize")
    expect(page.get_by_text("Connected: from now on")).to_be_visible()
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("button", name="Connect Example")).to_be_visible()


@pytest.mark.soak  # pages in two themes at three widths take axe long
@pytest.mark.allow_console_errors  # some pages are answered with 4xx and 5xx
def test_the_pages_fit_and_can_be_read(
    at: Callable[[str], str],
    also_ask: object,
    new_context: NewContext,
    provider: Any,
    learner: User,
    screenshot: Screenshot,
    settings: Any,
) -> None:
    context = new_context()
    page = context.new_page()
    found: list[str] = []

    def look(path: str, name: str, press: str = "") -> None:
        page.goto(at(path))
        if press:
            page.get_by_role("button", name=press).click()
            expect(page.get_by_role("button", name=press)).to_have_count(0)
        for appearance in themes_and_widths(page, (390, 1440), height=800):
            found.extend(find_faults(page, f"{name}-{appearance}"))
            screenshot(page, f"sso-{name}-{appearance}")

    look("/accounts/login/", "login")
    look("/accounts/sso/login/", "start")
    look("/accounts/sso/callback/?state=old", "stale")
    oidc, settings.OIDC = settings.OIDC, replace(settings.OIDC, url=f"http://127.0.0.1:{free_port()}")
    look("/accounts/login/", "unreachable", press="Continue with Example")
    settings.OIDC = replace(oidc, only=True, name="Example Limited and its many Subsidiaries", signup="open")
    look("/accounts/login/", "only")
    settings.OIDC = oidc
    cookie = session_cookie(learner) | {"domain": "127.0.0.1"}
    context.add_cookies([cookie])
    look("/accounts/sso/", "connect")
    look("/accounts/sso/login/?process=connect", "connect-start")
    look("/settings/", "settings")
    SocialAccount.objects.create(user=learner, provider="sso", uid="1", extra_data={"email": "ada@example.org"})
    look("/accounts/sso/", "connected")
    assert found == []
