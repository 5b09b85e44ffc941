"""The queue of mails: claimed by one worker, retried later each time, given up in the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from roadmap_app.actions.mail import LEASE, claim_mail, forget_mails_to, queue_mail, retry_or_give_up
from roadmap_app.models import AuditEvent, QueuedMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail():
    queue_mail(addresses=["a@example.org"], content="sealed")
    return claim_mail()


def test_a_claimed_mail_is_not_claimed_again_until_its_lease_ends(mail, time_machine):
    assert (mail.content, mail.attempts) == ("sealed", 1)
    assert claim_mail() is None
    time_machine.move_to(timezone.now() + LEASE)
    assert claim_mail() == mail


def test_a_sent_mail_leaves_the_queue(mail):
    mail.delete()
    assert not QueuedMail.objects.exists()


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (4, 8), (40, 60)])
def test_each_failure_doubles_the_wait_up_to_an_hour(mail, attempts, minutes, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    mail.attempts = attempts
    retry_or_give_up(mail, "refused")
    assert mail.due_at - timezone.now() == timedelta(minutes=minutes)


@pytest.mark.parametrize("days", [0, 3])
def test_a_mail_is_given_up_for_good_or_after_two_days(mail, learner, days):
    mail.address, mail.queued_at = learner.email, mail.queued_at - timedelta(days=days)
    retry_or_give_up(mail, "no such mailbox", for_good=not days)
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject) == ("mail_given_up", learner)
    assert not QueuedMail.objects.exists()


def test_mails_to_an_address_are_forgotten_in_any_case():
    queue_mail(addresses=["a@example.org", "b@example.org"], content="sealed")
    assert forget_mails_to(["A@Example.org"]) == 1
    assert QueuedMail.objects.get().address == "b@example.org"
