"""Owners and a command reset lost second factors."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from roadmap_app.models import AuditEvent, User
from tests.admin.conftest import messages_of
from tests.makers import make_app, make_editor, make_passkey, make_user
from tests.user_data import give_everything
from tests.views.rituals import queries

pytestmark = pytest.mark.django_db
USERS = reverse("admin:roadmap_app_user_changelist")


@pytest.fixture
def owner(owner_client):
    return User.objects.get(email="owner@example.org")


@pytest.fixture
def ada(db):
    ada = make_user("ada@example.org")
    give_everything(ada)
    return ada


def reset(client, *users):
    return client.post(
        USERS, {"action": "reset_second_factors", "_selected_action": [u.pk for u in users]}, follow=True
    )


def command(email):
    out = StringIO()
    call_command("reset_mfa", email, stdout=out)
    return out.getvalue()


def events(user):
    return list(AuditEvent.objects.filter(subject=user, verb="mfa_changed").values_list("detail", "actor"))


def test_an_owner_resets_second_factors_and_it_is_recorded(
    owner_client, owner, ada, django_capture_on_commit_callbacks
):
    make_app(other := make_user())
    with django_capture_on_commit_callbacks(execute=True):
        assert messages_of(reset(owner_client, ada))[0].startswith("1 person: second factors reset.")
    assert not Authenticator.objects.filter(user=ada).exists() and not UserSession.objects.filter(user=ada).exists()
    assert Authenticator.objects.filter(user=other).count() == 2
    assert events(ada) == [("all reset by an owner", owner.pk)]
    assert mail.outbox[0].to == ["ada@example.org"] and "were reset" in mail.outbox[0].subject
    browser = Client()
    browser.post("/accounts/login/", {"login": "ada@example.org", "password": "correct horse 9"})
    assert browser.get("/settings/").status_code == 200
    assert messages_of(reset(owner_client, ada)) == ["Nothing has changed."]
    assert len(events(ada)) == len(mail.outbox) == 1


def test_owners_change_their_own_under_settings(owner_client, owner, ada):
    make_passkey(owner)
    assert "under Settings" in messages_of(reset(owner_client, owner, ada))[0]
    assert list(Authenticator.objects.values_list("user", flat=True)) == [owner.pk]


def test_only_owners_reset_second_factors(editor_client, editor, learner_client, ada):
    assert reset(editor_client, ada).status_code == 403
    editor.user_permissions.add(*Permission.objects.filter(codename__in=["view_user", "change_user"]))
    assert reset(editor_client, ada).status_code == 200
    reset(learner_client, ada)
    assert Authenticator.objects.filter(user=ada).count() == 3


def test_the_command_resets_the_last_owner(owner, django_capture_on_commit_callbacks):
    make_app(owner)
    with django_capture_on_commit_callbacks(execute=True):
        assert "with the password alone" in command(" Owner@example.org ")
    assert not Authenticator.objects.exists() and events(owner) == [("all reset by command", None)]
    assert mail.outbox[0].to == [owner.email]
    assert "Nothing has changed" in command(owner.email)
    with pytest.raises(CommandError, match=r"Nobody signs in with who@example\.org"):
        command("who@example.org")


def test_the_list_shows_second_factors_in_the_same_queries_for_30(owner_client):
    for _ in range(30):
        make_passkey(make_editor())
    make_user()
    with queries(at_most=12):
        page = owner_client.get(USERS).content.decode()
    cells = re.findall(r'field-has_second_factor"><img[^>]* alt="(True|False)"', page)
    assert sorted(cells) == ["False"] * 2 + ["True"] * 30


@pytest.mark.parametrize("path", ["/admin/mfa/authenticator/", "/admin/mfa/"])
def test_the_admin_shows_no_secrets(owner_client, owner, path):
    app = make_app(owner)
    assert owner_client.get(path).status_code == 404
    assert "mfa" not in owner_client.get("/admin/").content.decode()
    page = owner_client.get(reverse("admin:roadmap_app_user_change", args=[owner.pk])).content.decode()
    assert app.data["secret"] not in page
