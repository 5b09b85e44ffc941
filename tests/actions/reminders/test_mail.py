"""The mail of the weekly summary: what it says, its headers, and its way through the queue."""

from email import message_from_string, policy

import pytest
from django.core import mail

from roadmap_app.actions import reminders
from roadmap_app.actions.mail import claim_mail
from roadmap_app.actions.progress import set_item
from roadmap_app.actions.reminders import turn_off
from roadmap_app.models import QueuedMail, Reminder
from roadmap_app.operations.mail_queue import deliver_due
from tests.actions.reminders import DAY, HOUR, MINUTE, SLOT, WEEK, looked, make_learner
from tests.mail_server import queued_mail_server

pytestmark = pytest.mark.django_db


def test_it_says_what_was_done_what_is_next_and_where_they_stand(clock, ada, roadmap):
    items = list(roadmap.stages.get().topics.get().items.all())
    for item in items[:2]:
        set_item(user=ada, item=item, done=True)
    looked(clock, SLOT)
    [message] = mail.outbox
    html, kind = message.alternatives[0]
    assert message.subject == "Cairn: your week, 2 items done, 1 planned" and kind == "text/html"
    for text in (message.body, html):
        assert "Monday 2 March" in text and "Sunday 8 March 2026" in text and "Ada" in text
        assert "Sailing" in text and "planned: 1." in text and "Knots" in text and items[2].title in text
        assert "on track" in text or "behind" in text or "ahead" in text
        assert f"https://learn.example.org/roadmaps/sailing/stage-1/topic-1/#item-{items[2].pk}" in text
        assert "https://learn.example.org/settings/reminders/" in text and "every Monday at 08:00" in text
        assert Reminder.objects.get().token in text
    assert "\n\n\n" not in message.body


def test_names_and_titles_are_escaped_in_html_and_plain_in_text(clock, roadmap):
    roadmap.title = "Knots & <b>bends</b>"
    roadmap.save()
    make_learner(roadmap, name="Ada <Lovelace>")
    looked(clock, SLOT)
    [message] = mail.outbox
    assert "Hello Ada <Lovelace>," in message.body and "Knots & <b>bends</b>" in message.body
    assert "Ada &lt;Lovelace&gt;" in message.alternatives[0][0] and "<b>" not in message.alternatives[0][0]


def test_its_headers_let_mail_programs_unsubscribe(clock, ada, settings):
    looked(clock, SLOT)
    headers = message_from_string(mail.outbox[0].message().as_string(), policy=policy.default)
    token = Reminder.objects.get().token
    assert headers["List-Unsubscribe"].strip() == f"<https://learn.example.org/reminders/{token}/unsubscribe/>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    settings.PORTAL_URL = "http://localhost:8000"
    looked(clock, SLOT + WEEK)
    assert "List-Unsubscribe-Post" not in mail.outbox[1].extra_headers


@pytest.fixture
def server(settings):
    """Send through the queue to a mail server of the tests."""
    with queued_mail_server(settings) as server:
        yield server


def test_it_is_queued_and_arrives(clock, ada, server):
    looked(clock, SLOT)
    assert ada.reminder.token not in QueuedMail.objects.get().content
    assert deliver_due() == 1
    [(recipients, text)] = server.mails
    assert recipients == ["ada@example.org"] and "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in text


def test_a_dead_mail_server_is_tried_for_a_day(clock, ada, server, caplog):
    server.silent = True
    looked(clock, SLOT)
    assert deliver_due() == 0
    clock.move_to(SLOT + 23 * HOUR)
    assert deliver_due() == 0 and QueuedMail.objects.get().attempts == 2
    server.silent = False
    clock.move_to(SLOT + DAY + MINUTE)
    assert deliver_due() == 0 and server.mails == [] and not QueuedMail.objects.exists()
    ada.reminder.refresh_from_db()
    assert ada.reminder.failure == "The mail server did not take it."
    assert "ada@example.org" not in caplog.text and ada.reminder.token not in caplog.text


def test_turning_it_off_drops_what_waits_for_the_mail_server(clock, ada, server):
    looked(clock, SLOT)
    turn_off(reminder=ada.reminder)
    assert not QueuedMail.objects.exists()


def test_an_account_that_was_disabled_meanwhile_gets_nothing(clock, ada, server):
    looked(clock, SLOT)
    type(ada).objects.update(is_active=False)
    assert deliver_due() == 0 and server.mails == [] and claim_mail() is None


def test_a_crash_while_queueing_undoes_the_claim(clock, ada, monkeypatch):
    def crash(*args):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(reminders, "summary_mail", crash)
        with pytest.raises(SystemExit):
            looked(clock, SLOT)
    assert looked(clock, SLOT + MINUTE) == 1
