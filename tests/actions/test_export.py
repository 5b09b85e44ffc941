"""Starting an export: recorded, and limited to ten within the hour."""

from datetime import timedelta

import pytest
from django.utils import timezone

from roadmap_app.actions.export import EXPORTS_AN_HOUR, begin_export
from roadmap_app.actions.limits import TooMany
from roadmap_app.models import AuditEvent
from tests.makers import make_user

pytestmark = pytest.mark.django_db


def exports(user, count, ago):
    AuditEvent.objects.bulk_create(
        AuditEvent(actor=user, subject=user, verb="exported", at=timezone.now() - ago) for _ in range(count)
    )


def test_an_export_is_recorded(learner):
    begin_export(user=learner)
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor) == ("exported", learner)


def test_the_eleventh_within_the_hour_waits_until_the_first_is_an_hour_ago(learner):
    exports(learner, EXPORTS_AN_HOUR, timedelta(minutes=40))
    with pytest.raises(TooMany) as error:
        begin_export(user=learner)
    assert timedelta(minutes=19) < error.value.wait <= timedelta(minutes=20)
    assert AuditEvent.objects.count() == EXPORTS_AN_HOUR


@pytest.mark.parametrize("ago", [timedelta(minutes=61), -timedelta(minutes=5)])
def test_older_exports_and_those_of_a_clock_that_was_ahead_do_not_count(learner, ago):
    exports(learner, EXPORTS_AN_HOUR, ago)
    begin_export(user=learner)


def test_other_peoples_exports_do_not_count(learner):
    exports(make_user(), EXPORTS_AN_HOUR, timedelta(minutes=1))
    begin_export(user=learner)
