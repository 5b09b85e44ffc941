"""Single sign-on: sessions, redirects, requests to the provider, and roles from its groups."""

import pytest
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from roadmap_app.actions.people import set_role
from roadmap_app.models import AuditEvent, User
from tests.makers import make_team_with, make_user
from tests.oidc.provider import sign_in, way_to
from tests.views.test_sso import START, confirmed, events, oidc, who

pytestmark = pytest.mark.django_db


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
    ("next_url", "location"), [("/notes/?q=1", "/notes/?q=1"), ("https://evil.example/", "/"), ("//evil.example", "/")]
)
def test_sign_in_returns_to_the_page_that_asked_for_it(client, provider, next_url, location):
    confirmed()
    provider.knows("ada")
    page = client.get("/accounts/login/", {"next": next_url}).content.decode()
    assert f'action="{START}"' in page and "Continue with Example" in page
    assert sign_in(client, provider, "ada", next=next_url).headers["Location"] == location


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
    for response in (client.get("/accounts/login/"), client.post(START)):
        assert "form-action 'self';" in response.headers["Content-Security-Policy"] + ";"


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


def test_groups_of_the_provider_bring_into_teams_and_out_again(client, provider, settings, caplog):
    team = make_team_with()
    oidc(settings, teams=(("crew", team.slug), ("crew", "gone-1234")))
    user = confirmed()
    provider.knows("ada", groups=["crew"])
    sign_in(client, provider, "ada")
    assert (membership := user.memberships.get()).team == team and membership.shares == "nothing"
    assert "OIDC_TEAMS names the team gone-1234" in caplog.text
    provider.knows("ada", groups=[])
    sign_in(Client(), provider, "ada")
    assert not user.memberships.exists()
