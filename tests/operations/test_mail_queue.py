"""Mail goes through a queue: whoever asks for one never waits for a mail server."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from roadmap_app.actions.deletion import delete_account
from roadmap_app.actions.mail import claim_mail, retry_or_give_up
from roadmap_app.models import AuditEvent, QueuedMail
from roadmap_app.operations import mail_queue
from roadmap_app.operations.mail_checks import queue
from roadmap_app.operations.mail_queue import MailThread, deliver_due
from tests.concurrency import together
from tests.mail_server import queued_mail_server
from tests.makers import make_user

pytestmark = pytest.mark.django_db
NOON = "2026-03-02T12:00:00Z"


@pytest.fixture
def server(settings):
    """Run a mail server to which the portal sends through its queue, and yield it."""
    with queued_mail_server(settings) as server:
        yield server


@pytest.fixture
def ada():
    return make_user("ada@example.org")


def ask_for_a_reset():
    return Client().post("/accounts/password/reset/", {"email": "ada@example.org"}, follow=True)


@pytest.mark.parametrize("trouble", ["down", "silent"])
def test_a_reset_waits_for_no_mail_server(server, ada, trouble, settings):
    if trouble == "down":
        settings.EMAIL_PORT = 9
    server.silent = True
    answer = ask_for_a_reset()
    assert answer.status_code == 200 and "comes by mail within a few minutes" in answer.content.decode()
    assert server.connections == 0 and QueuedMail.objects.count() == 1


def test_a_mail_is_sent_once_and_then_gone(server, ada):
    ask_for_a_reset()
    assert deliver_due() == 1
    [(recipients, text)] = server.mails
    assert recipients == ["ada@example.org"] and "Subject: Cairn: " in text and "/accounts/password/reset/key/" in text
    assert not QueuedMail.objects.exists() and deliver_due() == 0


def test_links_in_queued_mails_cannot_be_read_in_the_database(server, ada):
    ask_for_a_reset()
    kept = QueuedMail.objects.get()
    assert "reset" not in kept.content and "http" not in kept.content
    assert "http" not in str(kept)


def test_all_of_a_mail_arrives(server):
    mail = EmailMultiAlternatives("Grüße", "Text", to=["a@example.org", "b@example.org"], reply_to=["c@example.org"])
    mail.attach_alternative("<p>Text</p>", "text/html")
    assert mail.send() == 1 and QueuedMail.objects.count() == 2
    deliver_due()
    assert sorted(recipients for recipients, _ in server.mails) == [["a@example.org"], ["b@example.org"]]
    text = server.mails[0][1]
    assert "Reply-To: c@example.org" in text and "text/html" in text and "=?utf-8?" in text


def test_a_mail_that_fails_is_tried_again_later_and_later(server, ada):
    ask_for_a_reset()
    server.silent = True
    with time_machine.travel(timezone.now(), tick=False) as clock:
        waits = []
        for _ in range(4):
            begun = timezone.now()
            assert deliver_due() == 0
            mail = QueuedMail.objects.get()
            waits.append(mail.due_at - begun)
            clock.move_to(mail.due_at)
        assert waits == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
        assert "TimeoutError" in mail.last_error or "SMTPServerDisconnected" in mail.last_error
        server.silent = False
        assert deliver_due() == 1 and len(server.mails) == 1


def test_a_mail_is_given_up_after_two_days_and_owners_can_see_it(server, ada, caplog):
    ask_for_a_reset()
    server.silent = True
    with time_machine.travel(timezone.now() + timedelta(days=2, minutes=1)), caplog.at_level(logging.ERROR):
        deliver_due()
    assert not QueuedMail.objects.exists()
    assert "given up" in caplog.text and "ada@example.org" not in caplog.text
    event = AuditEvent.objects.get(verb="mail_given_up")
    assert event.subject == ada


def test_an_address_that_the_server_knows_not_is_given_up_at_once(server, ada):
    server.recipient_response = "550 no such mailbox"
    ask_for_a_reset()
    deliver_due()
    assert not QueuedMail.objects.exists()
    assert "SMTPRecipientsRefused" in AuditEvent.objects.get(verb="mail_given_up").detail


def test_what_was_encrypted_with_a_lost_key_is_given_up(server, ada, settings):
    ask_for_a_reset()
    settings.SECRET_KEY = "another key, of more than thirty-two characters"
    deliver_due()
    assert not QueuedMail.objects.exists() and server.mails == []
    assert AuditEvent.objects.filter(verb="mail_given_up").exists()


def test_a_mail_is_not_sent_where_what_it_tells_of_is_undone(server):
    with pytest.raises(RuntimeError), transaction.atomic():
        send_mail("Done", "It is done.", None, ["ada@example.org"])
        raise RuntimeError
    assert deliver_due() == 0


def test_deleting_an_account_takes_its_mails_away(server, ada):
    ask_for_a_reset()
    send_mail("To another", "Text", None, ["bob@example.org"])
    delete_account(user=ada, by=None)
    assert QueuedMail.objects.get().address == "bob@example.org"


def test_a_worker_that_dies_while_sending_leaves_the_mail_to_others(server):
    send_mail("Hello", "Text", None, ["ada@example.org"])
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert claim_mail() is not None and claim_mail() is None
        clock.shift(timedelta(minutes=6))
        assert claim_mail() is not None


def test_the_doctor_says_how_long_the_queue_is_and_how_old(server, ada):
    ask_for_a_reset()
    send_mail("Hello", "Text", None, ["bob@example.org"])
    [finding] = queue()
    assert (finding.state, finding.seen) == ("ok", "2 mails wait, the oldest for 0 min.")
    server.silent = True
    deliver_due()
    with time_machine.travel(timezone.now() + timedelta(minutes=75)):
        [finding] = queue()
    assert finding.state == "warn" and "the oldest for 1 h 15 min, tried 1 time: " in finding.seen


def test_a_server_sends_from_a_thread_of_its_own(server):
    """The thread's connection is not the test's, so the queue that it sees is empty: that it ends is what is asked."""
    mails = MailThread()
    mails.start()
    mails.end()
    assert not mails.is_alive()


def test_the_thread_looks_for_weekly_summaries_once_a_minute(server, monkeypatch):
    looks = []
    monkeypatch.setattr(mail_queue, "send_due_reminders", lambda is_ending: looks.append(is_ending()))
    mails = MailThread()
    for seconds in (100, 102, 159, 161, 221):
        monkeypatch.setattr(mail_queue, "monotonic", lambda seconds=seconds: seconds)
        mails._queue_reminders()
    assert looks == [False, False, False]


@pytest.mark.parametrize(
    "page", ["/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/confirm-email/"]
)
def test_pages_do_not_tell_whether_there_is_a_mail_server(client, settings, page, db):
    told = []
    for settings.EMAIL_HOST in ("", "mail.example.org"):
        text = client.get(page).content.decode()
        told.append(text.partition("<main")[2].partition("</main>")[0].partition("csrfmiddlewaretoken")[0])
    assert told[0] == told[1] != ""
    assert page.endswith("reset/") or "ask the person who runs this portal" in told[0]


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_mail_once(server):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory refuses where a file waits")
    for number in range(20):
        send_mail("Hello", f"{number}", None, [f"person{number}@example.org"])
    server_timeout = together(*[deliver_due] * 4)
    assert sum(server_timeout) == 20
    assert len(server.mails) == len({tuple(recipients) for recipients, _ in server.mails}) == 20


def test_a_mail_that_is_deleted_while_it_is_sent_fails_and_keeps_no_other_waiting(server, ada):
    ask_for_a_reset()
    send_mail("Cairn", "Another", None, ["grace@example.org"])
    failed = claim_mail()
    delete_account(user=ada, by=None)
    retry_or_give_up(failed, "no answer")
    assert deliver_due() == 1 and server.mails[0][0] == ["grace@example.org"]
