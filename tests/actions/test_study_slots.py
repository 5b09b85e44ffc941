"""Setting and removing weekly study slots."""

from datetime import time

import pytest

from roadmap_app.actions import study_slots as act
from roadmap_app.models import StudySlot
from roadmap_app.queries.calendar_feed import own_slots
from tests.makers import make_user

pytestmark = pytest.mark.django_db
EVENING, MORNING = time(18, 30), time(6)


def slots(user):
    return [(slot.weekday, slot.starts_at, slot.minutes) for slot in own_slots(user)]


def test_a_slot_is_set_and_its_minutes_changed(learner):
    for minutes in (60, 60, 45):
        act.set_slot(user=learner, weekday=3, starts_at=EVENING, minutes=minutes)
    act.set_slot(user=learner, weekday=1, starts_at=EVENING, minutes=60)
    assert slots(learner) == [(1, EVENING, 60), (3, EVENING, 45)]


def test_a_slot_moves_and_stays_the_same_row(learner):
    act.set_slot(user=learner, weekday=3, starts_at=EVENING, minutes=60)
    [before] = own_slots(learner)
    for _ in range(2):
        act.set_slot(user=learner, weekday=5, starts_at=MORNING, minutes=30, instead_of=(3, EVENING))
    assert slots(learner) == [(5, MORNING, 30)]
    assert own_slots(learner)[0].pk == before.pk
    act.set_slot(user=learner, weekday=5, starts_at=MORNING, minutes=20, instead_of=(5, MORNING))
    assert slots(learner) == [(5, MORNING, 20)]


def test_a_slot_does_not_move_onto_another(learner):
    act.set_slot(user=learner, weekday=3, starts_at=EVENING, minutes=60)
    act.set_slot(user=learner, weekday=5, starts_at=MORNING, minutes=60)
    with pytest.raises(act.SlotExists):
        act.set_slot(user=learner, weekday=5, starts_at=MORNING, minutes=60, instead_of=(3, EVENING))
    assert len(slots(learner)) == 2


def test_there_are_21_slots_at_most(learner):
    for hour in range(act.MAX_SLOTS):
        act.set_slot(user=learner, weekday=1, starts_at=time(hour), minutes=5)
    with pytest.raises(act.TooManySlots):
        act.set_slot(user=learner, weekday=2, starts_at=MORNING, minutes=5)
    act.set_slot(user=learner, weekday=1, starts_at=time(0), minutes=10)
    act.set_slot(user=learner, weekday=2, starts_at=MORNING, minutes=5, instead_of=(1, time(0)))
    act.set_slot(user=make_user(), weekday=2, starts_at=MORNING, minutes=5)
    assert len(slots(learner)) == act.MAX_SLOTS == 21


def test_removing_removes_ones_own_and_can_be_repeated(learner):
    other = make_user()
    for user in (learner, other):
        act.set_slot(user=user, weekday=3, starts_at=EVENING, minutes=60)
    assert act.remove_slot(user=learner, weekday=3, starts_at=EVENING)
    assert not act.remove_slot(user=learner, weekday=3, starts_at=EVENING)
    assert slots(learner) == [] and StudySlot.objects.count() == 1
