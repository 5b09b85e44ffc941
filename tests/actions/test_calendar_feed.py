"""Making and revoking the address of a calendar feed, and noting that it was read."""

from datetime import date

import pytest

from roadmap_app.actions import calendar_feed as act
from roadmap_app.models import AuditEvent, CalendarFeed
from roadmap_app.queries.calendar_feed import feed_at, own_feed

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 4)


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_an_address_is_made_once_however_often_it_is_sent(learner):
    for _ in range(3):
        act.make_address(user=learner, secret="sesame", made_before=0)
    feed = feed_at("sesame")
    assert feed.user == learner and feed.addresses_made == 1
    assert "sesame" not in str(CalendarFeed.objects.values().get())
    assert verbs() == ["calendar_made"]


def test_a_new_address_ends_the_one_before_and_keeps_the_key_of_the_events(learner):
    act.make_address(user=learner, secret="one", made_before=0)
    key = own_feed(learner).key
    act.make_address(user=learner, secret="two", made_before=1)
    assert feed_at("one") is None and feed_at("two").key == key


def test_a_revoked_secret_does_not_come_back(learner):
    act.make_address(user=learner, secret="one", made_before=0)
    assert act.revoke_address(user=learner)
    assert not act.revoke_address(user=learner)
    with pytest.raises(act.AddressChanged):
        act.make_address(user=learner, secret="one", made_before=0)
    assert feed_at("one") is None and own_feed(learner).digest is None
    act.make_address(user=learner, secret="two", made_before=1)
    assert feed_at("two") and verbs() == ["calendar_made", "calendar_revoked", "calendar_made"]


def test_revoking_without_an_address_changes_nothing(learner):
    assert not act.revoke_address(user=learner)
    assert not CalendarFeed.objects.exists() and verbs() == []


def test_the_revision_rises_when_the_events_change(learner, time_machine):
    time_machine.move_to("2026-05-04T12:00:00Z", tick=False)
    act.make_address(user=learner, secret="one", made_before=0)
    seen = []
    for content, hour in [("a", 12), ("a", 13), ("b", 14), ("b", 15), ("a", 16)]:
        time_machine.move_to(f"2026-05-04T{hour}:00:00Z", tick=False)
        feed = act.note_reading(feed=feed_at("one"), content=content, today=TODAY)
        seen.append((feed.revision, feed.revised_at.hour))
    assert seen == [(1, 12), (1, 12), (2, 14), (2, 14), (3, 16)]
    assert own_feed(learner).fetched_on == TODAY


def test_two_clients_that_read_it_at_once_count_one_change(learner):
    act.make_address(user=learner, secret="one", made_before=0)
    first, second = feed_at("one"), feed_at("one")
    assert act.note_reading(feed=first, content="a", today=TODAY).revision == 1
    assert act.note_reading(feed=second, content="a", today=TODAY).revision == 1


def test_reading_writes_once_a_day(learner, django_assert_num_queries):
    act.make_address(user=learner, secret="one", made_before=0)
    act.note_reading(feed=feed_at("one"), content="a", today=TODAY)
    again = feed_at("one")
    with django_assert_num_queries(0):
        act.note_reading(feed=again, content="a", today=TODAY)
    with django_assert_num_queries(1):
        act.note_reading(feed=again, content="a", today=date(2026, 5, 5))


def test_a_reading_that_was_begun_before_a_new_address_is_not_noted_for_it(learner):
    act.make_address(user=learner, secret="one", made_before=0)
    old = feed_at("one")
    act.make_address(user=learner, secret="two", made_before=1)
    act.note_reading(feed=old, content="a", today=TODAY)
    assert own_feed(learner).fetched_on is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"deletion_asked_at": "2026-05-04T12:00:00Z"}])
def test_the_address_of_a_closed_account_leads_nowhere(learner, change):
    act.make_address(user=learner, secret="one", made_before=0)
    type(learner).objects.filter(pk=learner.pk).update(**change)
    assert feed_at("one") is None
