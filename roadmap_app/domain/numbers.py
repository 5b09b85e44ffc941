"""The numbers that owners see of all learners together, none of which tells a count of 1 to 4.

Every count is rounded down to a multiple of LEAST, and 0 to 4 are shown as "under 5". Totals are rounded like their
parts, so that no subtraction gives a count, and the people in none of the parts are not shown. 0 is not told from 1 to
4: of five people who have all begun, five parts of "1 to 4" would have to be 1 each. The order of rows follows from
what is shown. Whoever compares the page of two days can still see that a count has passed a multiple of LEAST.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from roadmap_app.domain.weeks import WEEK, monday_of

LEAST = 5
WEEKS = 26
STOPPED_AFTER = timedelta(weeks=4)


class Kind(StrEnum):
    """What is counted: active learners by week (its Monday's ordinal), the rest by the id of a roadmap or topic."""

    WEEK = "week"
    BEGAN = "began"
    MOVING = "moving"
    FINISHED = "finished"
    STOPPED = "stopped"


Counts = Mapping[tuple[Kind, int], int]


@dataclass(frozen=True, slots=True)
class Rounded:
    """A count as it may be shown: rounded down to a multiple of LEAST."""

    least: int

    def __bool__(self) -> bool:
        return bool(self.least)

    def __str__(self) -> str:
        return f"{self.least:,}" if self.least else f"under {LEAST}"


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic that is not retired, with the number of its items that are not."""

    id: int
    roadmap_id: int
    items: int
    title: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class WeekLine:
    """How many learners were active in the week of MONDAY, and that as a share of the busiest week, 0 to 100."""

    monday: date
    learners: Rounded
    share: float


@dataclass(frozen=True, slots=True)
class RoadmapLine:
    """How many learners began a roadmap, are moving, have finished it, and the topics at which most have stopped."""

    title: str
    began: Rounded
    moving: Rounded
    finished: Rounded
    stops: tuple[tuple[TopicRow, Rounded], ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What owners see of all learners together."""

    accounts: Rounded
    weeks: tuple[WeekLine, ...]
    roadmaps: tuple[RoadmapLine, ...]

    @property
    def busiest(self) -> Rounded:
        """Return the number of the busiest week."""
        return max((week.learners for week in self.weeks), key=lambda each: each.least)


def rounded(count: int) -> Rounded:
    """Return COUNT as it may be shown."""
    return Rounded(count - count % LEAST)


def first_week(today: date) -> date:
    """Return the Monday of the first of the weeks that are shown on TODAY."""
    return monday_of(today) - (WEEKS - 1) * WEEK


def kinds_of(
    topics: Sequence[TopicRow], done: Mapping[int, int], skipped: Container[int], last: date, today: date
) -> Iterator[tuple[Kind, int]]:
    """Yield what a learner counts as on a roadmap on which they have ticked something.

    TOPICS are the roadmap's, in order. DONE has the number of completed items, without retired ones, of each topic with
    a completion. LAST is the learner's day of the last tick. Who has finished is not moving any more.
    """
    roadmap_id = topics[0].roadmap_id
    yield Kind.BEGAN, roadmap_id
    following = next((row for row in topics if row.id not in skipped and done.get(row.id, 0) < row.items), None)
    if following is None:
        if any(topic_id not in skipped for topic_id in done):
            yield Kind.FINISHED, roadmap_id
    elif last >= monday_of(today) - WEEK:
        yield Kind.MOVING, roadmap_id
    elif last <= today - STOPPED_AFTER:
        yield Kind.STOPPED, following.id


def numbers(
    accounts: int, roadmaps: Iterable[tuple[int, str]], topics: Sequence[TopicRow], counts: Counts, today: date
) -> Numbers:
    """Return what may be shown of COUNTS and ACCOUNTS, for ROADMAPS (id and title) in this order."""

    def shown(kind: Kind, key: int) -> Rounded:
        return rounded(counts.get((kind, key), 0))

    mondays = [first_week(today) + place * WEEK for place in range(WEEKS)]
    active = [shown(Kind.WEEK, monday.toordinal()) for monday in mondays]
    top = max(LEAST, *(each.least for each in active))
    lines = []
    for roadmap_id, title in roadmaps:
        stops = [(row, shown(Kind.STOPPED, row.id)) for row in topics if row.roadmap_id == roadmap_id]
        kept = sorted((stop for stop in stops if stop[1]), key=lambda stop: -stop[1].least)
        began, moving, finished = (shown(kind, roadmap_id) for kind in (Kind.BEGAN, Kind.MOVING, Kind.FINISHED))
        lines.append(RoadmapLine(title, began, moving, finished, tuple(kept)))
    weeks = (WeekLine(day, each, 100 * each.least / top) for day, each in zip(mondays, active, strict=True))
    return Numbers(rounded(accounts), tuple(weeks), tuple(lines))
