"""Second factors: setting up, signing in, and removal."""

import re
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from time_machine import travel

from roadmap_app.models import AuditEvent, User
from tests.makers import make_app, make_passkey, make_user
from tests.mfa_client import INDEX, browser, code, give, is_in, kinds, login_by_passkey, reauthenticated, signed_in
from tests.soft_key import SoftKey

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, 0, 5, tzinfo=UTC)


def mfa_events(user):
    return list(
        AuditEvent.objects.filter(subject=user, verb="mfa_changed").order_by("pk").values_list("detail", flat=True)
    )


@pytest.fixture
def ada():
    return make_user("ada@example.org")


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """What allauth does once a change is stored is done within this."""
    return django_capture_on_commit_callbacks(execute=True)


def test_an_app_is_set_up_and_comes_with_recovery_codes(ada, commits):
    client = browser(ada)
    assert INDEX in client.get("/settings/").content.decode()
    assert "/accounts/reauthenticate/" in client.get(f"{INDEX}totp/activate/").headers["Location"]
    page = reauthenticated(client).get(f"{INDEX}totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert 'src="data:image/svg+xml;base64,' in page
    wrong = client.post(f"{INDEX}totp/activate/", {"code": "000000"}).content.decode()
    assert "This is not right" in wrong and secret in wrong and not kinds(ada)
    with commits:
        response = client.post(f"{INDEX}totp/activate/", {"code": code(secret)}, follow=True)
    assert response.request["PATH_INFO"] == f"{INDEX}recovery-codes/"
    assert len(re.findall(r"<code>\d{8}</code>", response.content.decode())) == 10
    assert kinds(ada) == ["recovery_codes", "totp"]
    assert mfa_events(ada) == ["TOTP Authenticator, added", "Recovery codes, added"]


def test_the_app_is_asked_for_at_each_sign_in(ada):
    make_app(ada)
    client = browser(ada)
    assert not is_in(client) and not AuditEvent.objects.filter(verb="signed_in").exists()
    page = client.get("/accounts/2fa/authenticate/").content.decode()
    assert "One more step" in page and 'inputmode="numeric"' in page
    assert give(client, code()).headers["Location"] == "/"
    assert is_in(client) and AuditEvent.objects.filter(verb="signed_in", actor=ada).count() == 1


def test_a_code_works_once_and_expires(ada):
    make_app(ada)
    with travel(NOON, tick=False) as clock:
        seen = code()
        assert give(browser(ada), seen).status_code == 302
        second = browser(ada)
        assert "used already" in give(second, seen).content.decode() and not is_in(second)
        clock.shift(31)
        assert give(second, seen).status_code == 200 and not is_in(second)
        assert give(second, code()).status_code == 302 and is_in(second)


def test_a_recovery_code_works_once(ada):
    make_app(ada)
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[3]
    assert give(browser(ada), spare).status_code == 302
    second = browser(ada)
    assert give(second, spare).status_code == 200 and not is_in(second)
    assert "9 codes are left" in signed_in(ada).get(INDEX).content.decode()


def test_recovery_codes_are_shown_downloaded_and_replaced(ada, commits):
    make_app(ada)
    client = signed_in(ada)
    assert "reauthenticate" in client.get(f"{INDEX}recovery-codes/").headers["Location"]
    reauthenticated(client)
    kept = client.get(f"{INDEX}recovery-codes/download/")
    assert kept.headers["Content-Disposition"].startswith("attachment") and "no-store" in kept.headers["Cache-Control"]
    first = kept.content.split()
    assert first == [
        each.encode() for each in Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    ]
    with commits:
        client.post(f"{INDEX}recovery-codes/generate/")
    assert not set(client.get(f"{INDEX}recovery-codes/download/").content.split()) & set(first)
    assert mfa_events(ada) == ["Recovery codes, replaced"]


def test_wrong_codes_are_counted_across_browsers_and_recorded(ada):
    make_app(ada)
    clients = [browser(ada) for _ in range(2)]
    for number in range(5):
        assert "This is not right" in give(clients[number % 2], "000000").content.decode()
    sixth = browser(ada)
    refused = give(sixth, code())
    assert refused.status_code == 429 and "Too many tries" in refused.content.decode() and not is_in(sixth)
    assert AuditEvent.objects.filter(verb="sign_in_failed", subject=ada, detail="wrong second factor").count() == 5


def test_a_passkey_is_added_renamed_and_removed(ada, commits):
    client, key = reauthenticated(browser(ada)), SoftKey()
    page = client.get(f"{INDEX}webauthn/add/")
    options = page.context["js_data"]["creation_options"]
    assert options["publicKey"]["rp"]["id"] == "localhost"
    with commits:
        client.post(f"{INDEX}webauthn/add/", {"name": "", "passwordless": "on", "credential": key.make(options)})
    added = Authenticator.objects.get(type="webauthn")
    assert str(added) == "An unknown browser"
    edit = f"{INDEX}webauthn/keys/{added.pk}/edit/"
    assert b"at most 60 characters" in client.post(edit, {"name": "x" * 61}).content
    assert b'maxlength="60"' in client.get(edit).content
    client.post(edit, {"name": "My phone"})
    assert "My phone" in client.get(f"{INDEX}webauthn/").content.decode()
    make_passkey(ada, name="My laptop")
    words = " ".join(client.get(INDEX).content.decode().split())
    assert "“<bdi>My phone</bdi>”, “<bdi>My laptop</bdi>”." in words
    client.post(f"{INDEX}webauthn/keys/{added.pk}/remove/")
    assert kinds(ada) == ["recovery_codes", "webauthn"]
    assert mfa_events(ada) == ["WebAuthn, added", "Recovery codes, added", "WebAuthn, removed"]


def test_a_passkey_signs_in_alone_and_beside_the_password(ada):
    key = SoftKey()
    make_passkey(ada, key)
    alone = browser()
    assert login_by_passkey(alone, key).headers["Location"] == "/" and is_in(alone)
    beside = browser(ada)
    page = beside.get("/accounts/2fa/authenticate/")
    assert not is_in(beside)
    used = key.use(page.context["js_data"]["request_options"])
    assert beside.post("/accounts/2fa/authenticate/", {"credential": used}).headers["Location"] == "/" and is_in(beside)


def test_a_passkey_response_is_rejected_for_another_site_or_twice(ada):
    make_passkey(ada, key := SoftKey())
    client = browser()
    key.origin = "https://phishing.example"
    login_by_passkey(client, key)
    key.origin = "http://localhost"
    stranger = SoftKey()
    stranger.user_handle = key.user_handle
    login_by_passkey(client, stranger)
    assert not is_in(client)
    options = client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"}).json()
    used = key.use(options["request_options"])
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": used}).status_code == 302 and is_in(client)
    again = browser()
    again.post("/accounts/2fa/webauthn/login/", {"credential": used})
    assert not is_in(again)


def test_behind_a_proxy_the_browsers_host_counts(ada, settings):
    settings.SECURE_PROXY_SSL_HEADER, settings.ALLOWED_HOSTS = (
        ("HTTP_X_FORWARDED_PROTO", "https"),
        ["learn.example.org"],
    )
    make_passkey(ada, key := SoftKey("learn.example.org", "https://learn.example.org"))
    client = Client(SERVER_NAME="learn.example.org", SERVER_PORT="8000", headers={"X-Forwarded-Proto": "https"})
    assert login_by_passkey(client, key).headers["Location"] == "/" and is_in(client)


def test_a_person_without_a_password_is_not_locked_out(ada):
    ada.set_unusable_password()
    ada.save()
    client = Client(SERVER_NAME="localhost")
    client.force_login(ada)
    page = client.get(f"{INDEX}totp/activate/")
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page.content.decode())[1]
    client.post(f"{INDEX}totp/activate/", {"code": code(secret)})
    assert kinds(ada) == ["recovery_codes", "totp"]
    response = client.get(f"{INDEX}totp/deactivate/", follow=True)
    assert response.request["PATH_INFO"] == "/accounts/2fa/reauthenticate/"
    reauthenticated(client, code=code(secret)).post(f"{INDEX}totp/deactivate/")
    assert kinds(ada) == []


def test_an_unverified_address_does_not_block_second_factors(ada):
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=False)
    assert reauthenticated(browser(ada)).get(f"{INDEX}totp/activate/").status_code == 200
    make_app(ada)
    reauthenticated(signed_in(ada)).post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    assert EmailAddress.objects.filter(user=ada, email="new@example.org").exists()


def test_a_password_reset_does_not_bypass_the_second_factor(ada):
    make_app(ada)
    thief = browser()
    thief.post("/accounts/password/reset/", {"email": ada.email})
    link = re.search(r"http://localhost(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    page = thief.get(link, follow=True).request["PATH_INFO"]
    thief.post(page, {"password1": "brand new 7 words", "password2": "brand new 7 words"})
    assert User.objects.get().check_password("brand new 7 words")
    thief.post("/accounts/login/", {"login": ada.email, "password": "brand new 7 words"})
    assert not is_in(thief) and kinds(ada) == ["recovery_codes", "totp"]
    assert give(thief, code()).status_code == 302 and is_in(thief)


def test_a_closed_account_cannot_open_the_pages(ada):
    make_app(ada)
    client = signed_in(ada)
    User.objects.update(deletion_asked_at=NOON)
    assert client.get(INDEX).headers["Location"] == "/settings/deletion/"


@pytest.mark.parametrize("path", ["", "totp/activate/", "recovery-codes/generate/", "webauthn/", "webauthn/add/"])
def test_the_pages_use_our_layout(ada, path):
    page = reauthenticated(browser(ada)).get(f"{INDEX}{path}").content.decode()
    assert 'class="masthead"' in page and 'id="main"' in page and 'class="button' in page
