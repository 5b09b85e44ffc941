"""Deleting an account: confirmed by password, closed at once, undone with one click."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from roadmap_app.models import AuditEvent, User
from tests.makers import make_topic, make_user
from tests.user_data import give_everything
from tests.views.rituals import HTMX

pytestmark = pytest.mark.django_db
PAGE, UNDO = "/settings/deletion/", "/settings/deletion/undo/"
RIGHT = {"password": "correct horse 9"}


def test_an_account_is_closed_and_kept_after_all(learner_client, learner, client):
    give_everything(learner)
    response = learner_client.post(PAGE, RIGHT)
    assert "Goodbye" in response.content.decode() and 'href="/accounts/login/"' in response.content.decode()
    assert learner_client.get("/settings/").headers["Location"].startswith("/accounts/login/")
    client.post("/accounts/login/", {"login": learner.email, **RIGHT})
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    client.post("/accounts/2fa/authenticate/", {"code": spare})
    page = client.get("/notes/", follow=True)
    assert page.redirect_chain == [(PAGE, 302)] and "Keep my account" in page.content.decode()
    assert "your account stays" in client.post(UNDO, follow=True).content.decode()
    assert client.get("/notes/").status_code == 200
    assert learner.note_set.exists() and learner.completion_set.exists()


@pytest.mark.parametrize("url", ["/", "/settings/", "/settings/data/", "/admin/", "/accounts/password/change/"])
def test_a_closed_account_opens_no_page(learner_client, learner, url):
    User.objects.update(deletion_asked_at=timezone.now())
    assert learner_client.get(url).headers["Location"] == PAGE
    assert learner_client.post(url, headers=HTMX).headers["HX-Redirect"] == PAGE
    assert learner_client.get("/accounts/logout/").status_code == 200
    assert learner_client.post(PAGE, RIGHT).status_code == 200
    assert User.objects.get().deletion_asked_at


def test_what_was_typed_before_the_account_was_closed_can_be_copied(learner_client, learner):
    User.objects.update(deletion_asked_at=timezone.now())
    note = f"/topics/{make_topic().pk}/note/"
    sent = {"body": "My <precious> words", "version": "0"}
    response = learner_client.post(note, sent)
    assert response.status_code == 403 and "My &lt;precious&gt; words</textarea>" in response.content.decode()
    assert "Keep my account" in response.content.decode()
    response = learner_client.post(note, sent, headers=HTMX)
    assert response.status_code == 403 and "this is not saved" in response.content.decode()
    assert not learner.note_set.exists()


@pytest.mark.parametrize("fields", [{}, {"password": "wrong"}, {"password": ""}, {"password": "x" * 5000}])
def test_a_wrong_password_deletes_nothing(learner_client, fields):
    response = learner_client.post(PAGE, fields)
    assert response.status_code == 422
    assert User.objects.get().deletion_asked_at is None
    assert learner_client.get("/settings/").status_code == 200


def test_password_attempts_are_limited(learner_client):
    for _ in range(20):
        learner_client.post(PAGE, {"password": "wrong"})
    assert learner_client.post(PAGE, RIGHT).status_code == 429
    assert AuditEvent.objects.filter(verb="sign_in_failed").count() < 20


def test_a_person_without_a_password_types_their_address():
    user = make_user("sso@example.org")
    user.set_unusable_password()
    user.save()
    client = Client()
    client.force_login(user)
    assert 'name="email"' in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"email": "other@example.org"}).status_code == 422
    assert User.objects.get().deletion_asked_at is None
    assert "Goodbye" in client.post(PAGE, {"email": "SSO@example.org"}).content.decode()
    assert User.objects.get().deletion_asked_at


def test_the_last_owner_gets_an_explanation(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page = client.get(PAGE).content.decode()
    assert "only owner" in page and "somebody else an owner first" in page and 'type="password"' not in page
    response = client.post(PAGE, {"password": "whatever"})
    assert response.status_code == 409 and "only owner" in response.content.decode()
    make_user(is_staff=True, is_superuser=True)
    assert 'type="password"' in client.get(PAGE).content.decode()
    assert not User.objects.exclude(deletion_asked_at=None).exists()


def test_without_a_grace_period_the_account_is_deleted_at_once(learner_client, settings):
    settings.PORTAL_DELETION_DAYS = 0
    assert "no way back" in learner_client.get(PAGE).content.decode()
    assert "is deleted" in learner_client.post(PAGE, RIGHT).content.decode()
    assert not User.objects.exists()


def test_the_grace_period_is_shown(learner_client, learner):
    learner.deletion_asked_at = timezone.now() - timedelta(days=1)
    learner.save()
    due = learner.deletion_asked_at + timedelta(days=14)
    assert f"{due.day} {due:%B %Y}" in learner_client.get(PAGE).content.decode()


def test_visitors_and_wrong_methods(client, learner_client):
    assert client.get(PAGE).status_code == client.post(UNDO).status_code == 302
    assert learner_client.get(UNDO).status_code == 405
    assert learner_client.put(PAGE).status_code == 405
    assert learner_client.post(UNDO).headers["Location"] == "/"
