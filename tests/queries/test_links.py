"""Which addresses are checked, and who gets the mail about dead ones."""

from datetime import timedelta

import pytest
from django.utils import timezone

from roadmap_app.models import JobRun, LinkCheck
from roadmap_app.queries.links import active_editors, due_before, due_resources
from tests.makers import make_editor, make_resource, make_topic, make_user

pytestmark = pytest.mark.django_db


def test_resources_without_an_address_or_retired_anywhere_above_are_left_out():
    checked = make_resource(make_topic())
    make_resource(make_topic(), url="")
    make_resource(make_topic(), retired=True)
    make_resource(make_topic(retired=True))
    hidden = make_topic()
    hidden.stage.retired = True
    hidden.stage.save()
    make_resource(hidden)
    assert list(due_resources()) == [checked]
    assert list(due_resources([checked.roadmap.slug])) == [checked]
    assert not due_resources(["another"])


def test_an_address_is_due_if_it_was_never_checked_or_changed_or_long_ago():
    now, topic = timezone.now(), make_topic()
    never, changed, old, fresh = (make_resource(topic) for _ in range(4))
    for row, url, days in ((changed, "https://example.org/old", 0), (old, old.url, 8), (fresh, fresh.url, 6)):
        LinkCheck.objects.create(resource=row, url=url, outcome="alive", checked_at=now - timedelta(days=days))
    assert list(due_resources(checked_before=now - timedelta(days=7))) == [never, changed, old]
    assert list(due_resources()) == [never, changed, old, fresh]


def test_active_editors_and_owners_get_the_mail_once():
    editor = make_editor("b@example.org", is_superuser=True)
    owner = make_user("a@example.org", is_superuser=True)
    make_editor("c@example.org", is_active=False)
    make_user()
    assert active_editors() == [owner, editor]


def test_what_was_checked_before_an_editor_asked_is_due_again():
    now, asked = timezone.now(), timezone.now() - timedelta(hours=1)
    assert due_before(now - timedelta(days=7)) == now - timedelta(days=7)
    JobRun.objects.create(name="check_links", started_at=now, asked_at=asked)
    assert due_before(now - timedelta(days=7)) == asked
    assert due_before(now) == now
