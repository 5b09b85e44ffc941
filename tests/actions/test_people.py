"""Decisions about people at the same moment, on PostgreSQL; on SQLite, BEGIN makes a writer wait for the other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from roadmap_app.actions.clean_up import clean_up
from roadmap_app.actions.deletion import ask_for_deletion, keep_account
from roadmap_app.actions.people import LastOwner, set_enabled
from roadmap_app.models import AuditEvent, User
from tests.concurrency import several_writers, together
from tests.makers import make_user
from tests.user_data import give_everything, links, rows

pytestmark = [pytest.mark.django_db(transaction=True), several_writers]


@pytest.mark.parametrize("round_", range(6))
def test_two_owners_who_leave_at_the_same_time_cannot_both_leave(round_):
    first, second = (make_user(is_staff=True, is_superuser=True) for _ in range(2))
    acts = [lambda: ask_for_deletion(user=first), lambda: ask_for_deletion(user=second)]
    if round_ % 2:
        acts[1] = lambda: set_enabled([second], by=first, enabled=False)
    ends = together(*acts, catch=LastOwner)
    assert sum(isinstance(end, LastOwner) for end in ends) == 1
    assert User.objects.filter(is_active=True, deletion_asked_at=None).count() == 1


def test_clean_up_twice_at_once_does_it_once():
    ids = []
    for _ in range(5):
        user = make_user(deletion_asked_at=timezone.now() - timedelta(days=15))
        give_everything(user)
        ids.append(user.pk)
    done = together(clean_up, clean_up)
    assert sum(each.accounts for each in done) == 5 and not any(each.failed for each in done)
    assert AuditEvent.objects.filter(verb="deleted").count() == 5
    assert [link for link in links() for user_id in ids if rows(link, user_id).exists()] == []


@pytest.mark.parametrize("round_", range(4))
def test_an_account_kept_while_clean_up_runs_is_kept_whole_or_gone_whole(round_):
    user = make_user(deletion_asked_at=timezone.now() - timedelta(days=15))
    give_everything(user)
    kept, done = together(lambda: keep_account(user=User(pk=user.pk)), clean_up)
    there = [rows(link, user.pk).exists() for link in links()]
    assert (kept, done.accounts) in {(True, 0), (False, 1)}
    assert all(there) if kept else not any(there)
