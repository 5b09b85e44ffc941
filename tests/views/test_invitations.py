"""Invitations, and who can sign up."""

import pytest
from django.test import Client

from roadmap_app.actions.invitations import invite, revoke
from roadmap_app.models import User
from tests.makers import make_team_with, make_user

pytestmark = pytest.mark.django_db
FIELDS = {"email": "new@example.org", "password1": "correct horse 9", "password2": "correct horse 9"}


@pytest.fixture
def owner():
    return make_user("owner@example.org", is_staff=True, is_superuser=True)


def url(token):
    return f"/invitations/{token}/"


def test_a_guest_creates_an_account_and_is_signed_in(client, owner):
    _, token = invite(by=owner, role="learner")
    page = client.get(url(token))
    assert page.status_code == 200 and "You are invited" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    response = client.post(url(token), FIELDS, follow=True)
    assert "Your account is made" in response.content.decode()
    assert response.context["user"].email == "new@example.org"
    assert client.get("/settings/").status_code == 200
    client.logout()
    gone = client.get(url(token))
    assert gone.status_code == 410 and "does not work" in gone.content.decode()


def test_the_address_of_an_invitation_cannot_be_changed(client, owner):
    _, token = invite(by=owner, role="editor", email="meant@example.org")
    page = client.get(url(token)).content.decode()
    assert 'value="meant@example.org"' in page and "may change the roadmap" in page
    client.post(url(token), FIELDS)
    assert set(User.objects.values_list("email", flat=True)) == {"owner@example.org", "meant@example.org"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "no address"}, "not an e-mail address"),
        ({"email": "OWNER@example.org"}, "There is an account with this address"),
        ({"password2": "another horse 9"}, "not the same"),
        ({"password1": "12345678", "password2": "12345678"}, "too common"),
        ({"email": ""}, "This field is required"),
    ],
)
def test_invalid_input_gets_an_error_and_keeps_the_invitation(client, owner, fields, words):
    invitation, token = invite(by=owner, role="learner")
    response = client.post(url(token), FIELDS | fields)
    assert response.status_code == 422 and words in response.content.decode()
    invitation.refresh_from_db()
    assert invitation.state == "open"


def test_a_signed_in_user_needs_no_invitation(client, owner, learner):
    invitation, token = invite(by=owner, role="owner")
    client.force_login(learner)
    assert "You have an account" in client.get(url(token)).content.decode()
    client.post(url(token), FIELDS)
    invitation.refresh_from_db()
    assert invitation.state == "open" and User.objects.count() == 2
    assert "it stays open" in client.get(url(token)).content.decode()
    revoke([invitation], by=owner)
    assert "it stays open" not in client.get(url(token)).content.decode()


@pytest.mark.parametrize("token", ["never-made", "x" * 500])
def test_an_expired_invitation_says_what_to_do(client, owner, token):
    response = client.get(url(token))
    assert response.status_code == 410 and "Ask the person who sent it" in response.content.decode()


def test_a_revoked_invitation_does_not_work(client, owner):
    invitation, token = invite(by=owner, role="learner")
    revoke([invitation], by=owner)
    assert client.post(url(token), FIELDS).status_code == 410
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("signup", "page", "made", "invited"),
    [("open", "Make an account", 2, 200), ("invite", "by invitation", 1, 200), ("closed", "ask them for one", 1, 410)],
)
def test_who_may_sign_up(client, owner, settings, signup, page, made, invited):
    settings.PORTAL_SIGNUP = signup
    assert page in client.get("/accounts/signup/").content.decode()
    assert ("Make one</a>" in client.get("/accounts/login/").content.decode()) == (signup == "open")
    client.post("/accounts/signup/", FIELDS)
    assert User.objects.count() == made
    client.logout()
    _, token = invite(by=owner, role="learner")
    assert client.get(url(token)).status_code == invited


@pytest.mark.parametrize("bound_to", ["", "new@example.org"])
def test_a_double_click_gets_the_response_of_the_first(owner, bound_to):
    _, token = invite(by=owner, role="learner", email=bound_to, team=make_team_with())
    typed = {name: value for name, value in FIELDS.items() if not (bound_to and name == "email")}
    first, second, stranger = Client(), Client(), Client()
    assert [browser.post(url(token), typed).get("Location") for browser in (first, second)] == ["/teams/"] * 2
    assert second.get("/settings/").status_code == 200
    assert stranger.post(url(token), typed | {"password1": "not that one 9"}).status_code == 410
    assert User.objects.filter(email="new@example.org").count() == 1
