"""Redirects after sign-in, caching of private pages, and security.txt."""

import pytest
from django.test import Client

from tests.makers import make_user
from tests.mfa_client import PASSWORD, browser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("secure", [True, False])
@pytest.mark.parametrize(
    ("next_url", "leads_on"),
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
def test_sign_in_redirects_only_within_this_portal(next_url, leads_on, secure):
    user, client = make_user(), Client()
    own, other = ("https", "http") if secure else ("http", "https")
    next_url = next_url.format(own=f"{own}://testserver", other=f"{other}://testserver")
    form = {"login": user.email, "password": PASSWORD, "next": next_url}
    response = client.post("/accounts/login/", form, secure=secure)
    assert response.headers["Location"] == (next_url if leads_on else "/")


@pytest.mark.parametrize(
    ("path", "kept"),
    [("/settings/", False), ("/settings/data/", False), ("/accounts/sessions/", False), ("/notes/", True)],
)
def test_private_pages_are_not_cached(path, kept):
    control = browser(make_user()).get(path).headers["Cache-Control"]
    assert ("no-store" not in control) == kept and "private" in control and "no-cache" in control


@pytest.mark.parametrize("path", ["/manage/people/", "/manage/people/{pk}/", "/manage/record/"])
def test_pages_about_other_people_are_not_cached(path):
    owner = make_user(is_staff=True, is_superuser=True)
    response = browser(owner).get(path.format(pk=owner.pk))
    assert response.status_code == 200 and "no-store" in response.headers["Cache-Control"]


def test_security_txt_names_the_contact(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.PORTAL_SECURITY_CONTACT, settings.PORTAL_URL = "mailto:security@example.org", "https://learn.example.org"
    response = client.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert lines["Contact"] == "mailto:security@example.org" and lines["Expires"].endswith("T00:00:00Z")
    assert lines["Canonical"] == "https://learn.example.org/.well-known/security.txt"
