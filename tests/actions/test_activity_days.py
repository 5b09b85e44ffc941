"""Every activity is stored with the learner's own day, which nothing moves afterwards."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from time_machine import travel

from roadmap_app.actions.accounts import save_setting
from roadmap_app.actions.activity_days import fill_missing_days
from roadmap_app.actions.clean_up import clean_up
from roadmap_app.actions.notes import save_note
from roadmap_app.actions.progress import set_item, set_skip, undo
from roadmap_app.models import Activity, User
from roadmap_app.queries.progress import change_of
from tests.makers import make_item, make_user

pytestmark = pytest.mark.django_db
# With daylight saving time, on both sides of the date line, with half hours, and one that skipped a day (2011).
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Honolulu", "Pacific/Apia", "Asia/Kolkata")


def days():
    return [str(day) for day in Activity.objects.order_by("pk").values_list("on", flat=True)]


def move_to(user, zone):
    save_setting(user=user, field="time_zone", value=zone)


def test_every_kind_of_activity_has_the_learners_day(learner, time_machine):
    time_machine.move_to("2026-03-01T20:00Z", tick=False)
    move_to(learner, "Asia/Tokyo")
    item = make_item()
    change = set_item(user=learner, item=item, done=True)
    undo(user=learner, rows=change_of(learner, change))
    set_skip(user=learner, topic=item.topic, skipped=True)
    set_skip(user=learner, topic=item.topic, skipped=False)
    save_note(user=learner, topic=item.topic, body="What I think", version=0)
    assert days() == ["2026-03-02"] * 5


def test_undo_of_an_untick_brings_back_the_day_as_it_was_stored(learner, time_machine):
    item = make_item()
    move_to(learner, "Pacific/Auckland")
    time_machine.move_to("2026-01-10T20:00Z", tick=False)
    set_item(user=learner, item=item, done=True)
    move_to(learner, "Pacific/Honolulu")
    time_machine.move_to("2026-02-01T12:00Z", tick=False)
    change = set_item(user=learner, item=item, done=False)
    undo(user=learner, rows=change_of(learner, change))
    assert days() == ["2026-01-11", "2026-02-01", "2026-01-11"]


def test_the_clean_up_fills_in_what_an_older_release_has_added(learner):
    item = make_item()
    Activity.objects.create(
        user=learner, verb="ticked", topic=item.topic, item=item, at=datetime(2026, 1, 5, 23, tzinfo=UTC)
    )
    assert clean_up().days == 1
    assert fill_missing_days() == 0
    assert days() == [str(learner.day_of(datetime(2026, 1, 5, 23, tzinfo=UTC)))]


class StoredDays(TestCase):
    """Whatever happens to a learner's zone, a stored day is the one that their calendar showed."""

    @settings(max_examples=30, deadline=None)
    @given(
        st.lists(
            st.tuples(st.datetimes(datetime(2011, 1, 1), datetime(2030, 1, 1)), st.sampled_from(ZONES)),
            min_size=1,
            max_size=4,
        )
    )
    @example([(datetime(2026, 3, 29, 0, 59), "Europe/Berlin"), (datetime(2026, 3, 29, 22, 0), "Europe/Berlin")])
    @example([(datetime(2011, 12, 30, 9, 59), "Pacific/Apia"), (datetime(2011, 12, 30, 10, 0), "Pacific/Apia")])
    def test_zones_and_clock_changes_move_no_completion_to_another_day(self, moments):
        user, expected = make_user(), []
        for moment, zone in moments:
            move_to(user, zone)
            with travel(moment.replace(tzinfo=UTC), tick=False):
                set_item(user=user, item=make_item(), done=True)
            expected.append(moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date())
        for zone in ZONES:
            move_to(User.objects.get(pk=user.pk), zone)
            fill_missing_days()
            stored = Activity.objects.filter(user=user).order_by("pk").values_list("on", flat=True)
            assert list(stored) == expected


def test_samoa_has_no_30_december_2011(learner):
    learner.time_zone = "Pacific/Apia"
    evening, morning = (datetime(2011, 12, 30, hour, 30, tzinfo=UTC) for hour in (9, 10))
    assert (learner.day_of(evening), learner.day_of(morning)) == (date(2011, 12, 29), date(2011, 12, 31))
