"""Tell the plans of a learner as a history: what each changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from roadmap_app.domain.schedule import PlanTerm


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


def _lines(plans: Sequence[PlanTerm], today: date) -> Iterator[PlanLine]:
    for before, plan in zip((None, *plans), plans, strict=False):
        yield PlanLine(plan, _change(before, plan), before is not None and plan.valid_from >= today)


def _change(before: PlanTerm | None, plan: PlanTerm) -> PlanChange:
    if plan.from_month is not None:
        return PlanChange.TAKEN_UP
    if before is None:
        return PlanChange.BEGUN
    return PlanChange.MOVED if before.started_on != plan.started_on else PlanChange.HOURS
