"""Where a sign-in leads, what a browser may keep, and whom to tell of a weakness."""

import pytest
from django.test import Client

from tests.makers import make_user
from tests.mfa_client import PASSWORD, browser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("secure", [True, False])
@pytest.mark.parametrize(
    ("asked", "leads_on"),
    [
        ("/notes/?q=1", True),
        ("{own}/notes/", True),
        ("{other}/notes/", False),
        ("https://localhost/notes/", False),
        ("http://127.0.0.1/", False),
        ("http://[::1]/notes/", False),
        ("//localhost/notes/", False),
        ("https:localhost/", False),
        ("\\\\localhost/", False),
    ],
)
def test_a_sign_in_leads_on_within_this_portal_only(asked, leads_on, secure):
    user, client = make_user(), Client()
    own, other = ("https", "http") if secure else ("http", "https")
    asked = asked.format(own=f"{own}://testserver", other=f"{other}://testserver")
    form = {"login": user.email, "password": PASSWORD, "next": asked}
    answer = client.post("/accounts/login/", form, secure=secure)
    assert answer.headers["Location"] == (asked if leads_on else "/")


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/settings/", False), ("/settings/data/", False), ("/accounts/sessions/", False), ("/notes/", True)],
)
def test_pages_that_are_only_ones_own_are_not_kept(path, kept):
    control = browser(make_user()).get(path).headers["Cache-Control"]
    assert ("no-store" not in control) == kept and "private" in control and "no-cache" in control


def test_whom_to_tell_of_a_weakness(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.PORTAL_SECURITY_CONTACT, settings.PORTAL_URL = "mailto:security@example.org", "https://learn.example.org"
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert lines["Contact"] == "mailto:security@example.org" and lines["Expires"].endswith("T00:00:00Z")
    assert lines["Canonical"] == "https://learn.example.org/.well-known/security.txt"
