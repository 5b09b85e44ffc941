"""Second factors: set up, asked for, used up, lost; and what staff who need one may not do."""

import re
from datetime import UTC, datetime
from time import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.db import connection
from django.test import Client
from time_machine import travel

from roadmap_app.models import AuditEvent, User
from tests.makers import make_app, make_editor, make_passkey, make_user
from tests.soft_key import SoftKey

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse 9"
INDEX = "/accounts/2fa/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = datetime(2026, 6, 1, 12, 0, 5, tzinfo=UTC)
LAST = "this is your last"


def code(secret=SECRET):
    """The code that an app shows now."""
    return format_hotp_value(hotp_value(secret, int(time()) // 30))


def browser(user=None):
    """A browser at http://localhost, where passkeys work without https; USER has given their password in it."""
    client = Client(SERVER_NAME="localhost")
    if user:
        client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def shown(client, **by):
    """CLIENT, after the person has shown once more that it is they: by password, or by a code."""
    page = "/accounts/2fa/reauthenticate/" if "code" in by else "/accounts/reauthenticate/"
    assert client.post(page, by or {"password": PASSWORD}).status_code == 302
    return client


def is_in(client):
    return client.get("/settings/").status_code == 200


def give(client, typed):
    return client.post("/accounts/2fa/authenticate/", {"code": typed})


def login_by_passkey(client, key):
    asked = client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"}).json()
    return client.post("/accounts/2fa/webauthn/login/", {"credential": key.use(asked["request_options"])})


def kinds(user):
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))


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


@pytest.fixture
def needed(settings):
    settings.PORTAL_STAFF_MFA = True


def test_an_app_is_set_up_and_comes_with_recovery_codes(ada, commits):
    client = browser(ada)
    assert INDEX in client.get("/settings/").content.decode()
    assert "/accounts/reauthenticate/" in client.get(f"{INDEX}totp/activate/").headers["Location"]
    page = shown(client).get(f"{INDEX}totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert 'src="data:image/svg+xml;base64,' in page
    wrong = client.post(f"{INDEX}totp/activate/", {"code": "000000"}).content.decode()
    assert "This is not right" in wrong and secret in wrong and not kinds(ada)
    with commits:
        answer = client.post(f"{INDEX}totp/activate/", {"code": code(secret)}, follow=True)
    assert answer.request["PATH_INFO"] == f"{INDEX}recovery-codes/"
    assert len(re.findall(r"<code>\d{8}</code>", answer.content.decode())) == 10
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


def test_a_code_is_used_once_and_dies_with_its_half_minute(ada):
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
    assert "9 codes are left" in _signed_in(ada).get(INDEX).content.decode()


def test_recovery_codes_are_shown_kept_and_made_anew(ada, commits):
    make_app(ada)
    client = _signed_in(ada)
    assert "reauthenticate" in client.get(f"{INDEX}recovery-codes/").headers["Location"]
    shown(client)
    kept = client.get(f"{INDEX}recovery-codes/download/")
    assert kept.headers["Content-Disposition"].startswith("attachment") and "no-store" in kept.headers["Cache-Control"]
    first = kept.content.split()
    assert first == [
        each.encode() for each in Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    ]
    with commits:
        client.post(f"{INDEX}recovery-codes/generate/")
    assert not set(client.get(f"{INDEX}recovery-codes/download/").content.split()) & set(first)
    assert mfa_events(ada) == ["Recovery codes, made anew"]


def test_wrong_codes_are_counted_over_all_browsers_and_written_down(ada):
    make_app(ada)
    clients = [browser(ada) for _ in range(2)]
    for number in range(5):
        assert "This is not right" in give(clients[number % 2], "000000").content.decode()
    sixth = browser(ada)
    assert "Too many failed" in give(sixth, code()).content.decode() and not is_in(sixth)
    assert AuditEvent.objects.filter(verb="sign_in_failed", subject=ada, detail="wrong second factor").count() == 5
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM portal_cache WHERE cache_key LIKE %s", ["%login_failed%"])
        assert cursor.fetchone()[0] >= 1


def test_a_passkey_is_added_renamed_and_removed(ada, commits):
    client, key = shown(browser(ada)), SoftKey()
    page = client.get(f"{INDEX}webauthn/add/")
    options = page.context["js_data"]["creation_options"]
    assert options["publicKey"]["rp"]["id"] == "localhost"
    with commits:
        client.post(f"{INDEX}webauthn/add/", {"name": "", "passwordless": "on", "credential": key.make(options)})
    added = Authenticator.objects.get(type="webauthn")
    assert str(added) == "An unknown browser"
    client.post(f"{INDEX}webauthn/keys/{added.pk}/edit/", {"name": "My phone"})
    assert "My phone" in client.get(f"{INDEX}webauthn/").content.decode()
    make_passkey(ada, name="My laptop")
    assert "“My phone”, “My laptop”" in client.get(INDEX).content.decode()
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


def test_a_passkey_is_worth_nothing_elsewhere_or_twice(ada):
    make_passkey(ada, key := SoftKey())
    client = browser()
    key.origin = "https://phishing.example"
    login_by_passkey(client, key)
    key.origin = "http://localhost"
    stranger = SoftKey()
    stranger.user_handle = key.user_handle
    login_by_passkey(client, stranger)
    assert not is_in(client)
    asked = client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"}).json()
    used = key.use(asked["request_options"])
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": used}).status_code == 302 and is_in(client)
    again = browser()
    again.post("/accounts/2fa/webauthn/login/", {"credential": used})
    assert not is_in(again)


def test_behind_a_proxy_it_is_the_browsers_host_that_counts(ada, settings):
    settings.SECURE_PROXY_SSL_HEADER, settings.ALLOWED_HOSTS = (
        ("HTTP_X_FORWARDED_PROTO", "https"),
        ["learn.example.org"],
    )
    make_passkey(ada, key := SoftKey("learn.example.org", "https://learn.example.org"))
    client = Client(SERVER_NAME="learn.example.org", SERVER_PORT="8000", headers={"X-Forwarded-Proto": "https"})
    assert login_by_passkey(client, key).headers["Location"] == "/" and is_in(client)


def test_too_many_passkeys_are_refused_on_a_page_of_ours(ada, settings):
    settings.MFA_RATE_LIMITS = {"webauthn_login": "3/m/ip"}
    answers = [browser().post("/accounts/2fa/webauthn/login/", {"credential": "{}"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "Too many tries" in answers[3].content.decode() and 'class="masthead"' in answers[3].content.decode()


@pytest.mark.parametrize("make", [make_editor, lambda: make_user(is_staff=True, is_superuser=True)])
@pytest.mark.parametrize("how", ["code", "passkey", "recovery code"])
def test_staff_who_have_passed_it_are_let_in(needed, make, how):
    staff, key = make(), SoftKey()
    make_app(staff)
    make_passkey(staff, key)
    if how == "passkey":
        login_by_passkey(client := browser(), key)
    else:
        typed = (
            code() if how == "code" else Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
        )
        give(client := browser(staff), typed)
    assert client.get("/admin/").status_code == client.get("/outlines/new/").status_code == 200


def test_staff_are_led_to_set_it_up_and_from_there_into_the_admin(needed):
    client = browser(editor := make_editor())
    page = client.get("/admin/", follow=True).content.decode()
    assert "You need one" in page
    assert all(client.get(path).status_code == 200 for path in ("/settings/", "/notes/", "/accounts/logout/"))
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", shown(client).get(f"{INDEX}totp/activate/").content.decode())[1]
    client.post(f"{INDEX}totp/activate/", {"code": code(secret)})
    asked = client.get("/admin/", follow=True)
    assert asked.request["PATH_INFO"] == "/accounts/2fa/reauthenticate/" and "By password" not in asked.content.decode()
    answer = client.post("/accounts/2fa/reauthenticate/", {"code": code(secret), "next": "/admin/"})
    assert answer.headers["Location"] == "/admin/" and client.get("/admin/").status_code == 200
    assert kinds(editor) == ["recovery_codes", "totp"]


def test_staff_cannot_show_by_password_that_it_is_they(needed):
    make_app(editor := make_editor())
    give(client := browser(editor), code())
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "reauthenticate" in client.get(f"{INDEX}recovery-codes/").headers["Location"]


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
@pytest.mark.parametrize(
    ("who", "setting", "goes"),
    [("learner", True, True), ("editor", True, False), ("editor", False, True), ("editor with another", True, True)],
)
def test_the_last_one_stays_with_those_who_need_it(settings, kind, who, setting, goes):
    settings.PORTAL_STAFF_MFA = setting
    user = make_user() if who == "learner" else make_editor()
    one = make_app(user) if kind == "totp" else make_passkey(user)
    if kind == "webauthn":
        Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "ab" * 40, "used_mask": 0})
    if "another" in who:
        make_passkey(user, name="Another")
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    give(client := browser(user), spare[0])
    shown(client, code=spare[1])
    page = f"{INDEX}totp/deactivate/" if kind == "totp" else f"{INDEX}webauthn/keys/{one.pk}/remove/"
    answers = [client.get(page, follow=True), client.post(page, follow=True)]
    assert [LAST in answer.content.decode() for answer in answers] == [not goes, not goes]
    assert Authenticator.objects.filter(pk=one.pk).exists() is not goes
    assert AuditEvent.objects.filter(subject=user, verb="mfa_changed", detail__endswith="removed").exists() is goes


def test_the_admin_takes_no_password(needed, settings):
    settings.PORTAL_STAFF_MFA = False
    make_app(owner := make_user("owner@example.org", is_staff=True, is_superuser=True))
    client = browser(editor := make_editor())
    answer = client.post("/admin/login/", {"username": owner.email, "password": PASSWORD, "next": "/admin/"})
    assert answer.headers["Location"] == "/admin/"
    assert client.session["_auth_user_id"] == str(editor.pk)
    there = "/admin/login/?next=https://phishing.example/"
    assert client.get(there).headers["Location"] == "/admin/"


def test_who_has_no_password_is_not_locked_out(ada):
    ada.set_unusable_password()
    ada.save()
    client = Client(SERVER_NAME="localhost")
    client.force_login(ada)
    page = client.get(f"{INDEX}totp/activate/")
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page.content.decode())[1]
    client.post(f"{INDEX}totp/activate/", {"code": code(secret)})
    assert kinds(ada) == ["recovery_codes", "totp"]
    asked = client.get(f"{INDEX}totp/deactivate/", follow=True)
    assert asked.request["PATH_INFO"] == "/accounts/2fa/reauthenticate/"
    shown(client, code=code(secret)).post(f"{INDEX}totp/deactivate/")
    assert kinds(ada) == []


def test_an_address_that_nobody_verified_hinders_nothing(ada):
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=False)
    assert shown(browser(ada)).get(f"{INDEX}totp/activate/").status_code == 200
    make_app(ada)
    _signed_in(ada).post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    assert EmailAddress.objects.filter(user=ada, email="new@example.org").exists()


def test_a_new_secret_key_leaves_second_factors_as_they_are(ada, settings):
    make_app(ada)
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    settings.SECRET_KEY = "another" * 9
    assert give(browser(ada), code()).status_code == give(browser(ada), spare[0]).status_code == 302


def test_who_reads_the_mail_gets_a_new_password_and_no_further(ada):
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


def test_a_closed_account_sees_nothing_of_it(ada):
    make_app(ada)
    client = _signed_in(ada)
    User.objects.update(deletion_asked_at=NOON)
    assert client.get(INDEX).headers["Location"] == "/settings/deletion/"


@pytest.mark.parametrize("path", ["", "totp/activate/", "recovery-codes/generate/", "webauthn/", "webauthn/add/"])
def test_the_pages_bear_our_look(ada, path):
    page = shown(browser(ada)).get(f"{INDEX}{path}").content.decode()
    assert 'class="masthead"' in page and 'id="main"' in page and 'class="button' in page


def _signed_in(user):
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client
