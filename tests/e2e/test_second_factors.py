"""Passkeys and codes in a real browser, whose key is the one that Chromium makes for tests."""

from collections.abc import Callable
from time import time
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from playwright.sync_api import Page, expect

from roadmap_app.identity.session_store import SessionStore
from roadmap_app.models import User
from tests.e2e.conftest import NewContext, Screenshot, session_cookie
from tests.e2e.page_checks import find_faults, themes_and_widths
from tests.e2e.test_leaving import sign_in
from tests.makers import make_app, make_editor, make_passkey, make_user
from tests.mfa_client import INDEX, code

NOTHING_YET = {
    "factors-none": INDEX,
    "factors-app-new": f"{INDEX}totp/activate/",
    "factors-passkey-new": f"{INDEX}webauthn/add/",
    "factors-passkeys-none": f"{INDEX}webauthn/",
    "factors-codes-none": f"{INDEX}recovery-codes/generate/",
}
TOO_OLD = "This browser is too old for passkeys here. Update it, or use another browser or device."
ALL = {
    "factors": INDEX,
    "factors-app-remove": f"{INDEX}totp/deactivate/",
    "factors-passkeys": f"{INDEX}webauthn/",
    "factors-passkey-rename": INDEX + "webauthn/keys/{key}/edit/",
    "factors-passkey-remove": INDEX + "webauthn/keys/{key}/remove/",
    "factors-codes": f"{INDEX}recovery-codes/",
    "factors-codes-new": f"{INDEX}recovery-codes/generate/",
    "reauthenticate": "/accounts/reauthenticate/",
    "reauthenticate-code": f"{INDEX}reauthenticate/",
    "reauthenticate-passkey": f"{INDEX}webauthn/reauthenticate/",
}


def with_key(page: Page, *, knows_its_owner: bool = True) -> Page:
    """Add a virtual security key to the browser of PAGE; return PAGE."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"automaticPresenceSimulation": True, "isUserVerified": knows_its_owner}},
    )
    return page


def give_password(page: Page) -> None:
    page.get_by_label("Password").fill("correct horse 9")
    page.get_by_role("button", name="Go on").click()


def test_nothing_moves_when_the_script_shows_passkeys(portal: object, page: Page) -> None:
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_visible()
    footer = page.get_by_role("contentinfo")
    before = footer.bounding_box()
    page.evaluate("document.querySelector('[data-passkeys]').hidden = true")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    assert footer.bounding_box() == before


def test_a_passkey_is_added_and_signs_in_without_a_password(portal: object, page: Page, learner: User) -> None:
    with_key(page)
    sign_in(page, learner)
    page.goto("/settings/")
    page.get_by_role("link", name="Passkeys and second factors").click()
    page.get_by_role("link", name="Add a passkey").click()
    give_password(page)
    page.get_by_label("Name").fill("My laptop")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(INDEX)
    expect(page.get_by_text("You have 1: “My laptop”.")).to_be_visible()
    page.goto(f"{INDEX}webauthn/add/")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("holds a passkey of yours already")

    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/?next=/notes/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/notes/")
    expect(page.get_by_role("link", name="Settings")).to_be_visible()

    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(learner.email)
    page.get_by_label("Password", exact=True).fill("correct horse 9")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("link", name="Settings")).to_be_visible()


def test_a_browser_without_the_passkey_says_so(portal: object, page: Page) -> None:
    with_key(page, knows_its_owner=False)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing came of it")


@pytest.mark.parametrize(
    "missing",
    [
        "PublicKeyCredential.parseCreationOptionsFromJSON",
        "PublicKeyCredential.parseRequestOptionsFromJSON",
        "PublicKeyCredential.prototype.toJSON",
    ],
)
def test_an_outdated_browser_shows_that_it_is_too_old_for_passkeys(
    portal: object, new_context: NewContext, learner: User, missing: str
) -> None:
    context = new_context()
    context.add_init_script(f"if (window.PublicKeyCredential) delete {missing}")
    context.add_cookies([shown_cookie(learner)])
    page = with_key(context.new_page())
    page.goto(f"{INDEX}webauthn/add/")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("alert")).to_have_text(TOO_OLD)
    context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_have_text(TOO_OLD)


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_an_app_is_set_up_and_asked_for(
    portal: object, new_context: NewContext, learner: User, settings: Any, js: bool
) -> None:
    settings.MFA_TOTP_TOLERANCE = 1  # the half minute may end between making a code and sending it
    page = new_context(java_script_enabled=js).new_page()
    sign_in(page, learner)
    page.goto(INDEX)
    page.get_by_role("link", name="Set up an app").click()
    give_password(page)
    secret = page.locator(".secret code").inner_text()
    assert page.locator(".qr").evaluate("image => image.naturalWidth") > 0 or not js
    page.get_by_label("Code from the app").fill(code(secret))
    page.get_by_role("button", name="Set it up").click()
    spare = page.locator(".codes code").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert spare in download.value.path().read_text()

    for typed in (lambda: code(secret), lambda: spare):
        page.goto("/accounts/logout/")
        page.get_by_role("button", name="Sign out").click()
        sign_in_so_far(page, learner)
        page.get_by_label("Code").fill("000000")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_text("This is not right")).to_be_visible()
        page.get_by_label("Code").fill(typed())
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("link", name="Settings")).to_be_visible()


def test_an_editor_is_led_to_it_and_gets_in(portal: object, new_context: NewContext, settings: Any) -> None:
    settings.PORTAL_STAFF_MFA = True
    page = with_key(new_context().new_page())
    sign_in(page, make_editor())
    page.get_by_role("link", name="Manage").click()
    expect(page.get_by_role("heading", name="You need one")).to_be_visible()
    page.get_by_role("link", name="Add a passkey").click()
    give_password(page)
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("link", name="Manage").click()
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_role("link", name="By passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Roadmaps")).to_be_visible()


def test_without_javascript_there_are_no_passkeys_and_the_page_says_so(
    portal: object, no_js_page: Page, learner: User
) -> None:
    no_js_page.goto("/accounts/login/")
    expect(no_js_page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    no_js_page.context.add_cookies([shown_cookie(learner)])
    no_js_page.goto(f"{INDEX}webauthn/add/")
    expect(no_js_page.get_by_text("they need JavaScript")).to_be_visible()
    expect(no_js_page.get_by_role("button", name="Add the passkey")).to_be_hidden()


def sign_in_so_far(page: Page, user: User) -> None:
    """Sign in by password, up to the second factor."""
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password", exact=True).fill("correct horse 9")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()


def shown_cookie(user: User) -> Any:
    """Return the session cookie of a browser in which USER has just confirmed their password."""
    cookie = session_cookie(user)
    session = SessionStore(cookie["value"])
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return cookie


@pytest.fixture
def visit(portal: object, new_context: NewContext, settings: Any) -> Callable[..., None]:
    """Return a function that calls LOOK(page, name) for every page of second factors, as several users."""

    def go(look: Callable[[Page, str], None]) -> None:
        fresh, equipped, last = make_user(), make_user(), make_editor()
        make_app(equipped)
        make_passkey(equipped, name="A phone with a name that is as long as names of phones may be, 60")
        key = make_passkey(equipped, name="My laptop").pk
        editor = make_editor()
        make_app(last)
        for user, pages, needed in (
            (fresh, NOTHING_YET, False),
            (equipped, ALL, False),
            (editor, {"factors-needed": INDEX}, True),
            (last, {"factors-last": f"{INDEX}totp/deactivate/"}, True),
        ):
            settings.PORTAL_STAFF_MFA = needed
            context = new_context()
            context.add_cookies([shown_cookie(user)])
            page = context.new_page()
            for name, path in pages.items():
                page.goto(path.format(key=key))
                look(page, name)
        page = new_context().new_page()
        sign_in_so_far(page, equipped)
        look(page, "sign-in-second")
        page = new_context().new_page()
        page.goto("/accounts/login/")
        look(page, "sign-in-passkey")

    return go


@pytest.mark.soak  # many pages in two themes at three widths take axe long
def test_every_page_fits_keeps_to_the_csp_and_can_be_read(visit: Callable[..., None], screenshot: Screenshot) -> None:
    titles: list[str] = []
    faults: list[str] = []

    def look(page: Page, name: str) -> None:
        titles.append(page.title())
        for appearance in themes_and_widths(page, (390, 768, 1440)):
            faults.extend(find_faults(page, f"{name}-{appearance}"))
            screenshot(page, f"{name}-{appearance}")

    visit(look)
    assert faults == []
    assert all(title.endswith(" · Cairn") for title in titles) and len(set(titles)) > 10
