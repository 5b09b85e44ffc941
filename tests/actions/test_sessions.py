"""Ending sessions: one's own, chosen or all; and why, for a disabled account."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from roadmap_app.actions.sessions import DISABLED, end_all_sessions, end_because_disabled, end_sessions
from roadmap_app.identity.session_store import SessionStore, row_key
from roadmap_app.models import AuditEvent
from tests.makers import make_user

pytestmark = pytest.mark.django_db


def make_session(user):
    """Return the user session of a new browser, and its key."""
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store.save()
    row = UserSession.objects.create(user=user, ip="127.0.0.1", session_key=row_key(store.session_key))
    return row, store.session_key


def test_chosen_sessions_end_and_are_recorded_and_no_one_elses(learner):
    (one, _), (two, _), (theirs, _) = make_session(learner), make_session(learner), make_session(make_user())
    assert end_sessions(user=learner, ids=[one.pk, theirs.pk]) == 1
    assert set(UserSession.objects.all()) == {two, theirs}
    assert set(Session.objects.values_list("pk", flat=True)) == {two.session_key, theirs.session_key}
    assert AuditEvent.objects.get().detail == "1 session"
    assert end_sessions(user=learner, ids=[one.pk]) == 0
    assert AuditEvent.objects.count() == 1


def test_all_sessions_end(learner):
    make_session(learner), make_session(learner)
    theirs, _ = make_session(make_user())
    assert end_all_sessions(learner) == 2
    assert UserSession.objects.get() == theirs and Session.objects.count() == 1


def test_the_session_of_a_disabled_account_keeps_only_the_reason(learner):
    _, key = make_session(learner)
    assert end_because_disabled(learner) == 1
    assert dict(SessionStore(key).items()) == {DISABLED: learner.pk}
    assert not UserSession.objects.exists()
