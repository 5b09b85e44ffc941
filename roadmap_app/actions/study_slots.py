"""Set and remove the weekly times at which a learner means to study. Repeating an action changes nothing."""

from datetime import time

from django.db import transaction

from roadmap_app.actions.progress import lock_learner
from roadmap_app.models import StudySlot, User

# Three a day.
MAX_SLOTS = 21


class TooManySlots(Exception):
    """The learner has MAX_SLOTS already."""


class SlotExists(Exception):
    """The learner has another slot at that time."""


@transaction.atomic
def set_slot(
    *, user: User, weekday: int, starts_at: time, minutes: int, instead_of: tuple[int, time] | None = None
) -> None:
    """Let USER study for MINUTES from STARTS_AT on each WEEKDAY (1 to 7); raise TooManySlots.

    INSTEAD_OF (weekday, start) is the slot that moves there; raise SlotExists if there is another one already.
    """
    lock_learner(user)
    own = StudySlot.objects.filter(user=user)
    there = own.filter(weekday=weekday, starts_at=starts_at)
    moved = own.filter(weekday=instead_of[0], starts_at=instead_of[1]).first() if instead_of else None
    if moved and (moved.weekday, moved.starts_at) != (weekday, starts_at):
        if there.exists():
            raise SlotExists
        own.filter(pk=moved.pk).update(weekday=weekday, starts_at=starts_at, minutes=minutes)
    elif not there.update(minutes=minutes):
        if own.count() >= MAX_SLOTS:
            raise TooManySlots
        StudySlot.objects.create(user=user, weekday=weekday, starts_at=starts_at, minutes=minutes)


@transaction.atomic
def remove_slot(*, user: User, weekday: int, starts_at: time) -> bool:
    """Remove USER's slot at that time; return whether there was one."""
    lock_learner(user)
    return StudySlot.objects.filter(user=user, weekday=weekday, starts_at=starts_at).delete()[0] > 0
