"""Booking, changing, ending and removing pauses."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from roadmap_app.actions import pauses as act
from roadmap_app.models import Pause
from tests.makers import make_user

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 5, 4), date(2026, 5, 10)


def booked(user):
    rows = Pause.objects.filter(user=user).order_by("first_day", "pk")
    return [(row.first_day, row.last_day, row.reason) for row in rows]


@pytest.mark.parametrize("last", [LAST, None])
def test_booking_the_same_days_twice_changes_nothing(learner, last):
    act.book_pause(user=learner, first_day=FIRST, last_day=last, reason="Exams")
    act.book_pause(user=learner, first_day=FIRST, last_day=last)
    assert booked(learner) == [(FIRST, last, "Exams")]
    act.book_pause(user=learner, first_day=FIRST, last_day=last, reason="Leave")
    assert booked(learner) == [(FIRST, last, "Leave")]


def test_there_is_a_limit_that_does_not_concern_booked_pauses(learner, monkeypatch):
    monkeypatch.setattr(act, "MAX_PAUSES", 1)
    act.book_pause(user=learner, first_day=FIRST, last_day=LAST)
    act.book_pause(user=learner, first_day=FIRST, last_day=LAST)
    with pytest.raises(act.TooManyPauses):
        act.book_pause(user=learner, first_day=FIRST, last_day=None)
    act.book_pause(user=make_user(), first_day=FIRST, last_day=None)


def test_a_pause_is_changed_but_not_into_another(learner):
    pause = act.book_pause(user=learner, first_day=FIRST, last_day=None)
    other = act.book_pause(user=learner, first_day=FIRST, last_day=LAST, reason="Exams")
    for _ in range(2):
        act.change_pause(user=learner, pause=pause, first_day=FIRST, last_day=date(2026, 5, 20), reason="Leave")
    assert booked(learner) == [(FIRST, date(2026, 5, 20), "Leave"), (FIRST, LAST, "Exams")]
    with pytest.raises(act.PauseExists):
        act.change_pause(user=learner, pause=pause, first_day=FIRST, last_day=other.last_day)


def test_removing_removes_ones_own_and_can_be_repeated(learner):
    other = make_user()
    for user in (learner, other):
        act.book_pause(user=user, first_day=FIRST, last_day=None)
    assert act.remove_pause(user=learner, first_day=FIRST, last_day=None)
    assert not act.remove_pause(user=learner, first_day=FIRST, last_day=None)
    assert booked(learner) == [] and len(booked(other)) == 1


def test_ending_ends_all_pauses_of_today_yesterday(learner, time_machine):
    time_machine.move_to("2026-05-06T12:00:00Z", tick=False)
    today, yesterday = date(2026, 5, 6), date(2026, 5, 5)
    before, after = date(2026, 5, 1), date(2026, 5, 7)
    for first, last in [(FIRST, None), (before, today), (today, LAST), (after, LAST), (before, yesterday)]:
        act.book_pause(user=learner, first_day=first, last_day=last, reason="Exams")
    assert act.end_pauses(user=learner)
    assert not act.end_pauses(user=learner)
    assert booked(learner) == [
        (before, yesterday, "Exams"),
        (FIRST, yesterday, "Exams"),
        (after, LAST, "Exams"),
    ]


def test_a_pause_that_ends_leaves_the_reason_of_another_of_the_same_days(learner):
    today = timezone.localdate()
    first, yesterday = today - timedelta(days=5), today - timedelta(days=1)
    act.book_pause(user=learner, first_day=first, last_day=yesterday, reason="A funeral")
    act.book_pause(user=learner, first_day=first, last_day=None, reason="Moving")
    assert act.end_pauses(user=learner)
    assert booked(learner) == [(first, yesterday, "A funeral")]
