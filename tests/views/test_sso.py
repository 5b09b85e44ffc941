"""Single sign-on against a real provider: who gets in, and to which account."""

from dataclasses import replace

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.test import Client
from django.utils import timezone

from roadmap_app.actions.invitations import invite
from roadmap_app.models import AuditEvent, Invitation, User
from tests.makers import make_user
from tests.oidc.provider import sign_in

pytestmark = pytest.mark.django_db
START = "/accounts/sso/login/"
RIGHT = {"login": "ada@example.org", "password": "correct horse 9"}


def oidc(settings, **changes):
    settings.OIDC = replace(settings.OIDC, **changes)


def confirmed(email="ada@example.org", **fields):
    """Return a user with a password and a confirmed address."""
    user = make_user(email, **fields)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


def who(client):
    """Return the id of the signed-in user as a string, or None."""
    return client.session.get("_auth_user_id")


def refused(response, status, words):
    assert response.status_code == status, response.content.decode()
    assert words in response.content.decode()
    assert who(response.client) is None
    return True


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "detail"))


def test_a_new_person_gets_an_account_where_sign_up_is_open(client, provider, settings):
    oidc(settings, signup="open")
    provider.knows("ada")
    response = sign_in(client, provider, "ada")
    assert response.headers["Location"] == "/"
    user = User.objects.get()
    assert (user.email, user.name, user.role, user.has_usable_password()) == (
        "ada@example.org",
        "Ada",
        "learner",
        False,
    )
    assert who(client) == str(user.pk)
    assert EmailAddress.objects.get().verified
    assert events() == [("account_made", "as learner"), ("signed_in", "single sign-on")]
    assert client.get("/accounts/sessions/").content.decode().count("this one") == 1


def test_only_the_identity_is_stored(client, provider, settings):
    oidc(settings, signup="open")
    provider.knows("ada", phone="12345", groups=["secret"])
    sign_in(client, provider, "ada")
    kept = SocialAccount.objects.get()
    assert (kept.provider, kept.extra_data) == ("sso", {"email": "ada@example.org"})
    assert not SocialToken.objects.exists() and not SocialApp.objects.exists()
    assert "socialaccount_sociallogin" not in client.session and "12345" not in str(dict(client.session))


@pytest.mark.parametrize("signup", ["invite", "closed"])
def test_a_new_person_gets_no_account_where_sign_up_is_closed(client, provider, settings, signup):
    oidc(settings, signup=signup)
    provider.knows("ada")
    words = {"invite": "there is none for ada@example.org", "closed": "made by the person who runs"}[signup]
    assert refused(sign_in(client, provider, "ada"), 403, words)
    assert not User.objects.exists()


@pytest.mark.parametrize("how", ["by their address", "by the link", "by a link for another"])
def test_an_invitation_works_once_and_gives_its_role(client, provider, how):
    owner = make_user(is_staff=True, is_superuser=True)
    bound = {"by their address": "ada@example.org", "by the link": "", "by a link for another": "eve@example.org"}[how]
    _, token = invite(by=owner, role="editor", email=bound)
    provider.knows("Ada", email="Ada@Example.org")
    fields = {}
    if how != "by their address":
        assert f'name="invitation" value="{token}"' in client.get(f"/invitations/{token}/").content.decode()
        fields = {"invitation": token}
    response = sign_in(client, provider, "Ada", **fields)
    if how == "by a link for another":
        assert refused(response, 403, "there is none for ada@example.org")
        assert Invitation.objects.get().state == "open"
    else:
        user = User.objects.get(email="ada@example.org")
        assert (user.role, Invitation.objects.get().used_by) == ("editor", user)
        provider.knows("bob")
        assert refused(sign_in(Client(), provider, "bob", **fields), 403, "there is none for bob@example.org")


def test_an_account_with_the_same_confirmed_address_is_connected(client, provider):
    user = confirmed()
    provider.knows("ada", email="ADA@example.org")
    sign_in(client, provider, "ada")
    assert who(client) == str(user.pk)
    assert events() == [("sso_changed", "connected"), ("signed_in", "single sign-on")]
    user.refresh_from_db()
    assert user.check_password("correct horse 9")
    provider.knows("ada", email="married@example.org", email_verified=False)
    again = Client()
    sign_in(again, provider, "ada")
    assert who(again) == str(user.pk)
    assert events()[2:] == [("signed_in", "single sign-on")]


@pytest.mark.parametrize("claim", [False, None, "false", 0, "", [], "no"])
@pytest.mark.parametrize("there", [True, False])
def test_an_address_that_the_provider_has_not_verified_is_rejected(client, provider, settings, claim, there):
    oidc(settings, signup="open")
    if there:
        confirmed()
    provider.knows("ada", email_verified=claim)
    assert refused(sign_in(client, provider, "ada"), 403, "does not vouch that ada@example.org is yours")
    assert User.objects.count() == there and not SocialAccount.objects.exists()


def test_an_address_that_only_looks_alike_is_another_address(client, provider, settings):
    oidc(settings, signup="open", trust_email=True)
    confirmed("kate@example.org")
    provider.knows("eve", email="\N{KELVIN SIGN}ate@example.org")
    assert refused(sign_in(client, provider, "eve"), 403, "does not vouch")


@pytest.mark.parametrize("row", [True, False])
def test_an_account_with_an_unconfirmed_address_is_not_connected(client, provider, settings, row):
    oidc(settings, signup="open")
    user = make_user("ada@example.org")
    if row:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    provider.knows("ada")
    assert refused(sign_in(client, provider, "ada"), 403, "never confirmed in Cairn")
    assert not SocialAccount.objects.exists()


def test_a_trusted_provider_takes_it_over_and_ends_other_access(client, provider, settings):
    oidc(settings, trust_email=True)
    user = make_user("ada@example.org")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    EmailAddress.objects.create(user=user, email="eve@example.org", verified=True)
    squatter = Client()
    squatter.post("/accounts/login/", RIGHT)
    assert squatter.get("/settings/").status_code == 200
    provider.knows("ada", email_verified=None)
    sign_in(client, provider, "ada")
    assert who(client) == str(user.pk)
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("ada@example.org", True)]
    assert squatter.get("/settings/").status_code == 302
    assert ("password_changed", "taken away: the address was never confirmed here") in events()


def test_a_pending_connection_does_not_survive_the_takeover(client, provider, settings):
    """Somebody who created an account with another person's address may have connected their own identity to it."""
    oidc(settings, trust_email=True)
    user = make_user("ada@example.org")
    for name in ("eve", "ada"):
        provider.knows(name)
    squatter = Client()
    squatter.post("/accounts/login/", RIGHT)
    squatter.post(squatter.post(START, {"process": "connect"}).headers["Location"], {"password": "correct horse 9"})
    sign_in(squatter, provider, "eve", process="connect")
    user.set_unusable_password()
    user.save()
    sign_in(squatter, provider, "eve")
    assert who(squatter) == str(user.pk)
    sign_in(client, provider, "ada")
    assert who(client) == str(user.pk)
    assert squatter.get("/settings/").status_code == 302
    assert refused(sign_in(squatter, provider, "eve"), 403, "there is none for eve@example.org")


@pytest.mark.parametrize("email", [None, "", "nonsense", ["ada@example.org"]])
def test_without_an_address_there_is_no_account(client, provider, settings, email):
    oidc(settings, signup="open")
    provider.knows("ada", email=email)
    assert refused(sign_in(client, provider, "ada"), 403, "has not told Cairn your e-mail address")


@pytest.mark.parametrize("connected", [True, False])
def test_a_disabled_person_cannot_sign_in(client, provider, connected):
    user = confirmed()
    provider.knows("ada")
    if connected:
        sign_in(Client(), provider, "ada")
    User.objects.update(is_active=False, disabled_because="Ask Grace.")
    by_password = Client().post("/accounts/login/", RIGHT)
    response = sign_in(client, provider, "ada")
    assert response.headers["Location"] == by_password.headers["Location"] == "/accounts/inactive/"
    assert "Ask Grace." in client.get("/accounts/inactive/").content.decode()
    assert who(client) is None and SocialAccount.objects.filter(user=user).exists() == connected


def test_a_closed_account_is_offered_to_be_kept(client, provider):
    confirmed(deletion_asked_at=timezone.now())
    provider.knows("ada")
    sign_in(client, provider, "ada")
    page = client.get("/notes/", follow=True)
    assert page.redirect_chain == [("/settings/deletion/", 302)] and "Keep my account" in page.content.decode()
