"""Read what the page of a learner's activity shows: only the parts that they have not hidden."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.http import urlencode

from roadmap_app.domain.activity_calendar import (
    ActivityCalendar,
    Work,
    activity_calendar,
    calendar_year,
    latest_year,
    total,
)
from roadmap_app.domain.burn_up import BurnUp, Fan, burn_up
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.rhythm import Rhythm, rhythm
from roadmap_app.domain.standing import RoadmapStanding
from roadmap_app.domain.weeks import monday_of
from roadmap_app.models import Roadmap, User
from roadmap_app.queries.activity import done_by_day, work_by_day
from roadmap_app.queries.curriculum import published, tree
from roadmap_app.queries.forecasts import read_forecast
from roadmap_app.queries.progress import learner_state, standings_of
from roadmap_app.queries.scope import counted_items, scope_by_day

# The parts that can be hidden, by the name of their field of User, with their titles.
PARTS = {"rhythm": "Rhythm", "calendar": "Calendar", "burn_up": "Done against plan"}

Query = Mapping[str, str | int | None]


@dataclass(frozen=True)
class Choice:
    """A link to the same page with another year or roadmap."""

    label: str
    query: str
    is_current: bool


@dataclass(frozen=True)
class ActivityPage:
    """The parts of the page. What is hidden is None; `hidden` has the names and titles of those."""

    hidden: tuple[tuple[str, str], ...]
    rhythm: Rhythm | None
    this_week: Work
    calendar: ActivityCalendar | None
    years: tuple[Choice, ...]
    standing: RoadmapStanding | None
    burn_up: BurnUp | None
    roadmaps: tuple[Choice, ...]

    @property
    def has_no_roadmap(self) -> bool:
        """Return whether the burn-up is not hidden, and there is none as no roadmap has been begun."""
        return self.burn_up is None and all(part != "burn_up" for part, _ in self.hidden)


def read_activity_page(user: User, today: date, year: int | None, roadmap: Roadmap | None) -> ActivityPage:
    """Return the page of USER's activity on TODAY, for YEAR (None: the latest 53 weeks).

    The burn-up is that of ROADMAP, or of the first one that they have begun.
    """
    state = learner_state(user)
    work = work_by_day(user) if user.shows_rhythm or user.shows_calendar else {}
    begun = _begun(user, state, today, roadmap) if user.shows_burn_up else []
    first_begun = begun[0] if begun else None
    chosen = next((each for each in begun if roadmap and each.tree.id == roadmap.pk), first_begun)
    here: dict[str, str | int | None] = {"year": year, "roadmap": roadmap.slug if roadmap else None}
    # Who has crossed the date line may have studied tomorrow.
    first, last = calendar_year(year) if year else latest_year(max([today, *work]))
    return ActivityPage(
        hidden=tuple((part, title) for part, title in PARTS.items() if not getattr(user, f"shows_{part}")),
        rhythm=rhythm(work, today, state.pauses) if user.shows_rhythm else None,
        this_week=total(count for day, count in work.items() if monday_of(day) == monday_of(today)),
        calendar=activity_calendar(work, first, last, today) if user.shows_calendar else None,
        years=_years(work, today, here),
        standing=chosen,
        burn_up=_burn_up(user, chosen) if chosen else None,
        roadmaps=tuple(
            Choice(each.tree.title, _query(here | {"roadmap": each.tree.slug}), each is chosen) for each in begun
        ),
    )


def _begun(user: User, state: LearnerState, today: date, roadmap: Roadmap | None) -> list[RoadmapStanding]:
    """Return the standings on the roadmaps that the user has begun, and on ROADMAP."""
    standings = standings_of(state, map(tree, published(user)), today)
    return [each for each in standings if each.has_begun or (roadmap and each.tree.id == roadmap.pk)]


def _years(work: Iterable[date], today: date, here: Query) -> tuple[Choice, ...]:
    """Return the choices of the calendar: the latest 53 weeks, then the years with work, the latest first."""
    years = sorted({today.year, *(day.year for day in work)}, reverse=True)
    choices = [("Latest", None), *((str(year), year) for year in years)]
    return tuple(Choice(label, _query({**here, "year": year}), here["year"] == year) for label, year in choices)


def _query(choices: Query) -> str:
    return urlencode({name: value for name, value in choices.items() if value})


def _burn_up(user: User, standing: RoadmapStanding) -> BurnUp:
    plan, stages = standing.plan, [stage for stage in standing.stages if stage.progress.total]
    return burn_up(
        spans=[stage.span for stage in stages],
        done=done_by_day(user, counted_items(standing)),
        scope=scope_by_day(standing, user.zone),
        today=standing.today,
        month_on=plan.month_on if plan else None,
        starts_on=plan.terms[0].started_on if plan else None,
        ends_on=plan.date_of(standing.tree.months) if plan else None,
        fan=_fan(user, standing),
    )


def _fan(user: User, standing: RoadmapStanding) -> Fan | None:
    forecast = read_forecast(user, standing)
    finish = forecast.whole.finish if forecast else None
    return Fan(finish.low, finish.likely, finish.high) if finish else None
