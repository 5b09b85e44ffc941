"""What a learner sees first on a roadmap that they have begun: where they are in time, what is next, and this week."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from roadmap_app.domain.burn_up import planned_items
from roadmap_app.domain.curriculum import ItemRow
from roadmap_app.domain.pace import Status
from roadmap_app.domain.pauses import A_DAY, merged
from roadmap_app.domain.schedule import Schedule
from roadmap_app.domain.standing import RoadmapStanding
from roadmap_app.domain.weeks import WEEK, monday_of


@dataclass(frozen=True, slots=True)
class Home:
    """The first lines of a roadmap's page; all that its HTML depends on.

    `week` counts weeks of study from the first day, 1 at first; None without a plan, before the first day and on a
    pause; `paused_until` is None for a pause without an end. `planned` is the number of items planned for this week,
    None without a plan; `finish_url` is "" until everything is done; `note` and `note_url` are the topic of the
    note last edited.
    """

    roadmap: int
    week: int | None
    begins_on: date | None
    is_paused: bool
    paused_until: date | None
    item: str
    item_url: str
    topic: str
    finish_url: str
    done: int
    planned: int | None
    note: str
    note_url: str


@lru_cache(maxsize=96)
def home_of(standing: RoadmapStanding) -> Home:
    """Return the first lines of the page of STANDING."""
    now, plan, state, today = standing.pace, standing.plan, standing.state, standing.today
    begins_on = plan.started_on if plan and plan.started_on > today else None
    pause = now.pause if now else None
    next_item = next(iter(standing.next_items), None)
    note = standing.topic(state.last_noted) if state.last_noted else None
    return Home(
        roadmap=standing.tree.id,
        week=plan.study_days(plan.started_on, today) // 7 + 1 if plan and not (begins_on or pause) else None,
        begins_on=begins_on,
        is_paused=bool(pause),
        paused_until=None if pause is None or pause.is_open else pause.last,
        item=next_item.item.title if next_item else "",
        item_url=f"{next_item.topic.node.url}#item-{next_item.item.id}" if next_item else "",
        topic=next_item.topic.node.title if next_item else "",
        finish_url=standing.tree.finish_url if standing.progress.is_finished else "",
        done=sum(is_done and item.id in state.done_this_week for item, is_done in _counted(standing)),
        planned=_planned(standing),
        note=note.node.title if note else "",
        note_url=f"{note.node.url}#note" if note else "",
    )


def planned_hours(standings: Iterable[RoadmapStanding]) -> int:
    """Return the most hours a week that the plans on STANDINGS take together, today or later.

    A plan takes them until it arrives, one that is overdue today, and one on a finished roadmap never.
    """
    spans = [
        (max(each.today, each.plan.started_on), each.pace.ends_on if each.pace else each.today, each.plan)
        for each in standings
        if each.plan and not each.progress.is_finished
    ]
    return max(
        (
            sum(plan.hours_per_week for first, end, plan in spans if first == day or first < day < end)
            for day, _, _ in spans
        ),
        default=0,
    )


def _counted(standing: RoadmapStanding) -> list[tuple[ItemRow, bool]]:
    topics = (topic for stage in standing.stages for topic in stage.topics if not topic.is_skipped)
    return [row for topic in topics for row in topic.rows]


def _planned(standing: RoadmapStanding) -> int | None:
    """Return the number of items planned for this calendar week, None if there is nothing to plan any more."""
    plan = standing.plan
    if plan is None or (standing.pace and standing.pace.status == Status.FINISHED):
        return None
    monday = monday_of(standing.today)
    # An open pause counts up to today; until the learner ends it, it takes the rest of this week, too.
    still_open = ((pause.first, None) for pause in plan.pauses if pause.is_open)
    pauses = merged([*(pause[:2] for pause in plan.pauses), *still_open], monday + WEEK)
    return planned_in_week(standing, replace(plan, pauses=pauses), monday)


def planned_in_week(standing: RoadmapStanding, plan: Schedule, first: date) -> int:
    """Return how many items the plan had for the seven days from FIRST on."""
    spans = [stage.span for stage in standing.stages if not stage.node.retired]
    due = [planned_items(spans, plan.month_on(first + number * A_DAY)) for number in range(WEEK.days + 1)]
    # A plan that was set anew jumps to another month: what lies between was planned for no day.
    jumps = {term.valid_from for before, term in pairwise(plan.terms) if term.is_anew_after(before)}
    later = enumerate(pairwise(due), 1)
    return round(sum(after - before for number, (before, after) in later if first + number * A_DAY not in jumps))
