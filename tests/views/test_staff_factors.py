"""Second factors required of staff: setting up, and what is denied without."""

import re

import pytest
from allauth.mfa.models import Authenticator

from roadmap_app.identity.encryption import encrypt
from roadmap_app.models import AuditEvent
from tests.makers import make_app, make_editor, make_passkey, make_user
from tests.mfa_client import INDEX, PASSWORD, browser, code, give, kinds, login_by_passkey, reauthenticated
from tests.soft_key import SoftKey

pytestmark = pytest.mark.django_db
LAST = "this is your last"


@pytest.fixture
def needed(settings):
    settings.PORTAL_STAFF_MFA = True


@pytest.mark.parametrize("make", [make_editor, lambda: make_user(is_staff=True, is_superuser=True)])
@pytest.mark.parametrize("how", ["code", "passkey", "recovery code"])
def test_staff_with_a_second_factor_can_open_the_admin(needed, make, how):
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


def test_staff_without_one_are_redirected_to_set_it_up_and_back(needed):
    client = browser(editor := make_editor())
    page = client.get("/admin/", follow=True).content.decode()
    assert "You need one" in page
    assert all(client.get(path).status_code == 200 for path in ("/settings/", "/notes/", "/accounts/logout/"))
    secret = re.search(
        r"<code>([A-Z2-7]{32})</code>", reauthenticated(client).get(f"{INDEX}totp/activate/").content.decode()
    )[1]
    client.post(f"{INDEX}totp/activate/", {"code": code(secret)})
    response = client.get("/admin/", follow=True)
    assert (
        response.request["PATH_INFO"] == "/accounts/2fa/reauthenticate/"
        and "By password" not in response.content.decode()
    )
    response = client.post("/accounts/2fa/reauthenticate/", {"code": code(secret), "next": "/admin/"})
    assert response.headers["Location"] == "/admin/" and client.get("/admin/").status_code == 200
    assert kinds(editor) == ["recovery_codes", "totp"]


def test_staff_cannot_reauthenticate_by_password(needed):
    make_app(editor := make_editor())
    give(client := browser(editor), code())
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "reauthenticate" in client.get(f"{INDEX}recovery-codes/").headers["Location"]


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
@pytest.mark.parametrize(
    ("who", "setting", "goes"),
    [("learner", True, True), ("editor", True, False), ("editor", False, True), ("editor with another", True, True)],
)
def test_the_last_second_factor_of_staff_cannot_be_removed(settings, kind, who, setting, goes):
    settings.PORTAL_STAFF_MFA = setting
    user = make_user() if who == "learner" else make_editor()
    one = make_app(user) if kind == "totp" else make_passkey(user)
    if kind == "webauthn":
        Authenticator.objects.create(
            user=user, type="recovery_codes", data={"seed": encrypt("ab" * 40), "used_mask": 0}
        )
    if "another" in who:
        make_passkey(user, name="Another")
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    give(client := browser(user), spare[0])
    reauthenticated(client, code=spare[1])
    page = f"{INDEX}totp/deactivate/" if kind == "totp" else f"{INDEX}webauthn/keys/{one.pk}/remove/"
    responses = [client.get(page, follow=True), client.post(page, follow=True)]
    assert [LAST in response.content.decode() for response in responses] == [not goes, not goes]
    assert Authenticator.objects.filter(pk=one.pk).exists() is not goes
    assert AuditEvent.objects.filter(subject=user, verb="mfa_changed", detail__endswith="removed").exists() is goes


def test_the_admin_login_accepts_no_password(needed, settings):
    settings.PORTAL_STAFF_MFA = False
    make_app(owner := make_user("owner@example.org", is_staff=True, is_superuser=True))
    client = browser(editor := make_editor())
    response = client.post("/admin/login/", {"username": owner.email, "password": PASSWORD, "next": "/admin/"})
    assert response.headers["Location"] == "/admin/"
    assert client.session["_auth_user_id"] == str(editor.pk)
    there = "/admin/login/?next=https://phishing.example/"
    assert client.get(there).headers["Location"] == "/admin/"
