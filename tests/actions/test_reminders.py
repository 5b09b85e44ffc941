"""The weekly summary: set, sent once, dropped when late, silent when there is nothing to tell."""

import logging
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.utils import timezone

from roadmap_app.actions import reminders
from roadmap_app.actions.accounts import save_setting
from roadmap_app.actions.mail import claim_mail
from roadmap_app.actions.pauses import book_pause
from roadmap_app.actions.plans import enrol
from roadmap_app.actions.progress import set_item
from roadmap_app.actions.reminders import send_due_reminders, set_reminder, turn_off
from roadmap_app.models import QueuedMail, Reminder
from roadmap_app.operations.mail_queue import deliver_due
from tests.concurrency import several_writers, together
from tests.mail_server import queued_mail_server
from tests.makers import make_roadmap, make_stage, make_topic, make_user

pytestmark = pytest.mark.django_db
WEEK, DAY, HOUR, MINUTE = (timedelta(**{unit: 1}) for unit in ("weeks", "days", "hours", "minutes"))
# A Monday, eight o'clock in Berlin.
SLOT = datetime(2026, 3, 9, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def portal(settings):
    settings.EMAIL_HOST, settings.PORTAL_URL = "mail.example.org", "https://learn.example.org"


@pytest.fixture
def clock():
    with time_machine.travel(SLOT - 6 * DAY, tick=False) as clock:
        yield clock


@pytest.fixture
def roadmap():
    topic = make_topic(make_stage(make_roadmap("sailing", "Sailing", is_published=True)), items=13, title="Knots")
    return topic.roadmap


def make_learner(roadmap, email="ada@example.org", *, confirmed=True, **fields):
    learner = make_user(email, **{"name": "Ada", "time_zone": "Europe/Berlin"} | fields)
    EmailAddress.objects.create(user=learner, email=email, primary=True, verified=confirmed)
    with timezone.override(learner.zone):
        enrol(user=learner, roadmap=roadmap, started_on=timezone.localdate() - 20 * DAY, hours_per_week=10)
    set_reminder(user=learner, is_on=True, weekday=0, hour=8)
    return learner


@pytest.fixture
def ada(clock, roadmap):
    return make_learner(roadmap)


def looked(clock, moment):
    """Look at MOMENT as the worker does; return how many summaries were queued."""
    clock.move_to(moment)
    return send_due_reminders()


def test_it_comes_once_a_week_from_the_next_slot_on(clock, ada):
    assert looked(clock, SLOT - MINUTE) == 0
    assert [looked(clock, SLOT + number * MINUTE) for number in range(3)] == [1, 0, 0]
    assert [looked(clock, SLOT + WEEK + number * HOUR) for number in range(-1, 3)] == [0, 1, 0, 0]
    assert [message.to for message in mail.outbox] == [["ada@example.org"]] * 2


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


@pytest.mark.parametrize("late", [timedelta(0), 23 * HOUR, DAY])
def test_after_a_short_outage_it_comes_late(clock, ada, late):
    assert looked(clock, SLOT + late) == 1
    assert "Monday 2 March to Sunday 8 March 2026" in mail.outbox[0].body


def test_after_an_outage_of_more_than_a_day_it_is_dropped_with_a_line_in_the_log(clock, ada, caplog):
    with caplog.at_level(logging.WARNING):
        assert looked(clock, SLOT + DAY + MINUTE) == 0
    assert "dropped for 1 slots, the last on 2026-03-09" in caplog.text and "ada" not in caplog.text
    assert "more than a day late" in Reminder.objects.get().failure
    assert looked(clock, SLOT + WEEK) == 1 and Reminder.objects.get().failure == ""


def test_after_weeks_of_outage_only_the_slot_of_today_is_sent(clock, ada, caplog):
    looked(clock, SLOT)
    with caplog.at_level(logging.WARNING):
        assert looked(clock, SLOT + 4 * WEEK + HOUR) == 1
    assert "dropped for 3 slots, the last on 2026-03-30" in caplog.text


def test_it_follows_the_clock_changes_of_the_learners_zone(clock, ada):
    summer = SLOT + 3 * WEEK - HOUR  # the clocks go forward on 29 March
    assert [looked(clock, SLOT + number * WEEK) for number in range(3)] == [1, 1, 1]
    assert looked(clock, summer - MINUTE) == 0 and looked(clock, summer) == 1


def test_another_time_zone_counts_at_once_and_brings_no_second_one(clock, ada):
    assert looked(clock, SLOT) == 1
    save_setting(user=ada, field="time_zone", value="America/New_York")
    assert looked(clock, SLOT + 5 * HOUR) == 0  # eight o'clock in New York
    assert looked(clock, SLOT + WEEK) == 0 and looked(clock, SLOT + WEEK + 5 * HOUR) == 1
    save_setting(user=ada, field="time_zone", value="Asia/Tokyo")
    assert looked(clock, SLOT + 2 * WEEK - 8 * HOUR) == 1


def test_changing_the_hour_sends_nothing_for_what_has_passed(clock, ada):
    clock.move_to(SLOT + HOUR)
    set_reminder(user=ada, is_on=True, weekday=0, hour=7)
    assert looked(clock, SLOT + 2 * HOUR) == 0
    set_reminder(user=ada, is_on=True, weekday=1, hour=7)
    assert looked(clock, SLOT + DAY - HOUR) == 1


def test_saving_the_same_again_changes_nothing(clock, ada):
    clock.move_to(SLOT + HOUR)
    set_reminder(user=ada, is_on=True, weekday=0, hour=8)
    assert looked(clock, SLOT + HOUR) == 1


@pytest.mark.parametrize(("first", "last"), [(SLOT.date(), SLOT.date()), (SLOT.date() - DAY, None)])
def test_it_is_silent_in_a_pause_and_brings_nothing_after_it(clock, ada, first, last):
    book_pause(user=ada, first_day=first, last_day=last)
    assert looked(clock, SLOT) == 0 and mail.outbox == []
    ada.pause_set.all().delete()
    assert looked(clock, SLOT + HOUR) == 0
    assert looked(clock, SLOT + WEEK) == 1


def test_it_is_silent_before_the_first_day_without_a_plan_when_finished_and_after_the_end(clock, roadmap):
    make_user("nobody@example.org")
    items = list(roadmap.stages.get().topics.get().items.all())
    later, finished, ended, without = (make_learner(roadmap, f"{name}@example.org") for name in "abcd")
    without.enrolment_set.all().delete()
    later.enrolment_set.update(started_on=SLOT.date() + DAY, valid_from=None)
    ended.enrolment_set.update(started_on=SLOT.date() - 93 * DAY, valid_from=None)
    for item in items:
        set_item(user=finished, item=item, done=True)
    assert looked(clock, SLOT) == 0


def test_the_last_one_before_the_end_says_so(clock, ada):
    ada.enrolment_set.update(started_on=SLOT.date() - 88 * DAY, valid_from=None)
    looked(clock, SLOT)
    assert "this is the last one" in mail.outbox[0].body and "the last one" in mail.outbox[0].alternatives[0][0]
    assert looked(clock, SLOT + WEEK) == 0


@pytest.mark.parametrize("state", [{"is_active": False}, {"deletion_asked_at": SLOT}])
def test_disabled_and_closing_accounts_get_none(clock, ada, state):
    type(ada).objects.update(**state)
    assert looked(clock, SLOT) == 0


def test_an_address_that_nobody_has_confirmed_gets_none(clock, roadmap):
    make_learner(roadmap, confirmed=False)
    assert looked(clock, SLOT) == 0


@pytest.mark.parametrize("missing", ["EMAIL_HOST", "PORTAL_URL"])
def test_a_portal_that_cannot_mail_sends_none_until_it_can(clock, ada, settings, missing):
    before = getattr(settings, missing)
    setattr(settings, missing, "")
    assert looked(clock, SLOT) == 0
    setattr(settings, missing, before)
    assert looked(clock, SLOT + HOUR) == 1


def test_turned_off_it_does_not_come(clock, ada):
    turn_off(reminder=ada.reminder)
    turn_off(reminder=ada.reminder)
    assert looked(clock, SLOT) == 0
    set_reminder(user=ada, is_on=True, weekday=0, hour=8)
    assert looked(clock, SLOT + WEEK) == 1


def test_one_that_cannot_be_made_keeps_no_other_waiting_and_is_tried_again(clock, ada, roadmap, monkeypatch, caplog):
    make_learner(roadmap, "bob@example.org")
    read = reminders.read_summary

    def fail(user, day):
        if user == ada:
            raise ValueError("no such stage")
        return read(user, day)

    monkeypatch.setattr(reminders, "read_summary", fail)
    assert looked(clock, SLOT) == 1 and looked(clock, SLOT + MINUTE) == 0
    assert caplog.text.count("could not be made") == 1
    assert Reminder.objects.get(user=ada).failure == "It could not be made (ValueError)."
    monkeypatch.setattr(reminders, "read_summary", read)
    assert looked(clock, SLOT + HOUR) == 1
    ada.reminder.refresh_from_db()
    assert ada.reminder.failure == ""


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


def test_the_number_of_queries_does_not_grow_with_the_items(clock, ada, django_assert_max_num_queries):
    clock.move_to(SLOT)
    with django_assert_max_num_queries(22):
        assert send_due_reminders() == 1


@several_writers
@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_summary_once(roadmap, settings):
    settings.EMAIL_BACKEND = "roadmap_app.operations.mail_queue.QueueBackend"
    learners = [make_learner(roadmap, f"learner{number}@example.com") for number in range(12)]
    now = timezone.now()
    slot = learners[0].reminder.weekly.latest(now)
    Reminder.objects.update(next_at=now - MINUTE, last_slot=slot.day - WEEK)
    with time_machine.travel(slot.moment + HOUR, tick=True):
        Reminder.objects.update(next_at=slot.moment)
        together(*[send_due_reminders] * 4)
        send_due_reminders()
    assert connection.vendor == "postgresql"
    addresses = sorted(QueuedMail.objects.values_list("address", flat=True))
    assert addresses == sorted(learner.email for learner in learners)
