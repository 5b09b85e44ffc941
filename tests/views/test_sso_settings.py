"""Single sign-on: connections, people without a password, and portals with single sign-on only."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from roadmap_app.actions.invitations import invite
from roadmap_app.models import User
from tests.makers import make_user
from tests.oidc.provider import sign_in, way_to
from tests.views.test_sso import RIGHT, START, confirmed, events, oidc, refused, who

pytestmark = pytest.mark.django_db
PAGE = "/accounts/sso/"
NEW = {"password1": "brand new 7 words", "password2": "brand new 7 words"}


def confirm_password(client, response):
    """Enter the password on the page that RESPONSE redirects to; return the response."""
    assert response.headers["Location"].startswith("/accounts/reauthenticate/")
    return client.post(response.headers["Location"], {"password": "correct horse 9"})


def connected(client, provider, **fields):
    """Ada, signed in by the provider; with a password where CLIENT is signed in already."""
    provider.knows("ada", **fields)
    sign_in(client, provider, "ada")
    return User.objects.get(email="ada@example.org")


def test_connecting_asks_for_the_password_and_allows_another_address(client, provider, learner):
    provider.knows("ada", email_verified=False)
    client.post("/accounts/login/", {"login": learner.email, "password": "correct horse 9"})
    assert 'href="/accounts/sso/"' in client.get("/settings/").content.decode()
    assert "Connect Example" in client.get(PAGE).content.decode()
    assert "Connect Example" in client.get(START, {"process": "connect"}).content.decode()
    confirm_password(client, client.post(START, {"process": "connect"}))
    response = sign_in(client, provider, "ada", process="connect")
    assert response.headers["Location"] == PAGE
    page = client.get(PAGE).content.decode()
    assert "You can sign in with Example, as ada@example.org." in page and "Connected: from now on" in page
    assert ("sso_changed", "connected") in events()
    other = Client()
    sign_in(other, provider, "ada")
    assert who(other) == str(learner.pk)


def test_an_expired_connection_is_asked_for_again_and_stores_no_secret(client, provider, learner, settings):
    provider.knows("ada")
    client.post("/accounts/login/", {"login": learner.email, "password": "correct horse 9"})
    confirm_password(client, client.post(START, {"process": "connect"}))
    back = urlsplit(provider.walk(way_to(client.post(START, {"process": "connect"}).content.decode()), "ada"))
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    response = client.get(f"{back.path}?{back.query}")
    waiting = client.session["account_reauthentication_state"]["state"]
    assert "uid" in waiting["account"] and "token" not in waiting and not SocialAccount.objects.exists()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    confirm_password(client, response)
    assert SocialAccount.objects.get().user == learner


def test_visitors_cannot_connect(client, provider):
    assert client.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"
    for response in (client.post(START, {"process": "connect"}), client.get(START, {"process": "connect"})):
        assert response.headers["Location"] == f"/accounts/login/?next={PAGE}"


def test_an_identity_of_another_account_is_not_connected(client, provider, learner):
    confirmed()
    connected(Client(), provider)
    client.post("/accounts/login/", {"login": learner.email, "password": "correct horse 9"})
    confirm_password(client, client.post(START, {"process": "connect"}))
    sign_in(client, provider, "ada", process="connect")
    assert "somebody else’s account" in client.get(PAGE).content.decode()
    assert who(client) == str(learner.pk) and SocialAccount.objects.get().user.email == "ada@example.org"


def test_disconnecting_asks_for_the_password(client, provider):
    confirmed()
    user = connected(client, provider)
    account = SocialAccount.objects.get()
    response = client.post(PAGE, {"account": account.pk})
    assert SocialAccount.objects.exists()
    confirm_password(client, response)
    assert not SocialAccount.objects.exists()
    assert events()[-1] == ("sso_changed", "disconnected") and user.check_password("correct horse 9")


def test_the_only_way_to_sign_in_cannot_be_disconnected(client, provider, settings):
    oidc(settings, signup="open")
    user = connected(client, provider)
    account = SocialAccount.objects.get()
    response = client.post(PAGE, {"account": account.pk})
    assert "This is your only way in" in response.content.decode() and SocialAccount.objects.exists()
    assert 'Set<span class="visually-hidden"> a password' in client.get("/settings/").content.decode()
    assert client.get("/accounts/password/change/").headers["Location"] == "/accounts/password/set/"
    client.post("/accounts/password/set/", NEW)
    user.refresh_from_db()
    assert user.check_password("brand new 7 words")
    again = Client()
    again.post("/accounts/login/", {"login": user.email, "password": "brand new 7 words"})
    assert who(again) == str(user.pk)


def test_another_persons_connection_cannot_be_removed(client, provider, learner_client):
    confirmed()
    connected(client, provider)
    learner_client.post(PAGE, {"account": SocialAccount.objects.get().pk})
    assert SocialAccount.objects.exists()


def test_a_person_without_a_password_can_export_and_delete(client, provider, settings):
    oidc(settings, signup="open")
    connected(client, provider)
    assert client.post("/settings/data/export/").status_code == 200
    response = client.post("/settings/deletion/", {"email": "ada@example.org"})
    assert "Goodbye" in response.content.decode()
    assert User.objects.get().deletion_asked_at
    sign_in(client, provider, "ada")
    client.post("/settings/deletion/undo/")
    assert User.objects.get().deletion_asked_at is None


@pytest.fixture
def only(settings, provider):
    """Return the provider, with single sign-on as the only way to sign in."""
    oidc(settings, only=True)
    settings.PORTAL_SIGNUP = "open"
    return provider


def test_with_sso_only_no_password_signs_in(client, only):
    confirmed()
    page = client.get("/accounts/login/").content.decode()
    assert "Continue with Example" in page and 'type="password"' not in page and "/accounts/signup/" not in page
    assert refused(client.post("/accounts/login/", RIGHT), 403, "Continue with Example")
    assert refused(client.post("/accounts/login/", RIGHT | {"password": "wrong"}), 403, "Continue with Example")
    client.post("/accounts/signup/", {"email": "new@example.org", **NEW})
    assert User.objects.count() == 1
    connected(client, only)
    assert who(client)


def test_with_sso_only_a_password_reset_does_not_sign_in(client, only, settings):
    settings.ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
    confirmed()
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body).group(1)
    page = client.get(link, follow=True)
    assert refused(client.post(page.request["PATH_INFO"], NEW), 403, "only way into this portal")


def test_with_sso_only_an_invitation_leads_to_the_provider(client, only):
    owner = make_user(is_staff=True, is_superuser=True)
    _, token = invite(by=owner, role="editor")
    page = client.get(f"/invitations/{token}/").content.decode()
    assert 'type="password"' not in page and f'value="{token}"' in page
    client.post(f"/invitations/{token}/", {"email": "ada@example.org", **NEW})
    assert User.objects.count() == 1
    only.knows("ada")
    sign_in(client, only, "ada", invitation=token)
    assert User.objects.get(email="ada@example.org").role == "editor"


def test_with_sso_only_nobody_can_disconnect(client, only):
    confirmed()
    connected(client, only)
    page = client.get("/settings/").content.decode()
    assert "/accounts/password/" not in page
    confirm_password(client, client.post(START, {"process": "connect"}))
    client.post(PAGE, {"account": SocialAccount.objects.get().pk})
    assert SocialAccount.objects.exists()
    assert "Goodbye" in client.post("/settings/deletion/", {"password": "correct horse 9"}).content.decode()


def test_without_a_provider_nothing_shows(client, learner_client, settings):
    settings.OIDC = None
    assert "accounts/sso" not in client.get("/accounts/login/").content.decode()
    assert "accounts/sso" not in learner_client.get("/settings/").content.decode()
    assert "accounts/sso" not in client.get("/accounts/signup/").content.decode()
