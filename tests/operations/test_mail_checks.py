"""What the doctor says of the weekly summaries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from roadmap_app.models import Reminder
from roadmap_app.operations.doctor import examine
from roadmap_app.operations.mail_checks import reminders
from tests.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal(settings):
    settings.EMAIL_HOST, settings.PORTAL_URL = "mail.example.org", "https://learn.example.org"


def wanted(**fields):
    later = timezone.now() + timedelta(days=3)
    return Reminder.objects.create(user=make_user(), is_on=True, **{"next_at": later} | fields)


def finding():
    [found] = reminders()
    return found.state, found.seen


def test_where_nobody_wants_one_nothing_is_said():
    Reminder.objects.create(user=make_user())
    wanted().user.delete()
    assert list(reminders()) == []


def test_where_all_is_well_they_are_counted():
    wanted()
    assert finding() == ("ok", "1 learner wants one.")
    wanted()
    assert finding() == ("ok", "2 learners want one.")


@pytest.mark.parametrize("missing", ["EMAIL_HOST", "PORTAL_URL"])
def test_a_missing_setting_is_named(settings, missing):
    wanted()
    setattr(settings, missing, "")
    assert finding() == ("warn", f"1 learner wants one, but none is sent: {missing} is not set.")


def test_a_worker_that_is_not_running_is_noticed():
    wanted(next_at=timezone.now() - timedelta(minutes=75, seconds=1))
    wanted()
    assert finding() == ("warn", "2 learners want one; 1 should have been made, the oldest 1 h 15 min ago.")


def test_what_was_not_sent_is_counted():
    wanted(failure="The mail server did not take it.", last_slot="2026-03-09")
    wanted()
    assert finding() == ("warn", "2 learners want one; 1 did not get the last one: The mail server did not take it.")


def test_the_doctor_asks():
    wanted()
    assert [found.seen for found in examine() if found.about == "weekly summaries"] == ["1 learner wants one."]
