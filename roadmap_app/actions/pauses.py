"""Book, change, end and remove pauses. Each action sets a state; repeating it changes nothing."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from roadmap_app.actions.progress import lock_learner
from roadmap_app.models import Pause, User

# More than anybody books by hand in twenty years; each page reads all of them.
MAX_PAUSES = 200


class TooManyPauses(Exception):
    """The learner has MAX_PAUSES already."""


class PauseExists(Exception):
    """The learner has another pause with the same days."""


@transaction.atomic
def book_pause(*, user: User, first_day: date, last_day: date | None, reason: str = "") -> Pause:
    """Book a pause for these days in USER's time zone, open without LAST_DAY; raise TooManyPauses.

    If it is booked already, its reason is replaced by REASON unless that is empty.
    """
    lock_learner(user)
    own = Pause.objects.filter(user=user)
    pause = own.filter(first_day=first_day, last_day=last_day).first()
    if pause is None:
        if own.count() >= MAX_PAUSES:
            raise TooManyPauses
        return Pause.objects.create(user=user, first_day=first_day, last_day=last_day, reason=reason)
    if reason and pause.reason != reason:
        pause.reason = reason
        pause.save(update_fields=["reason"])
    return pause


@transaction.atomic
def change_pause(*, user: User, pause: Pause, first_day: date, last_day: date | None, reason: str = "") -> None:
    """Set the days and the reason of PAUSE, one of USER; raise PauseExists if another one has these days."""
    lock_learner(user)
    same = Pause.objects.filter(user=user, first_day=first_day, last_day=last_day)
    if same.exclude(pk=pause.pk).exists():
        raise PauseExists
    Pause.objects.filter(pk=pause.pk).update(first_day=first_day, last_day=last_day, reason=reason)


@transaction.atomic
def remove_pause(*, user: User, first_day: date, last_day: date | None) -> bool:
    """Remove USER's pause of these days; return whether there was one."""
    lock_learner(user)
    return Pause.objects.filter(user=user, first_day=first_day, last_day=last_day).delete()[0] > 0


@transaction.atomic
def end_pauses(*, user: User) -> bool:
    """Let every pause of USER that today lies in end yesterday, or remove it if it began today; return whether any did.

    Today is a day in the active time zone, the learner's.
    """
    lock_learner(user)
    today = timezone.localdate()
    current = list(Pause.objects.filter(Q(last_day=None) | Q(last_day__gte=today), user=user, first_day__lte=today))
    for pause in current:
        remove_pause(user=user, first_day=pause.first_day, last_day=pause.last_day)
        days = {"first_day": pause.first_day, "last_day": today - timedelta(days=1)}
        # Another one of the same days keeps its own reason.
        if pause.first_day < today and not Pause.objects.filter(user=user, **days).exists():
            book_pause(user=user, **days, reason=pause.reason)
    return bool(current)
