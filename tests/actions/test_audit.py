"""The record of what happens to accounts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from roadmap_app.actions.audit import record, record_deleted
from roadmap_app.models import AuditEvent
from roadmap_app.web.origin import Origin, coming_from
from tests.makers import make_user

pytestmark = pytest.mark.django_db
HERE = Origin(request_id="r1", address=lambda: "203.0.113.7")


def test_an_event_names_the_actor_the_origin_and_by_default_the_actor_as_subject(learner):
    with coming_from(HERE):
        record(AuditEvent.Verb.SIGNED_IN, by=learner)
    event = AuditEvent.objects.get()
    assert (event.actor, event.subject, event.address, event.request_id) == (learner, learner, "203.0.113.7", "r1")


def test_an_event_about_someone_else_keeps_both_and_cuts_a_long_detail(learner):
    other = make_user()
    record(AuditEvent.Verb.DISABLED, by=learner, about=other, detail="x" * 300)
    event = AuditEvent.objects.get()
    assert (event.actor, event.subject, len(event.detail)) == (learner, other, 200)


@pytest.mark.parametrize("by_owner", [True, False])
def test_a_deletion_keeps_the_address_of_an_owner_only(learner, by_owner):
    with coming_from(HERE):
        record_deleted(17, by=learner if by_owner else None)
    event = AuditEvent.objects.get()
    assert (event.subject, event.detail) == (None, "account 17")
    assert event.address == ("203.0.113.7" if by_owner else None)


def test_forgetting_takes_only_older_events():
    now = timezone.now()
    for days in (1, 3):
        AuditEvent.objects.create(verb="signed_in", at=now - timedelta(days=days))
    assert AuditEvent.objects.all().forget(before=now - timedelta(days=2)) == 1
    assert AuditEvent.objects.get().at > now - timedelta(days=2)
