"""Read what the page at the end of a roadmap shows: when its learner walked it, and what they did on the way."""

from dataclasses import dataclass
from datetime import date

from roadmap_app.domain.burn_up import finish_day
from roadmap_app.domain.curriculum import StageNode, TopicNode
from roadmap_app.domain.estimates import estimate, share_of
from roadmap_app.domain.standing import RoadmapStanding
from roadmap_app.domain.weeks import monday_of
from roadmap_app.models import User
from roadmap_app.queries.activity import done_by_day, studied_days
from roadmap_app.queries.scope import counted_items, scope_by_day


@dataclass(frozen=True)
class FinishPage:
    """A learner's way over a roadmap. Dates that are not known are None; `hours` are those planned for what is done.

    `noted` are the topics with notes by stage, for stages with any; `weeks` had study, on this roadmap.
    """

    is_reached: bool
    began_on: date | None
    finished_on: date | None
    planned_on: date | None
    items: int
    hours: int
    weeks: int
    skipped: int
    noted: tuple[tuple[StageNode, tuple[TopicNode, ...]], ...]

    @property
    def notes(self) -> int:
        """Return how many topics have a note."""
        return sum(len(topics) for _, topics in self.noted)


def read_finish_page(user: User, standing: RoadmapStanding) -> FinishPage:
    """Return what USER has done on the roadmap of STANDING.

    It is reached on the day on which everything was done. Items that editors added later do not take that away, nor
    does what the learner unticks on another day.
    """
    tree, plan = standing.tree, standing.plan
    finished_on = finish_day(done_by_day(user, counted_items(standing)), scope_by_day(standing, user.zone))
    every = [topic for stage in tree.stages for topic in stage.topics]
    days = studied_days(user, [item.id for topic in every for item in topic.items], [topic.id for topic in every])
    shown = [topic for stage in standing.stages for topic in stage.topics]
    noted = [(stage.node, tuple(row.node for row in stage.topics if row.is_noted)) for stage in standing.stages]
    return FinishPage(
        is_reached=bool(finished_on) or standing.progress.is_finished,
        began_on=days[0] if days else None,
        finished_on=finished_on,
        planned_on=plan.date_of(tree.months) if plan else None,
        items=standing.progress.done,
        hours=_hours(standing),
        weeks=len({monday_of(day) for day in days}),
        skipped=sum(topic.is_skipped for topic in shown),
        noted=tuple((stage, topics) for stage, topics in noted if topics),
    )


def _hours(standing: RoadmapStanding) -> int:
    """Return the hours that the items done were planned to take."""
    minutes = 0
    for stage in standing.stages:
        share = share_of(stage.node, standing.tree.weekly_hours)
        done = [item for topic in stage.topics if not topic.is_skipped for item, is_done in topic.rows if is_done]
        minutes += sum(estimate(item, share).minutes for item in done)
    return round(minutes / 60)
