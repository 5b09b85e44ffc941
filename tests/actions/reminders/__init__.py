"""Tests of the weekly summary: what its test modules share."""

from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from roadmap_app.actions.plans import enrol
from roadmap_app.actions.reminders import send_due_reminders, set_reminder
from tests.makers import make_user

WEEK, DAY, HOUR, MINUTE = (timedelta(**{unit: 1}) for unit in ("weeks", "days", "hours", "minutes"))
# A Monday, eight o'clock in Berlin.
SLOT = datetime(2026, 3, 9, 7, tzinfo=UTC)


def make_learner(roadmap, email="ada@example.org", *, confirmed=True, **fields):
    """Return a learner who began ROADMAP 20 days ago and gets a summary on Mondays at eight."""
    learner = make_user(email, **{"name": "Ada", "time_zone": "Europe/Berlin"} | fields)
    EmailAddress.objects.create(user=learner, email=email, primary=True, verified=confirmed)
    with timezone.override(learner.zone):
        enrol(user=learner, roadmap=roadmap, started_on=timezone.localdate() - 20 * DAY, hours_per_week=10)
    set_reminder(user=learner, is_on=True, weekday=0, hour=8)
    return learner


def looked(clock, moment):
    """Look at MOMENT as the worker does; return how many summaries were queued."""
    clock.move_to(moment)
    return send_due_reminders()
