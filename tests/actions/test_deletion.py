"""Deleting an account: what goes, what stays without a name, and that an owner is left."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core import mail
from django.utils import timezone
from time_machine import travel

from roadmap_app.actions.deletion import (
    ask_for_deletion,
    delete_account,
    delete_if_due,
    deletion_due,
    keep_account,
)
from roadmap_app.actions.people import LastOwner
from roadmap_app.models import AuditEvent, Topic, User
from tests.makers import make_user
from tests.user_data import give_everything, links, rows

pytestmark = pytest.mark.django_db


def make_owner(**fields):
    return make_user(is_staff=True, is_superuser=True, **fields)


def test_everything_of_theirs_goes_and_nothing_of_others(learner):
    other = make_user()
    keys = [give_everything(person) for person in (learner, other)]
    assert [link for link in links() if not rows(link, learner.pk).exists()] == []
    before = {link: rows(link, other.pk).count() for link in links()}
    user_id, email = learner.pk, learner.email
    delete_account(user=learner, by=learner)
    assert [link for link in links() if rows(link, user_id).exists()] == []
    assert {link: rows(link, other.pk).count() for link in links()} == before
    assert list(Session.objects.values_list("session_key", flat=True)) == keys[1:]
    assert not User.objects.filter(email=email).exists()


def test_the_history_of_content_stays_without_the_name(learner):
    give_everything(learner)
    versions = Topic.objects.get().history.count()
    delete_account(user=learner, by=None)
    assert Topic.objects.get().history.count() == versions
    assert not Topic.objects.get().history.exclude(history_user=None).exists()


def test_the_record_stays_without_person_and_address(learner):
    give_everything(learner)
    user_id = learner.pk
    delete_account(user=learner, by=learner)
    signed_in, deleted = AuditEvent.objects.order_by("pk")
    assert (signed_in.verb, signed_in.actor, signed_in.address) == ("signed_in", None, None)
    assert (deleted.verb, deleted.detail, deleted.actor) == ("deleted", f"account {user_id}", None)


def test_what_owners_did_to_the_account_keeps_no_name_of_theirs(learner):
    from django.contrib.admin.models import CHANGE, LogEntry
    from django.contrib.contenttypes.models import ContentType

    content = ContentType.objects.get_for_model(User)
    for person in (learner, make_user("stays@example.org")):
        LogEntry.objects.create(
            user=make_owner(), content_type=content, object_id=person.pk, object_repr=str(person), action_flag=CHANGE
        )
    delete_account(user=learner, by=None)
    assert LogEntry.objects.get().object_repr == "stays@example.org"


def test_asking_closes_signs_out_and_mails_once(learner, django_capture_on_commit_callbacks):
    give_everything(learner)
    with django_capture_on_commit_callbacks(execute=True):
        due = ask_for_deletion(user=learner)
        assert ask_for_deletion(user=learner) == due
    assert not Session.objects.exists()
    assert timedelta(days=13) < due - timezone.now() < timedelta(days=14)
    [message] = mail.outbox
    assert message.to == [learner.email] and f"{due.day} {due:%B}" in message.body
    assert AuditEvent.objects.filter(verb="deletion_asked").count() == 1


def test_the_mail_names_the_day_in_the_learners_time_zone(learner, django_capture_on_commit_callbacks):
    learner.time_zone = "Pacific/Honolulu"
    learner.save()
    evening = datetime(2026, 3, 2, 3, tzinfo=UTC)  # where it is the first still
    with travel(evening, tick=False), django_capture_on_commit_callbacks(execute=True):
        ask_for_deletion(user=learner)
    assert "after 15 March 2026" in mail.outbox[0].body


def test_it_is_deleted_when_the_days_are_over_and_not_before(learner):
    ask_for_deletion(user=learner)
    assert not delete_if_due(user_id=learner.pk)
    with travel(timezone.now() + timedelta(days=14, minutes=1), tick=False):
        assert delete_if_due(user_id=learner.pk)
        assert not delete_if_due(user_id=learner.pk)
    assert not User.objects.exists()


def test_an_account_that_was_kept_is_never_due(learner):
    ask_for_deletion(user=learner)
    assert keep_account(user=learner) and not keep_account(user=learner)
    learner.refresh_from_db()
    assert deletion_due(learner) is None
    with travel(timezone.now() + timedelta(days=15), tick=False):
        assert not delete_if_due(user_id=learner.pk)
    assert AuditEvent.objects.filter(verb="deletion_undone").count() == 1


def test_without_days_of_grace_it_is_done_at_once(learner, settings, django_capture_on_commit_callbacks):
    settings.PORTAL_DELETION_DAYS = 0
    email = learner.email
    with django_capture_on_commit_callbacks(execute=True):
        assert ask_for_deletion(user=learner) is None
    assert not User.objects.exists()
    assert mail.outbox[0].to == [email] and "has been deleted" in mail.outbox[0].body


@pytest.mark.parametrize("other", [None, {"is_active": False}, {"deletion_asked_at": timezone.now()}])
def test_the_last_owner_stays(other):
    owner = make_owner()
    if other:
        make_owner(**other)
    with pytest.raises(LastOwner):
        ask_for_deletion(user=owner)
    owner.refresh_from_db()
    assert owner.deletion_asked_at is None


def test_of_two_owners_one_may_go():
    first, second = make_owner(), make_owner()
    assert ask_for_deletion(user=first)
    with pytest.raises(LastOwner):
        ask_for_deletion(user=second)


def test_the_admin_keeps_its_log_about_people_with_a_similar_address():
    ann, joann = make_user("ann@example.org"), make_user("joann@example.org")
    texts = ["ann@example.org", "joann@example.org", "Mail to ANN@example.org.", "ann@example.org.uk"]
    for text in texts:
        LogEntry.objects.create(user=joann, object_repr=text, action_flag=CHANGE)
    delete_account(user=ann, by=None)
    assert list(LogEntry.objects.order_by("pk").values_list("object_repr", flat=True)) == [texts[1], texts[3]]
