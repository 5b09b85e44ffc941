"""The events of a learner's calendar feed: when stages and topics end by the plan, when to study, and pauses.

All days and times are the learner's. Equal inputs give equal events, so that a client that reads the feed again finds
the same UIDs and nothing twice.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import NamedTuple

from roadmap_app.domain.months import add_months
from roadmap_app.domain.pace import Status
from roadmap_app.domain.pauses import PausedDays, merged
from roadmap_app.domain.schedule import Schedule
from roadmap_app.domain.standing import RoadmapStanding, StageStanding
from roadmap_app.domain.topic_standing import TopicStanding
from roadmap_app.domain.weeks import WEEK

MIN_SLOT_MINUTES, MAX_SLOT_MINUTES = 5, 720
FAR = date(9000, 1, 1)
DONE = "✓ "
# A plan of one hour a week may reach centuries ahead; study times do not.
MAX_SLOT_MONTHS = 30 * 12


class WeeklySlot(NamedTuple):
    """A weekly time to study: key of its row, ISO weekday (1 to 7), time of day, and minutes."""

    id: int
    weekday: int
    starts_at: time
    minutes: int


class OwnPause(NamedTuple):
    """A pause as it was booked: key of its row, first and last day; None if it is open."""

    id: int
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class DayEvent:
    """An event of whole days, `first` to `last` included. `path` is the page it leads to, "" without one."""

    uid: str
    first: date
    last: date
    title: str
    text: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class WeeklyEvent:
    """An event that recurs each week from `first` to `last` (starts of its occurrences), but not on the days `but`."""

    uid: str
    first: datetime
    last: datetime
    minutes: int
    but: tuple[date, ...]
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class CalendarContent:
    """All events of a feed, and the name of the time zone that its times are in."""

    zone: str
    days: tuple[DayEvent, ...]
    weekly: tuple[WeeklyEvent, ...]

    @property
    def fingerprint(self) -> str:
        """A SHA-256 digest, the same for equal content."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def calendar_content(
    standings: Sequence[RoadmapStanding],
    slots: Iterable[WeeklySlot],
    pauses: Iterable[OwnPause],
    *,
    zone: str,
    key: str,
    today: date,
) -> CalendarContent:
    """Return the events of the learner with these STANDINGS, in the time zone called ZONE.

    KEY is part of every UID and belongs to the feed alone. TODAY is where open pauses end so far. What is finished
    stays, marked: an event that vanished at a tick would look like a day that is lost.
    """
    booked = [(pause, pause.last or today) for pause in pauses]
    ends = (event for standing in standings if standing.plan for event in _ends(standing, standing.plan, key))
    breaks = (_break(pause, last, key) for pause, last in booked if last >= pause.first)
    # Nobody who pauses for an unknown time is called to study tomorrow.
    paused = merged([(pause.first, pause.last or FAR) for pause, _ in booked], today)
    times = _time_to_study(standings)
    return CalendarContent(
        zone,
        tuple(sorted((*ends, *breaks), key=lambda event: (event.first, event.uid))),
        tuple(event for slot in sorted(slots) if times and (event := _weekly(slot, times, paused, key))),
    )


def _ends(standing: RoadmapStanding, plan: Schedule, key: str) -> Iterator[DayEvent]:
    """Yield the ends of the stages and topics of STANDING that are neither retired nor skipped."""
    about = f"By your plan on “{standing.tree.title}”."
    for stage in standing.stages:
        topics = [topic for topic in stage.topics if not topic.node.retired]
        if stage.node.retired or (topics and all(topic.is_skipped for topic in topics)):
            continue
        for topic, month in _topic_ends(stage, topics):
            uid, title, url = f"topic-{topic.node.id}-{key}", f"Topic ends: {topic.node.title}", topic.node.url
            yield _end(uid, plan.date_of(month), title, about, url, topic.is_finished)
        node = stage.node
        uid, title = f"stage-{node.id}-{key}", f"Stage {node.number} ends: {node.title}"
        yield _end(uid, plan.date_of(node.end_month), title, about, node.url, stage.progress.is_finished)


def _topic_ends(stage: StageStanding, topics: Iterable[TopicStanding]) -> Iterator[tuple[TopicStanding, float]]:
    """Yield each topic with items, and the month in which it ends: by its share of the items of STAGE, in order."""
    counting = [topic for topic in topics if not topic.progress.is_empty]
    so_far = list(accumulate(topic.progress.total for topic in counting))
    for topic, items in zip(counting, so_far, strict=True):
        yield topic, stage.node.start_month + stage.node.months * items / so_far[-1]


def _end(uid: str, day: date, title: str, about: str, path: str, is_finished: bool) -> DayEvent:
    if is_finished:
        return DayEvent(uid, day, day, DONE + title, f"{about} You have finished it.", path)
    return DayEvent(uid, day, day, title, about, path)


def _break(pause: OwnPause, last: date, key: str) -> DayEvent:
    """Return the event of PAUSE, without the reason that the learner noted: calendars are shown to others."""
    return DayEvent(f"pause-{pause.id}-{key}", pause.first, last, "Pause from study")


class _Times(NamedTuple):
    """The days to study on, `first` up to but without `end`, and the page to begin at."""

    first: date
    end: date
    path: str


def _time_to_study(standings: Iterable[RoadmapStanding]) -> _Times | None:
    """Return when the plans run of those roadmaps that are not finished; None without any."""
    going = [
        (standing.plan.started_on, standing.pace.ends_on, standing.tree.url)
        for standing in standings
        if standing.plan and standing.pace and standing.pace.status != Status.FINISHED
    ]
    if not going:
        return None
    first = min(start for start, _, _ in going)
    end = min(max(end for _, end, _ in going), add_months(first, MAX_SLOT_MONTHS))
    return _Times(first, end, going[0][2] if len(going) == 1 else "/")


def _weekly(slot: WeeklySlot, times: _Times, paused: Iterable[PausedDays], key: str) -> WeeklyEvent | None:
    """Return the event of SLOT, from its first to its last day that is not PAUSED; None if there is no such day."""
    off = {day for pause in paused for day in _days_of(slot, max(pause.first, times.first), min(pause.last, times.end))}
    days = [day for day in _days_of(slot, times.first, times.end) if day < times.end]
    study = [day for day in days if day not in off]
    if not study:
        return None
    first, last = study[0], study[-1]
    return WeeklyEvent(
        f"slot-{slot.id}-{key}",
        datetime.combine(first, slot.starts_at),
        datetime.combine(last, slot.starts_at),
        slot.minutes,
        tuple(day for day in days if first < day < last and day in off),
        "Study",
        times.path,
    )


def _days_of(slot: WeeklySlot, first: date, last: date) -> Iterator[date]:
    """Yield the days of SLOT from FIRST to LAST, both included."""
    day = first + timedelta(days=(slot.weekday - first.isoweekday()) % 7)
    while day <= last:
        yield day
        day += WEEK
