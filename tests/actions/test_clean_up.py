"""Cleaning up: counts of what was deleted, twice in a row, with one failure."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from roadmap_app.actions import clean_up as module
from roadmap_app.actions.clean_up import CleanedUp, clean_up
from roadmap_app.models import AuditEvent, User
from tests.makers import make_user

pytestmark = pytest.mark.django_db
NOTHING = CleanedUp(
    accounts=0, failed=0, sessions=0, events=0, views=0, requests=0, words=0, links=0, limits=0, notes=0, days=0
)


def due_user():
    return make_user(deletion_asked_at=timezone.now() - timedelta(days=365))


def test_an_empty_portal_has_nothing_to_clean_up():
    assert clean_up() == NOTHING


def test_a_second_run_finds_nothing(settings):
    due_user()
    AuditEvent.objects.create(verb="signed_in", at=timezone.now() - timedelta(days=settings.PORTAL_AUDIT_DAYS + 1))
    done = clean_up()
    assert (done.accounts, done.events) == (1, 1)
    assert clean_up() == NOTHING


def test_one_account_that_cannot_be_deleted_does_not_keep_the_others(monkeypatch):
    first, _ = due_user(), due_user()

    def delete(*, user_id):
        if user_id == first.pk:
            raise DatabaseError
        return User.objects.filter(pk=user_id).delete()[0] > 0

    monkeypatch.setattr(module, "delete_if_due", delete)
    done = clean_up()
    assert (done.accounts, done.failed) == (1, 1)
    assert User.objects.get() == first
