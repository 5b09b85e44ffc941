"""People under /manage/: owners invite, change roles, disable, enable and reset second factors."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.utils import timezone

from roadmap_app.actions.invitations import invite
from roadmap_app.models import AuditEvent, Invitation, User
from roadmap_app.models.accounts import EDITORS, may_edit
from tests.makers import make_app, make_editor, make_roadmap, make_user
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db
PEOPLE, NEW = "/manage/people/", "/manage/invitations/new/"
SIGN_IN = {"login": "ada@example.org", "password": "correct horse 9"}


@pytest.fixture
def ada():
    return make_user("ada@example.org", name="Ada")


def fresh(user):
    return User.objects.get(pk=user.pk)


def page(person, part=""):
    return f"{PEOPLE}{person.pk}/{part}"


def said(response):
    return [str(message) for message in response.context["messages"]]


def events(person):
    return list(AuditEvent.objects.filter(subject=person).order_by("pk").values_list("verb", "detail"))


def test_managing_begins_where_each_role_can_do_something(owner_client, learner_client, client):
    assert owner_client.get("/manage/").headers["Location"] == PEOPLE
    assert "Manage" in owner_client.get("/").content.decode()
    client.force_login(make_user(is_staff=True))
    assert client.get("/manage/").headers["Location"] == "/admin/"
    assert learner_client.get("/manage/").status_code == 404
    assert "Manage" not in learner_client.get("/").content.decode()


def test_the_list_shows_role_state_and_last_sign_in_and_finds_people(owner_client, ada):
    make_editor("editor@example.org")
    make_user("gone@example.org", is_active=False)
    make_user("leaving@example.org", deletion_asked_at=timezone.now())
    shown = owner_client.get(PEOPLE).content.decode()
    for words in ("owner", "editor", "learner", "disabled", "deletion booked", "Never signed in", "5 accounts"):
        assert words in shown
    assert "Ada" in owner_client.get(f"{PEOPLE}?q=ADA").content.decode()
    disabled = owner_client.get(f"{PEOPLE}?state=disabled").content.decode()
    assert "gone@example.org" in disabled and "leaving@example.org" not in disabled and "1 account<" in disabled
    assert "Nobody fits" in owner_client.get(f"{PEOPLE}?q=nobody").content.decode()


@pytest.mark.parametrize("count", [1, 60])
def test_the_list_takes_the_same_queries_for_60_as_for_one(owner_client, owner, count):
    for _ in range(count):
        make_editor()
        invite(by=owner, role="learner")
    with queries(at_most=9):
        shown = owner_client.get(PEOPLE).content.decode()
    assert ("Page 1 of 2" in shown) == (count == 60)


def test_the_link_of_an_invitation_is_shown_once_and_leads_to_its_roadmap(owner_client, client):
    roadmap = make_roadmap(slug="sailing", title="Sailing")
    form = {"role": "editor", "days": "7", "roadmap": roadmap.pk, "email": ""}
    form["offer"] = re.search(r'name="offer" value="([^"]+)"', owner_client.get(NEW).content.decode())[1]
    shown = [owner_client.post(NEW, form).content.decode() for _ in range(2)]
    links = {re.search(r"http://testserver(/invitations/[\w-]+/)", each)[1] for each in shown}
    assert Invitation.objects.count() == len(links) == 1
    assert AuditEvent.objects.filter(verb="invited").count() == 1
    listed = owner_client.get(PEOPLE).content.decode()
    assert "Whoever has the link" in listed and "owner@example.org" in listed and "Sailing" in listed
    passwords = {"password1": "long enough 9", "password2": "long enough 9"}
    made = client.post(links.pop(), {"email": "new@example.org", **passwords})
    assert made.headers["Location"] == "/roadmaps/sailing/"
    new = User.objects.get(email="new@example.org")
    assert new.role == "editor"
    assert "invited by" in owner_client.get(page(new)).content.decode()


def test_an_invitation_opens_with_the_home_page_once_its_roadmap_is_a_draft(owner):
    made, _ = invite(by=owner, role="learner", roadmap=make_roadmap(is_published=False))
    assert made.first_page == "/"


def test_an_invitation_opens_with_no_roadmap_that_is_for_teams_only(owner, owner_client):
    made, _ = invite(by=owner, role="learner", roadmap=make_roadmap(title="Sealed", teams_only=True))
    assert made.first_page == "/"
    assert "Sealed" not in owner_client.get(NEW).content.decode()


def test_a_wrong_invitation_is_refused_with_what_was_typed(owner_client, ada, settings):
    made = owner_client.post(NEW, {"role": "learner", "days": "500", "email": "ada@example.org", "offer": "forged"})
    assert made.status_code == 422 and not Invitation.objects.exists()
    text = made.content.decode()
    assert "There is an account with this address" in text and 'value="500"' in text and "Try again" in text
    settings.PORTAL_SIGNUP = "closed"
    assert owner_client.get(NEW).status_code == 404
    assert NEW not in owner_client.get(PEOPLE).content.decode()


def test_without_a_mail_server_no_page_claims_that_mail_was_sent(owner_client):
    offer = re.search(r'name="offer" value="([^"]+)"', owner_client.get(NEW).content.decode())[1]
    form = {"role": "learner", "days": "7", "email": "new@example.org", "mail": "on", "offer": offer}
    for _ in range(2):
        assert "pass the link on yourself" in owner_client.post(NEW, form).content.decode()
    assert len(mail.outbox) == 1


def test_an_invitation_can_be_revoked(owner_client, owner, client):
    invitation, token = invite(by=owner, role="learner")
    for _ in range(2):  # a double click: the page after it shows both answers
        owner_client.post(f"/manage/invitations/{invitation.pk}/revocation/")
    answer = owner_client.get("/manage/people/")
    assert "its link works no more. It was not open." in answer.content.decode()
    assert client.get(f"/invitations/{token}/").status_code == 410


def test_a_role_is_given_and_recorded_and_the_last_owner_stays(owner_client, owner, ada):
    assert said(owner_client.post(page(ada, "role/"), {"role": "editor"}, follow=True)) == ["Ada is now an editor."]
    assert fresh(ada).role == "editor" and events(ada) == [("role_changed", "learner → editor")]
    assert said(owner_client.post(page(ada, "role/"), {"role": "editor"}, follow=True)) == ["Nothing has changed."]
    assert owner_client.post(page(ada, "role/"), {"role": "king"}).status_code == 422
    (refusal,) = said(owner_client.post(page(owner, "role/"), {"role": "learner"}, follow=True))
    assert "There must be an owner" in refusal
    assert fresh(owner).role == "owner"


def test_owners_who_give_up_their_role_leave_for_the_home_page(owner_client, owner):
    make_user(is_staff=True, is_superuser=True)
    assert owner_client.post(page(owner, "role/"), {"role": "learner"}).headers["Location"] == "/"


def test_a_disabled_person_reads_why_when_they_sign_in(owner_client, ada):
    browser, other = Client(), Client()
    browser.post("/accounts/login/", SIGN_IN)
    because = "You have left the company; ask Grace."
    refused = owner_client.post(page(ada, "disabling/"), {"because": because})
    assert refused.status_code == 422 and because in refused.content.decode() and fresh(ada).is_active
    owner_client.post(page(ada, "disabling/"), {"because": because, "confirmed": "on"})
    assert not fresh(ada).is_active and not UserSession.objects.filter(user=ada).exists()
    assert because in browser.get("/settings/").content.decode()
    wrong = other.post("/accounts/login/", SIGN_IN | {"password": "wrong horse 9"}, follow=True)
    assert because not in wrong.content.decode()
    assert because in other.post("/accounts/login/", SIGN_IN, follow=True).content.decode()
    assert because in owner_client.get(page(ada)).content.decode()
    assert said(owner_client.post(page(ada, "enabling/"), follow=True)) == ["Ada may sign in again."]
    assert fresh(ada).is_active and fresh(ada).disabled_because == ""
    assert [verb for verb, _ in events(ada) if "abled" in verb] == ["disabled", "enabled"]


def test_second_factors_are_reset_once_the_owner_confirms(owner_client, owner, ada):
    make_app(ada), make_app(owner)
    assert owner_client.post(page(ada, "factors/")).status_code == 422
    assert Authenticator.objects.filter(user=ada).exists()
    owner_client.post(page(ada, "factors/"), {"confirmed": "on"})
    assert not Authenticator.objects.filter(user=ada).exists()
    assert events(ada) == [("mfa_changed", "all reset by an owner")]
    owner_client.post(page(owner, "factors/"), {"confirmed": "on"})
    assert Authenticator.objects.filter(user=owner).exists()


@pytest.mark.parametrize("part", ["", "role/", "disabling/", "enabling/", "factors/"])
def test_only_owners_reach_a_person(ada, part, client):
    client.force_login(make_editor())
    assert client.get(page(ada, part)).status_code == (405 if part else 404)
    assert client.post(page(ada, part), {"role": "owner", "confirmed": "on"}).status_code == (404 if part else 405)
    assert fresh(ada).role == "learner" and fresh(ada).is_active


@pytest.mark.parametrize("half", ["admin only", "group only"])
def test_an_editor_with_half_of_the_rights_can_be_given_the_rest(owner_client, ada, half):
    if half == "admin only":
        User.objects.filter(pk=ada.pk).update(is_staff=True)
    else:
        ada.groups.add(Group.objects.get(name=EDITORS))
    owner_client.post(page(ada, "role/"), {"role": "editor"})
    assert may_edit(fresh(ada))


def test_a_revoked_invitation_is_neither_mailed_nor_shown_again(owner_client, settings):
    settings.EMAIL_HOST = "mail.example.org"
    form = {"role": "learner", "days": "7", "email": "new@example.org", "mail": "on"}
    form["offer"] = re.search(r'name="offer" value="([^"]+)"', owner_client.get(NEW).content.decode())[1]
    owner_client.post(NEW, form)
    owner_client.post(f"/manage/invitations/{Invitation.objects.get().pk}/revocation/")
    shown = owner_client.post(NEW, form).content.decode()
    assert "This invitation is revoked" in shown and "/invitations/" not in shown.replace(NEW, "")
    assert len(mail.outbox) == 1
