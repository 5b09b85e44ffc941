"""The plans of a learner as a history: what each changed, and what a change of today would make of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from roadmap_app.domain.schedule import PlanTerm
from roadmap_app.domain.standing import RoadmapStanding, compute_standing
from roadmap_app.domain.weeks import WEEK


class PlanChange(StrEnum):
    """What a plan changed in the one before it."""

    BEGUN = "begun"
    TAKEN_UP = "taken_up"
    MOVED = "moved"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in the history. `can_be_taken_back` says that it was made today, and that another one was before it."""

    plan: PlanTerm
    change: PlanChange
    can_be_taken_back: bool


def plan_history(plans: Sequence[PlanTerm], today: date) -> list[PlanLine]:
    """Return the history of PLANS, given oldest first, newest first."""
    return list(_lines(plans, today))[::-1]


def is_correction(first: PlanTerm, today: date, started_on: date) -> bool:
    """Return whether another first day, STARTED_ON, corrects the FIRST plan, which was made less than a week ago.

    Whoever has used the portal for some days and says that they began in spring has not changed a plan of then.
    """
    return started_on != first.started_on and today - first.valid_from < WEEK


def changed_plans(
    plans: tuple[PlanTerm, ...], today: date, started_on: date, hours_per_week: int
) -> tuple[PlanTerm, ...]:
    """Return what PLANS become if the plan is changed TODAY: what `enrol` in actions/plans.py stores."""
    if not plans:
        return (PlanTerm(today, started_on, hours_per_week),)
    *earlier, last = plans
    if (last.started_on, last.hours_per_week) == (started_on, hours_per_week):
        return plans
    if last.valid_from < today and (earlier or last.started_on < today):
        if earlier or not is_correction(last, today, started_on):
            earlier, last = [*plans], last._replace(valid_from=today, from_month=None)
    elif not earlier:
        last = last._replace(valid_from=today)
    month = last.from_month if last.started_on == started_on else None
    before = earlier[-1][1:3] if earlier and month is None else None
    new = PlanTerm(last.valid_from, started_on, hours_per_week, month)
    return tuple(earlier) if before == new[1:3] else (*earlier, new)


def arrival_with(standing: RoadmapStanding, started_on: date, hours_per_week: int) -> date | None:
    """Return when the plan of STANDING would arrive if it were changed to these values today; None without stages."""
    roadmap = standing.tree.id
    own = tuple(term for roadmap_id, term in standing.state.plans if roadmap_id == roadmap)
    plans = tuple((roadmap, term) for term in changed_plans(own, standing.today, started_on, hours_per_week))
    pace = compute_standing(standing.tree, replace(standing.state, plans=plans), standing.today).pace
    return pace.ends_on if pace else None


def _lines(plans: Sequence[PlanTerm], today: date) -> Iterator[PlanLine]:
    for before, plan in zip((None, *plans), plans, strict=False):
        yield PlanLine(plan, _change(before, plan), before is not None and plan.valid_from >= today)


def _change(before: PlanTerm | None, plan: PlanTerm) -> PlanChange:
    if plan.from_month is not None:
        return PlanChange.TAKEN_UP
    if before is None:
        return PlanChange.BEGUN
    return PlanChange.MOVED if before.started_on != plan.started_on else PlanChange.HOURS
