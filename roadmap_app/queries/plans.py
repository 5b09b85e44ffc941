"""Read what a learner's pages show of their plan and their pauses."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from roadmap_app.domain.home import planned_hours
from roadmap_app.domain.plan_history import PlanLine, plan_history
from roadmap_app.domain.standing import RoadmapStanding
from roadmap_app.models import Pause, User
from roadmap_app.queries.curriculum import published, tree
from roadmap_app.queries.progress import read_standings


def history_of(standing: RoadmapStanding) -> list[PlanLine]:
    """Return the learner's plans on the roadmap of STANDING, newest first."""
    return plan_history(standing.plan.terms, standing.today) if standing.plan else []


def too_many_hours(user: User) -> int:
    """Return the hours a week that USER's plans take together if they have fewer, otherwise 0."""
    if not user.hours_a_week:
        return 0
    hours = planned_hours(read_standings(user, [tree(row) for row in published(user)]))
    return hours if hours > user.hours_a_week else 0


@dataclass(frozen=True)
class PauseLine:
    """A pause, with the number of its days (None for an open one) and whether today is one of them."""

    pause: Pause
    days: int | None
    is_now: bool


def own_pauses(user: User) -> list[PauseLine]:
    """Return USER's pauses, the latest first; today is a day in the active time zone."""
    rows = Pause.objects.filter(user=user).order_by("-first_day", "-pk")
    return [_line(pause, timezone.localdate()) for pause in rows]


def _line(pause: Pause, today: date) -> PauseLine:
    first, last = pause.first_day, pause.last_day
    return PauseLine(pause, (last - first).days + 1 if last else None, first <= today and (not last or today <= last))
