"""The command clean_up deletes expired rows only and reports what it deleted."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from time_machine import travel

from roadmap_app.actions.accounts import issue_owner_link
from roadmap_app.actions.deletion import ask_for_deletion
from roadmap_app.models import AuditEvent, User
from roadmap_app.models.accounts import OwnerLink
from tests.makers import make_user
from tests.user_data import give_everything, links, rows

pytestmark = pytest.mark.django_db
NOTHING = "There was nothing to clean up.\n"


def clean_up():
    out = StringIO()
    call_command("clean_up", stdout=out)
    return out.getvalue()


def session(expires_in):
    store = SessionStore()
    store.set_expiry(expires_in)
    store.save()
    return store.session_key


def test_a_fresh_portal_has_nothing_to_clean_up():
    assert clean_up() == NOTHING


def test_accounts_due_for_deletion_are_deleted_with_all_their_rows():
    due, waiting, kept = make_user(), make_user(), make_user()
    for user in (due, waiting, kept):
        give_everything(user)
    ask_for_deletion(user=due)
    User.objects.filter(pk=due.pk).update(deletion_asked_at=timezone.now() - timedelta(days=14, minutes=1))
    User.objects.filter(pk=waiting.pk).update(deletion_asked_at=timezone.now() - timedelta(days=13, hours=23))
    user_id = due.pk
    assert clean_up() == "1 account deleted, as its owner had asked.\n"
    assert clean_up() == NOTHING
    assert set(User.objects.all()) == {waiting, kept}
    assert [link for link in links() if rows(link, user_id).exists()] == []
    assert AuditEvent.objects.filter(verb="deleted", detail=f"account {user_id}", actor=None).count() == 1


def test_expired_sessions_are_deleted():
    user, old, living = make_user(), session(-1), session(3600)
    for key in (old, living):
        UserSession.objects.create(
            user=user, ip="127.0.0.1", session_key=key, created_at=timezone.now() - timedelta(days=1)
        )
    # Its session is about to be saved by a request in progress.
    UserSession.objects.create(user=user, ip="127.0.0.1", session_key="young")
    assert clean_up() == "1 expired session.\n"
    assert Session.objects.get().session_key == living
    assert set(UserSession.objects.values_list("session_key", flat=True)) == {living, "young"}


def test_many_sessions_are_deleted_in_batches(monkeypatch):
    monkeypatch.setattr("roadmap_app.actions.clean_up.BATCH", 2)
    for _ in range(5):
        session(-1)
    assert clean_up() == "5 expired sessions.\n"


def test_audit_events_are_kept_for_the_days_in_the_setting(settings):
    settings.PORTAL_AUDIT_DAYS = 30
    for days in (29, 31, 400):
        AuditEvent.objects.create(verb="signed_in", at=timezone.now() - timedelta(days=days))
    assert clean_up() == "2 old events of the audit record.\n"
    assert AuditEvent.objects.get().at > timezone.now() - timedelta(days=30)


def test_expired_owner_links_are_deleted():
    issue_owner_link()
    assert clean_up() == NOTHING
    OwnerLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert clean_up() == "1 dead link.\n"


def test_expired_rate_limit_counters_are_deleted():
    cache.set("over", 1, timeout=10)
    cache.set("living", 1, timeout=7200)
    with travel(timezone.now() + timedelta(hours=1), tick=False):
        assert clean_up() == "1 stale count of tries.\n"
        assert cache.get("living") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM portal_cache")
        assert cursor.fetchone() == (1,)
