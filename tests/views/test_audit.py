"""The audit record: what is recorded, that it cannot be changed, and who can read it."""

import pytest
from django.test import Client
from django.utils import timezone

from roadmap_app.actions.accounts import issue_owner_link
from roadmap_app.models import AuditEvent, User
from roadmap_app.models.audit import AppendOnly
from tests.makers import make_editor, make_user

pytestmark = pytest.mark.django_db
RIGHT = {"login": "ada@example.org", "password": "correct horse 9"}
RECORD = "/admin/roadmap_app/auditevent/"


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_sign_in_and_out_are_recorded_with_ip_address_and_request_id(client):
    ada = make_user("ada@example.org")
    response = client.post("/accounts/login/", RIGHT)
    client.post("/accounts/logout/")
    signed_in, signed_out = AuditEvent.objects.order_by("pk")
    assert (signed_in.verb, signed_out.verb) == ("signed_in", "signed_out")
    assert signed_in.actor == signed_in.subject == ada
    assert signed_in.address == "127.0.0.1"
    assert signed_in.request_id == response.headers["X-Request-ID"]


def test_behind_a_proxy_the_browsers_ip_address_is_recorded(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    make_user("ada@example.org")
    client.post("/accounts/login/", RIGHT, headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.7"})
    assert AuditEvent.objects.get().address == "203.0.113.7"


def test_a_failed_sign_in_records_the_account_and_never_the_input(client):
    ada = make_user("ada@example.org")
    client.post("/accounts/login/", {"login": "ada@example.org", "password": "my secret"})
    client.post("/accounts/login/", {"login": "typed-my-password@example.org", "password": "x"})
    known, unknown = AuditEvent.objects.order_by("pk")
    assert (known.verb, known.actor, known.subject) == ("sign_in_failed", None, ada)
    assert (unknown.subject, unknown.detail) == (None, "no such account")
    assert "secret" not in str(list(AuditEvent.objects.values())) + str(known)
    assert "typed" not in str(list(AuditEvent.objects.values()))


def test_the_owners_link_is_recorded_as_a_sign_in(client):
    passwords = {"password1": "correct horse 9", "password2": "correct horse 9"}
    client.post(f"/welcome/{issue_owner_link()}/", {"email": "a@b.org", **passwords})
    assert verbs() == ["account_made", "signed_in"]


def test_changes_of_password_and_address_are_recorded(learner_client):
    AuditEvent.objects.all().forget(timezone.now())
    passwords = {"password1": "brand new 7 words", "password2": "brand new 7 words"}
    learner_client.post("/accounts/password/change/", {"oldpassword": "correct horse 9", **passwords})
    response = learner_client.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    learner_client.post(response.headers["Location"], {"password": "brand new 7 words"})
    assert verbs() == ["password_changed", "email_changed"]


def test_audit_events_cannot_be_changed(learner):
    event = AuditEvent.objects.create(verb="signed_in", actor=learner, subject=learner)
    with pytest.raises(AppendOnly):
        event.save()
    with pytest.raises(AppendOnly):
        event.delete()
    with pytest.raises(AppendOnly):
        AuditEvent.objects.update(verb="signed_out")
    with pytest.raises(AppendOnly):
        AuditEvent.objects.filter(actor=learner).delete()


def test_owners_can_read_the_record_and_nobody_can_change_it():
    owner, client = make_user("owner@example.org", is_staff=True, is_superuser=True), Client()
    client.force_login(owner)
    event = AuditEvent.objects.get()
    assert "signed in" in client.get(f"{RECORD}?q=owner@example.org").content.decode()
    assert client.get(f"{RECORD}{event.pk}/change/").status_code == 200
    assert client.post(f"{RECORD}{event.pk}/change/", {"verb": "signed_out"}).status_code == 403
    assert client.post(f"{RECORD}{event.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{RECORD}add/").status_code == 403
    assert AuditEvent.objects.get().verb == "signed_in"


def test_editors_and_learners_cannot_read_the_record(client, learner_client):
    client.force_login(make_editor())
    assert client.get(RECORD).status_code == 403
    assert learner_client.get(RECORD).status_code == 302
    assert not User.objects.filter(is_superuser=True).exists()
