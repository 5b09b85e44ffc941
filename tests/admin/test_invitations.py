"""Inviting people in the admin, which only owners can do."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from roadmap_app.models import Invitation
from tests.makers import make_editor

pytestmark = pytest.mark.django_db
LIST = reverse("admin:roadmap_app_invitation_changelist")
ADD = reverse("admin:roadmap_app_invitation_add")
FIELDS = {"email": "", "role": "learner", "days": "7"}


def test_the_link_of_an_invitation_is_shown_once(owner_client, client):
    page = owner_client.post(ADD, FIELDS, follow=True).content.decode()
    link = re.search(r"http://testserver(/invitations/[\w-]+/)", page)[1]
    assert client.get(link).status_code == 200
    page = owner_client.get(LIST).content.decode()
    assert "/invitations/" not in page.replace("/admin/roadmap_app/invitation", "")
    assert "whoever has the link" in page and "open" in page
    assert mail.outbox == []


def test_an_invitation_is_mailed_on_request(owner_client, settings):
    settings.EMAIL_HOST = "mail.example.org"
    page = owner_client.post(ADD, FIELDS | {"email": "new@example.org", "mail": "on"}, follow=True).content.decode()
    assert "The mail to new@example.org is on its way." in page
    (sent,) = mail.outbox
    assert sent.to == ["new@example.org"]
    assert re.search(r"http://testserver/invitations/[\w-]+/", sent.body)[0] in page


def test_without_a_mail_server_no_message_claims_that_mail_was_sent(owner_client):
    page = owner_client.post(ADD, FIELDS | {"email": "new@example.org", "mail": "on"}, follow=True).content.decode()
    assert "no mail server: pass the link on" in page and "/invitations/" in page and "on its way" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"mail": "on"}, "Name the address"),
        ({"email": "owner@example.org"}, "There is an account with this address."),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"days": "10000000000000000000000"}, "less than or equal to 90"),
        ({"role": "emperor"}, "not one of the available choices"),
    ],
)
def test_invalid_invitations_are_refused(owner_client, fields, words):
    assert words in owner_client.post(ADD, FIELDS | fields).content.decode()
    assert not Invitation.objects.exists()


def test_an_invitation_is_revoked(owner_client):
    owner_client.post(ADD, FIELDS)
    selected = {"action": "revoke", "_selected_action": [Invitation.objects.get().pk]}
    assert "1 revoked." in owner_client.post(LIST, selected, follow=True).content.decode()
    assert Invitation.objects.get().state == "revoked"
    assert "None of them was open." in owner_client.post(LIST, selected, follow=True).content.decode()


def test_editors_cannot_invite(client):
    client.force_login(make_editor())
    assert client.get(LIST).status_code == client.get(ADD).status_code == client.post(ADD, FIELDS).status_code == 403
    assert "nvitation" not in client.get("/admin/").content.decode()


def test_nobody_is_invited_while_sign_up_is_closed(owner_client, settings):
    settings.PORTAL_SIGNUP = "closed"
    assert owner_client.post(ADD, FIELDS).status_code == 403
