"""What the weekly summary says of each roadmap. It is about the seven days before its own day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from roadmap_app.domain.home import planned_in_week
from roadmap_app.domain.pace import Pace, Status
from roadmap_app.domain.reminders import A_DAY
from roadmap_app.domain.standing import RoadmapStanding
from roadmap_app.domain.weeks import WEEK


@dataclass(frozen=True, slots=True)
class RoadmapWeek:
    """A learner's week on a roadmap: items done in it and planned for it, what is next, and where they stand.

    `url` and `item_url` are paths. `is_last` says that the plan ends before the day of the next summary.
    """

    title: str
    url: str
    done: int
    planned: int
    item: str
    topic: str
    item_url: str
    pace: Pace
    is_last: bool

    @property
    def standing(self) -> str:
        """Where they stand in words: "on track", "1 week behind" or "3 weeks ahead"."""
        if self.pace.status not in (Status.BEHIND, Status.AHEAD):
            return "on track"
        return f"{self.pace.weeks} week{'' if self.pace.weeks == 1 else 's'} {self.pace.status}"


@dataclass(frozen=True, slots=True)
class WeeklySummary:
    """The week from `first` to `last`, both included, on each roadmap that a learner is under way on."""

    first: date
    last: date
    roadmaps: tuple[RoadmapWeek, ...]

    @property
    def done(self) -> int:
        """The number of items done on all roadmaps."""
        return sum(roadmap.done for roadmap in self.roadmaps)

    @property
    def planned(self) -> int:
        """The number of items planned on all roadmaps."""
        return sum(roadmap.planned for roadmap in self.roadmaps)


def weekly_summary(day: date, standings: Iterable[tuple[RoadmapStanding, Mapping[date, int]]]) -> WeeklySummary:
    """Return the summary that is due on DAY; with each standing come the changes of its items done, by day."""
    first, last = day - WEEK, day - A_DAY
    weeks = (_week(standing, changes, first, day) for standing, changes in standings)
    return WeeklySummary(first, last, tuple(week for week in weeks if week))


def _week(standing: RoadmapStanding, changes: Mapping[date, int], first: date, day: date) -> RoadmapWeek | None:
    plan, pace = standing.plan, standing.pace
    if plan is None or pace is None:
        return None
    found = next(iter(standing.next_items), None)
    return RoadmapWeek(
        title=standing.tree.title,
        url=standing.tree.url,
        done=max(0, sum(count for changed, count in changes.items() if first <= changed < day)),
        planned=planned_in_week(standing, plan, first),
        item=found.item.title if found else "",
        topic=found.topic.node.title if found else "",
        item_url=f"{found.topic.node.url}#item-{found.item.id}" if found else "",
        pace=pace,
        is_last=pace.ends_on < day + WEEK,
    )
