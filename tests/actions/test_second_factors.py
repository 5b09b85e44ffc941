"""Resetting second factors: all of them, with sessions ended, a record and a mail."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail

from roadmap_app.actions.second_factors import reset_second_factors
from roadmap_app.models import AuditEvent
from tests.makers import make_app, make_passkey, make_user

pytestmark = pytest.mark.django_db


def test_everything_goes_and_others_keep_theirs(learner, django_capture_on_commit_callbacks):
    other, owner = make_user(), make_user(is_superuser=True)
    for user in (learner, other):
        make_app(user)
        make_passkey(user)
        UserSession.objects.create(user=user, ip="127.0.0.1", session_key=f"s{user.pk}")
    with django_capture_on_commit_callbacks(execute=True):
        assert reset_second_factors([learner], by=owner) == 1
    assert set(Authenticator.objects.values_list("user", flat=True)) == {other.pk}
    assert UserSession.objects.get().user == other
    event = AuditEvent.objects.get(verb="mfa_changed")
    assert (event.actor, event.subject, event.detail) == (owner, learner, "all reset by an owner")
    assert [each.to for each in mail.outbox] == [[learner.email]]


def test_a_person_without_second_factors_is_left_alone(learner, django_capture_on_commit_callbacks):
    UserSession.objects.create(user=learner, ip="127.0.0.1", session_key="s")
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        assert reset_second_factors([learner], by=None) == 0
    assert not callbacks and UserSession.objects.exists() and not AuditEvent.objects.exists()


def test_each_person_gets_a_mail_of_their_own(django_capture_on_commit_callbacks):
    users = [make_user(), make_user()]
    for user in users:
        make_app(user)
    with django_capture_on_commit_callbacks(execute=True):
        assert reset_second_factors(users, by=None, why="lost") == 2
    assert sorted(each.to[0] for each in mail.outbox) == sorted(user.email for user in users)
    assert set(AuditEvent.objects.values_list("detail", flat=True)) == {"all reset lost"}
