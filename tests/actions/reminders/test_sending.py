"""When the weekly summary is sent: once a slot, dropped when late, silent when there is nothing to tell."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone

from roadmap_app.actions import reminders
from roadmap_app.actions.accounts import save_setting
from roadmap_app.actions.pauses import book_pause
from roadmap_app.actions.progress import set_item
from roadmap_app.actions.reminders import send_due_reminders, set_reminder, turn_off
from roadmap_app.models import QueuedMail, Reminder
from tests.actions.reminders import DAY, HOUR, MINUTE, SLOT, WEEK, looked, make_learner
from tests.concurrency import several_writers, together
from tests.makers import make_user

pytestmark = pytest.mark.django_db


def test_it_comes_once_a_week_from_the_next_slot_on(clock, ada):
    assert looked(clock, SLOT - MINUTE) == 0
    assert [looked(clock, SLOT + number * MINUTE) for number in range(3)] == [1, 0, 0]
    assert [looked(clock, SLOT + WEEK + number * HOUR) for number in range(-1, 3)] == [0, 1, 0, 0]
    assert [message.to for message in mail.outbox] == [["ada@example.org"]] * 2


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
