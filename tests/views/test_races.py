"""The same form sent twice, or by several people, at the same moment: each gets a useful response."""

from functools import partial

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from roadmap_app.actions.accounts import issue_owner_link
from roadmap_app.actions.invitations import invite
from roadmap_app.models import Enrolment, Note, Pause, Roadmap, User, Visit
from tests.concurrency import several_writers, together
from tests.makers import make_editor, make_topic, make_user
from tests.mfa_client import PASSWORD, browser, code, reauthenticated

pytestmark = [pytest.mark.django_db(transaction=True), several_writers]
TYPED = {"email": "new@example.org", "password1": "correct horse 9", "password2": "correct horse 9"}


def sent_together(*requests):
    """Send REQUESTS, each a client, a page and the form fields, at the same moment; return the responses in order."""

    def send(client, page, fields, more=None):
        client.raise_request_exception = False
        return client.post(page, fields, **more or {})

    return together(*[partial(send, *request) for request in requests])


def statuses(responses):
    return sorted(response.status_code for response in responses)


@pytest.fixture
def owner():
    return make_user(is_staff=True, is_superuser=True)


def link(owner, email=""):
    return f"/invitations/{invite(by=owner, role='learner', email=email)[1]}/"


@pytest.mark.parametrize("round_", range(3))
def test_a_double_click_on_an_invitation_creates_one_account(owner, round_):
    page, client = link(owner), Client()
    responses = sent_together(*[(client, page, TYPED)] * 3)
    assert User.objects.filter(email="new@example.org").count() == 1
    assert set(statuses(responses)) <= {200, 302, 409} and 302 in statuses(responses)


@pytest.mark.parametrize("round_", range(3))
def test_two_invitations_for_one_address_create_one_account(owner, round_):
    pages = [link(owner, "new@example.org") for _ in range(3)]
    responses = sent_together(*[(Client(), page, TYPED) for page in pages])
    assert User.objects.filter(email="new@example.org").count() == 1
    assert statuses(responses) == [302, 422, 422]
    refused = next(response for response in responses if response.status_code == 422)
    assert "There is an account with this address" in refused.content.decode()


@pytest.mark.parametrize("verification", ["mandatory", "optional"])
def test_three_simultaneous_sign_ups_create_one_account(settings, verification):
    settings.PORTAL_SIGNUP, settings.ACCOUNT_EMAIL_VERIFICATION = "open", verification
    for round_ in range(3):
        typed = TYPED | {"email": f"new{round_}@example.org"}
        responses = sent_together(*[(Client(), "/accounts/signup/", typed) for _ in range(3)])
        assert User.objects.filter(email=typed["email"]).count() == 1
        assert EmailAddress.objects.filter(email=typed["email"]).count() == 1
        assert set(statuses(responses)) <= {302, 200}
    if verification == "mandatory":  # whichever request mails first, the link arrives
        confirming = [each for each in mail.outbox if "/accounts/confirm-email/" in each.body]
        assert len(confirming) == 3


def test_two_uses_of_one_owners_link_create_one_account():
    page = f"/welcome/{issue_owner_link()}/"
    responses = sent_together(*[(Client(), page, TYPED | {"email": f"o{n}@example.org"}) for n in range(3)])
    assert User.objects.count() == 1
    assert statuses(responses) == [302, 410, 410]


def test_signing_in_in_two_tabs_at_once(owner):
    client = Client()
    client.get("/accounts/login/")
    typed = {"login": owner.email, "password": "correct horse 9"}
    for _ in range(4):
        assert statuses(sent_together(*[(client, "/accounts/login/", typed)] * 3)) == [302] * 3
        client.post("/accounts/logout/")
    Session.objects.all().delete()
    UserSession.objects.all().delete()


def test_asking_for_two_addresses_at_once():
    user = make_user()
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": "correct horse 9"})
    client.post("/accounts/reauthenticate/", {"password": "correct horse 9"})
    typed = [{"email": f"a{number % 2}@example.org", "action_add": ""} for number in range(4)]
    responses = sent_together(*[(client, "/accounts/email/", each) for each in typed])
    assert set(statuses(responses)) <= {302, 200} and 302 in statuses(responses)
    assert EmailAddress.objects.filter(user=user).exclude(email=user.email).count() == 1


def test_two_tabs_enrol_and_visit_and_write_at_once():
    topic = make_topic(items=3)
    roadmap = topic.stage.roadmap
    for _ in range(4):
        user = make_user()
        client = Client()
        client.force_login(user)
        enrol = (client, f"/roadmaps/{roadmap.slug}/enrolment/", {"started_on": "2026-01-05", "hours_per_week": "5"})
        note = (client, f"/topics/{topic.pk}/note/", {"body": "Written", "version": "0"})
        tick = (client, f"/topics/{topic.pk}/completion/", {"state": "done", "page": "topic"})
        pause = (client, "/pauses/", {"first_day": "2026-05-04", "last_day": ""})
        responses = sent_together(enrol, enrol, note, note, tick, tick, pause, pause)
        assert max(statuses(responses)) < 500
        assert Enrolment.objects.filter(user=user).count() == 1
        assert Pause.objects.filter(user=user).count() == 1
        assert Note.objects.filter(user=user).count() == 1
        assert Visit.objects.filter(user=user).count() <= 1


def test_two_editors_make_a_roadmap_from_the_same_text():
    text = "# The same\n\n## One (months 1-3)\n\n### Topic\n\n- Item\n"
    editors = [make_editor() for _ in range(3)]
    clients = [Client() for _ in editors]
    for client, editor in zip(clients, editors, strict=True):
        client.force_login(editor)
    preview = clients[0].post("/outlines/new/", {"body": text, "slug": "same", "act": "preview"})
    typed = {"body": text, "slug": "same", "act": "apply", "shown": preview.context["preview"].digest}
    responses = sent_together(*[(client, "/outlines/new/", typed) for client in clients])
    assert statuses(responses) == [302, 422, 422]
    assert Roadmap.objects.filter(slug="same").count() == 1


def test_two_owners_add_the_same_in_the_admin(owner):
    """The admin asks whether it is there already, and writes it later: the second keeps what was typed."""
    client = Client()
    client.force_login(owner)
    person = {"email": "new@example.org", "password1": "correct horse 9", "password2": "correct horse 9"}
    roadmap = {"title": "The same", "slug": "the-same", "position": "1", "weekly_hours": "5", "_save": "Save"}
    roadmap |= {f"{name}-{field}_FORMS": "0" for name in ("stages",) for field in ("TOTAL", "INITIAL")}
    for page, typed in (
        ("/admin/roadmap_app/user/add/", person | {"usable_password": "true"}),
        ("/admin/roadmap_app/roadmap/add/", roadmap),
    ):
        responses = sent_together(*[(client, page, typed)] * 3)
        assert set(statuses(responses)) <= {302, 409, 200} and 302 in statuses(responses)
        for response in responses:
            assert response.status_code != 409 or typed.get("title", typed.get("email")) in response.content.decode()
    assert User.objects.filter(email="new@example.org").count() == 1
    assert Roadmap.objects.filter(slug="the-same").count() == 1


def test_one_authenticator_app_is_set_up_in_two_tabs():
    user = make_user()
    client = browser(user)
    reauthenticated(client, password=PASSWORD)
    for _ in range(3):
        page = client.get("/accounts/2fa/totp/activate/")
        typed = {"code": code(page.context["form"].secret)}
        responses = sent_together(*[(client, "/accounts/2fa/totp/activate/", typed)] * 3)
        assert set(statuses(responses)) <= {302, 409, 200} and 302 in statuses(responses)
        assert Authenticator.objects.filter(user=user, type="totp").count() == 1
        Authenticator.objects.filter(user=user).delete()
