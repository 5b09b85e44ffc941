"""Single sign-on set up by environment variables, with portal and provider as two servers."""

import re

import pytest
import requests

from tests.oidc import CLIENT_ID, CLIENT_SECRET
from tests.oidc.provider import way_to
from tests.operations.test_server import free_port, read_until, serving


def post_form(browser, page, button):
    """Send the form of PAGE that has BUTTON."""
    form = next(form for form in re.findall(r"<form.*?</form>", page.text, re.S) if button in form)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    action = re.search(r'action="([^"]+)"', form)[1]
    return browser.post(page.url.partition("/accounts/")[0] + action, fields, timeout=10)


def session_of(browser):
    """Return the value of the session cookie, whose name differs between portals."""
    return next(cookie.value for cookie in browser.cookies if cookie.name.endswith("_session"))


@pytest.mark.soak  # two servers take seconds to start
def test_signing_in_from_one_server_to_the_other(tmp_path, prepared, oidc_process):
    oidc_process.knows("ada")
    secret, port = tmp_path / "secret", free_port()
    secret.write_text(f"{CLIENT_SECRET}\n")
    variables = {
        "OIDC_URL": oidc_process.issuer,
        "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_CLIENT_SECRET_FILE": str(secret),
        "OIDC_NAME": "Example Ltd",
        "OIDC_SIGNUP": "open",
        "OIDC_EDITOR_GROUP": "writers",
        "PORTAL_ACCESS_LOG": "true",
    }
    oidc_process.knows("ada", groups=["writers"])
    with serving(prepared.var, port, **variables) as (process, _):
        home, browser = f"http://127.0.0.1:{port}", requests.Session()
        page = browser.get(f"{home}/accounts/login/?next=/settings/", timeout=10)
        page = post_form(browser, page, "Continue with Example Ltd")
        before = session_of(browser)
        back = oidc_process.walk(way_to(page.text), "ada")
        assert back.startswith(f"{home}/accounts/sso/callback/?")
        page = browser.get(back, timeout=10)
        assert page.url == f"{home}/settings/" and "ada@example.org" in page.text
        assert session_of(browser) != before
        assert browser.get(f"{home}/admin/", timeout=10).status_code == 200
        log = read_until(process, b"GET /admin/")
    code = re.search(r"code=([^&]+)", back)[1]
    assert "/accounts/sso/callback/ 302" in log and code not in log and CLIENT_SECRET not in log
