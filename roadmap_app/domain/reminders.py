"""When a learner's weekly summary is due, and when none is sent.

A slot is the hour of a weekday in the learner's time zone. Where the clock skips that hour, it is the moment of the
change; where the clock shows it twice, the first time.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from roadmap_app.domain.standing import RoadmapStanding
from roadmap_app.domain.weeks import WEEK

A_DAY = timedelta(days=1)
# A summary that is later than this is not sent any more: it would tell about a week that is long over.
LATEST = timedelta(days=1)
# How far ahead the next summary that will be sent is looked for.
SLOTS_AHEAD = 60


class Slot(NamedTuple):
    """A day of the learner's, and the moment at which the summary of the week before it is due, in UTC."""

    day: date
    moment: datetime


@dataclass(frozen=True, slots=True)
class WeeklyTime:
    """An hour (0 to 23) of a weekday (0: Monday) in a time zone."""

    weekday: int
    hour: int
    zone: tzinfo

    def slot_on(self, day: date) -> Slot:
        """Return the slot on DAY, a day of this weekday."""
        # With fold=0, an hour that is skipped counts from the time before the change, and of two the first is meant.
        return Slot(day, datetime.combine(day, time(self.hour), self.zone).astimezone(UTC))

    def latest(self, now: datetime) -> Slot:
        """Return the latest slot that has come by NOW."""
        # Where the clock goes back over midnight, a day that has begun before the change begins again after it.
        day = now.astimezone(self.zone).date() + A_DAY
        slot = self.slot_on(day - timedelta(days=(day.weekday() - self.weekday) % 7))
        return slot if slot.moment <= now else self.slot_on(slot.day - WEEK)

    def after(self, slot: Slot) -> Slot:
        """Return the slot of the week after SLOT's."""
        return self.slot_on(slot.day + WEEK)

    def upcoming(self, now: datetime, last_day: date | None) -> Iterator[Slot]:
        """Yield the slots that are due or to come, without end; LAST_DAY is the day of the last one dealt with."""
        slot = self.latest(now)
        while True:
            if slot.moment > now or timing(slot, now, last_day) == Timing.DUE:
                yield slot
            slot = self.after(slot)


class Timing(StrEnum):
    """What is to be done about a slot that has come."""

    DEALT_WITH = "dealt_with"
    DUE = "due"
    TOO_LATE = "too_late"


def timing(slot: Slot, now: datetime, last_day: date | None) -> Timing:
    """Return what is to be done at NOW about SLOT; LAST_DAY is the day of the last slot that was dealt with.

    Compared by day, so that whoever travels west after a summary gets no second one on the same day.
    """
    if last_day and slot.day <= last_day:
        return Timing.DEALT_WITH
    return Timing.DUE if now - slot.moment <= LATEST else Timing.TOO_LATE


def missed_before(slot: Slot, last_day: date | None) -> int:
    """Return how many slots went by unnoticed between LAST_DAY, that of the last one dealt with, and SLOT."""
    return max(0, (slot.day - last_day).days // 7 - 1) if last_day else 0


class Silence(StrEnum):
    """Why there is no summary of a roadmap."""

    PAUSED = "paused"
    NOT_BEGUN = "not_begun"
    ENDED = "ended"
    FINISHED = "finished"
    NO_PLAN = "no_plan"


def silence(standing: RoadmapStanding, day: date) -> Silence | None:
    """Return why there is no summary of a roadmap on DAY; None if there is one."""
    plan, now = standing.plan, standing.pace
    if standing.progress.is_finished:
        return Silence.FINISHED
    if plan is None or now is None:
        return Silence.NO_PLAN
    if day < plan.started_on:
        return Silence.NOT_BEGUN
    # Not those of the plan, in which a pause without a last day ends today.
    if any(first <= day and (last is None or day <= last) for first, last in standing.state.pauses):
        return Silence.PAUSED
    return Silence.ENDED if now.ends_on < day else None


def why_silent(standings: Sequence[RoadmapStanding], day: date) -> Silence | None:
    """Return why there is no summary on DAY of any of STANDINGS, the reason that ends first; None if there is one."""
    reasons = {silence(standing, day) for standing in standings}
    if None in reasons:
        return None
    return next((reason for reason in Silence if reason in reasons), Silence.NO_PLAN)


def next_sent(slots: Iterable[Slot], standings: Sequence[RoadmapStanding]) -> tuple[Slot | None, Silence | None]:
    """Return the first of SLOTS at which a summary is sent, as far as is known today, and why none is sent before it.

    Slots more than a year ahead are not looked at.
    """
    reason = None
    for _, slot in zip(range(SLOTS_AHEAD), slots, strict=False):
        why = why_silent(standings, slot.day)
        if why is None:
            return slot, reason
        reason = reason or why
    return None, reason
