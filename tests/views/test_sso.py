"""Single sign-on against a real provider: who gets in, and to which account."""

from dataclasses import replace

import pytest
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from roadmap_app.actions.invitations import invite
from roadmap_app.actions.people import set_role
from roadmap_app.models import AuditEvent, Invitation, User
from tests.makers import make_user
from tests.oidc.provider import sign_in, way_to

pytestmark = pytest.mark.django_db
START = "/accounts/sso/login/"
RIGHT = {"login": "ada@example.org", "password": "correct horse 9"}


def oidc(settings, **changes):
    settings.OIDC = replace(settings.OIDC, **changes)


def confirmed(email="ada@example.org", **fields):
    """A person with a password, whose address was confirmed here."""
    user = make_user(email, **fields)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


def who(client):
    """The number of who is signed in, as the session has it."""
    return client.session.get("_auth_user_id")


def refused(answer, status, words):
    assert answer.status_code == status, answer.content.decode()
    assert words in answer.content.decode()
    assert who(answer.client) is None
    return True


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "detail"))


def test_a_new_person_gets_an_account_where_sign_up_is_open(client, provider, settings):
    oidc(settings, signup="open")
    provider.knows("ada")
    answer = sign_in(client, provider, "ada")
    assert answer.headers["Location"] == "/"
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
    answer = sign_in(client, provider, "Ada", **fields)
    if how == "by a link for another":
        assert refused(answer, 403, "there is none for ada@example.org")
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
    """Who has made an account with another's address may have connected themselves with it."""
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
    User.objects.update(is_active=False)
    by_password = client.post("/accounts/login/", RIGHT)
    answer = sign_in(client, provider, "ada")
    assert answer.headers["Location"] == by_password.headers["Location"] == "/accounts/inactive/"
    assert who(client) is None and SocialAccount.objects.filter(user=user).exists() == connected


def test_a_closed_account_is_offered_to_be_kept(client, provider):
    confirmed(deletion_asked_at=timezone.now())
    provider.knows("ada")
    sign_in(client, provider, "ada")
    page = client.get("/notes/", follow=True)
    assert page.redirect_chain == [("/settings/deletion/", 302)] and "Keep my account" in page.content.decode()


def test_signing_in_changes_the_session_key(client, provider):
    confirmed()
    provider.knows("ada")
    client.post(START)
    before = client.session.session_key
    sign_in(client, provider, "ada")
    assert client.session.session_key != before
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = before
    assert thief.get("/settings/").status_code == 302


@pytest.mark.parametrize(
    ("asked", "got"), [("/notes/?q=1", "/notes/?q=1"), ("https://evil.example/", "/"), ("//evil.example", "/")]
)
def test_sign_in_returns_to_the_page_that_asked_for_it(client, provider, asked, got):
    confirmed()
    provider.knows("ada")
    page = client.get("/accounts/login/", {"next": asked}).content.decode()
    assert f'action="{START}"' in page and "Continue with Example" in page
    assert sign_in(client, provider, "ada", next=asked).headers["Location"] == got


def test_bare_urls_redirect_to_the_sign_in_page(client, learner_client):
    """The link at the top of a page that says what went wrong names that page as the one to come back to."""
    assert client.get("/accounts/sso/callback/").headers["Location"] == "/accounts/login/"
    assert learner_client.get(START, {"next": "/notes/"}).headers["Location"] == "/notes/"
    assert learner_client.get(START, {"next": "//evil.example"}).headers["Location"] == "/"


def test_the_request_uses_pkce_and_does_not_send_the_address(client, provider):
    assert "Continue with" in client.get(START).content.decode() and not dict(client.session)
    there = way_to(client.post(f"{START}?scope=admin&auth_params=prompt%3Dnone").content.decode())
    for part in ("code_challenge_method=S256", "code_challenge=", "nonce=", "state=", "response_type=code"):
        assert part in there
    assert "admin" not in there and "prompt" not in there and there.startswith(f"{provider.issuer}/authorize/?")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(START).status_code == 403


def test_form_action_allows_only_this_site(client, provider):
    for answer in (client.get("/accounts/login/"), client.post(START)):
        assert "form-action 'self';" in answer.headers["Content-Security-Policy"] + ";"


@pytest.mark.parametrize(
    ("owners", "editors", "before", "groups", "after"),
    [
        ("chiefs", "writers", "learner", ["chiefs"], "owner"),
        ("chiefs", "writers", "learner", ["writers", "others"], "editor"),
        ("chiefs", "writers", "editor", ["others"], "learner"),
        ("chiefs", "writers", "editor", None, "learner"),
        ("chiefs", "writers", "owner", "writers", "editor"),
        ("", "writers", "owner", ["writers"], "owner"),
        ("", "writers", "learner", ["writers"], "editor"),
        ("chiefs", "", "editor", [], "editor"),
        ("", "", "editor", ["chiefs", ""], "editor"),
        ("chiefs", "", "owner", ["Chiefs"], "learner"),
    ],
)
def test_the_providers_groups_set_the_role(client, provider, settings, owners, editors, before, groups, after):
    oidc(settings, owner_group=owners, editor_group=editors, groups_claim="teams")
    make_user("boss@example.org", is_staff=True, is_superuser=True)
    user = confirmed()
    set_role([user], by=None, role=before)
    AuditEvent.objects.all().forget(timezone.now())
    provider.knows("ada", teams=groups)
    sign_in(client, provider, "ada")
    user = User.objects.get(pk=user.pk)
    assert user.role == after
    changed = [detail for verb, detail in events() if verb == "role_changed"]
    assert changed == ([] if before == after else [f"{before} → {after}, single sign-on"])


def test_the_last_owner_stays_one(client, provider, settings, caplog):
    oidc(settings, owner_group="chiefs")
    user = confirmed(is_staff=True, is_superuser=True)
    provider.knows("ada", groups=[])
    sign_in(client, provider, "ada")
    assert who(client) == str(user.pk) and User.objects.get().role == "owner"
    assert "the only owner" in caplog.text


def test_the_second_of_two_simultaneous_sign_ins_is_asked_to_try_again(rf):
    """The address was free when it was looked at, and is taken when it is used."""
    make_user("ada@example.org")
    login = SocialLogin(user=User(email="ada@example.org"), account=SocialAccount(provider="sso", uid="1"))
    login.email_addresses = [EmailAddress(email="ada@example.org", verified=True, primary=True)]
    request = rf.get("/")
    request.user = AnonymousUser()
    with pytest.raises(ImmediateHttpResponse) as refusal:
        get_adapter().save_user(request, login)
    assert refusal.value.response.status_code == 409
    assert User.objects.count() == 1 and not SocialAccount.objects.exists()
