"""Read forecasts: what they are computed from, the record of past ones, and all that a page says of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max
from django.utils import timezone

from roadmap_app.domain.curriculum import RoadmapTree, StageNode
from roadmap_app.domain.forecast.finish import MIN_ACTIVE_WEEKS, Finish, Unknown, forecast, pace_of, record
from roadmap_app.domain.forecast.inputs import Inputs, from_json, monday
from roadmap_app.domain.forecast.learning import learned
from roadmap_app.domain.forecast.milestones import WHOLE, milestone_inputs
from roadmap_app.domain.forecast.movement import Movement, movement
from roadmap_app.domain.standing import RoadmapStanding
from roadmap_app.models import Activity, Forecast, User

# The track record is that of so many forecasts, the last ones scored.
TRACK = 12


def sign(days: int) -> str:
    """Return DAYS with a plus or a minus."""
    return f"{'+' if days > 0 else '−'}{abs(days)}"


@dataclass(frozen=True)
class TrackRecord:
    """How many of a learner's last forecasts were scored, at most TRACK, and how many of them held."""

    scored: int
    held: int


@dataclass(frozen=True)
class PastForecasts:
    """A learner's stored forecasts on all roadmaps: whether those scored held, and the last ones before this week.

    `earlier` holds the inputs of the last one by roadmap and milestone.
    """

    outcomes: tuple[bool, ...]
    earlier: Mapping[tuple[int, int], Inputs]

    @property
    def miscoverage(self) -> float:
        """The share of misses to plan for in the next forecast."""
        return learned(self.outcomes)

    @property
    def track(self) -> TrackRecord:
        """The record that the learner sees."""
        last = self.outcomes[-TRACK:]
        return TrackRecord(len(last), sum(last))


@dataclass(frozen=True)
class MilestoneForecast:
    """The forecast of a stage, or of the end of the roadmap (`stage` is None): dates, or why there are none."""

    stage: StageNode | None
    finish: Finish | None
    reason: Unknown | None
    moved: Movement | None
    moved_since: date | None

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """The causes by which it moved, with their days; later is above 0."""
        if self.moved is None:
            return ()
        causes = (
            ("what you did", self.moved.learner),
            ("what editors changed", self.moved.editors),
            ("pauses", self.moved.pauses),
            ("your plan", self.moved.plan),
        )
        return tuple((cause, days) for cause, days in causes if days)

    @property
    def movement_words(self) -> str:
        """By how many days it moved, and why, such as "3 days later than …: what you did −2, pauses +5"; "" if not."""
        if self.moved is None or self.moved_since is None or not self.parts:
            return ""
        days, since = self.moved.days, f"{self.moved_since.day} {self.moved_since:%B}"
        if not days:
            much = f"The same day as on {since}"
        else:
            number = f"{abs(days)} day{'s' if abs(days) > 1 else ''}"
            much = f"{number} {'later' if days > 0 else 'sooner'} than on {since}"
        return f"{much}: {', '.join(f'{cause} {sign(each)}' for cause, each in self.parts)}."


@dataclass(frozen=True)
class RoadmapForecast:
    """All that the page of a roadmap says of its forecasts: the next stage's, if there is one, and the roadmap's."""

    milestones: tuple[MilestoneForecast, ...]
    track: TrackRecord
    weeks: int  # of the record that count
    active: int  # of these, with work
    per_week: float  # items of average size, recent weeks weighing more
    remaining: float  # items of average size
    by_minutes: bool

    @property
    def stage(self) -> MilestoneForecast | None:
        """The forecast of the next stage, None without one."""
        return self.milestones[0] if len(self.milestones) > 1 else None

    @property
    def whole(self) -> MilestoneForecast:
        """The forecast of the end of the roadmap."""
        return self.milestones[-1]

    @property
    def weeks_missing(self) -> int:
        """How many weeks with work are missing before there is a forecast."""
        return max(0, MIN_ACTIVE_WEEKS - self.active)


def ticked_days(user: User) -> dict[int, date]:
    """Return the learner's day on which each item was last ticked, by item; those of unticked ones, too."""
    ticks = Activity.objects.filter(user=user, verb=Activity.Verb.TICKED, on__isnull=False)
    return dict(ticks.order_by().values_list("item_id").annotate(Max("on")))


def past_forecasts(user: User, today: date) -> PastForecasts:
    """Return the user's stored forecasts, in one query."""
    rows = Forecast.objects.filter(user=user).order_by("week", "pk")
    values = list(rows.values_list("pk", "roadmap_id", "stage_id", "week", "inputs", "scored_on", "held"))
    scored = sorted((scored_on, pk, held) for pk, _, _, _, _, scored_on, held in values if held is not None)
    last = {
        (roadmap_id, stage_id or WHOLE): inputs
        for _, roadmap_id, stage_id, week, inputs, _, _ in values
        if inputs and week < monday(today)
    }
    earlier = {milestone: from_json(inputs) for milestone, inputs in last.items()}
    return PastForecasts(tuple(held for _, _, held in scored), earlier)


def read_forecast(user: User | AnonymousUser, standing: RoadmapStanding) -> RoadmapForecast | None:
    """Return today's forecasts of USER with STANDING, in two queries; None if they have not begun, or have finished."""
    progress, today = standing.progress, timezone.localdate()
    if not user.is_authenticated or not standing.has_begun or progress.is_finished or progress.is_empty:
        return None
    past, tree = past_forecasts(user, today), standing.tree
    found = milestone_inputs(tree, standing.state, ticked_days(user), today, past.miscoverage)
    known, whole = record(found[WHOLE]), found[WHOLE]
    return RoadmapForecast(
        milestones=tuple(
            _milestone(tree, milestone, inputs, past.earlier.get((tree.id, milestone)))
            for milestone, inputs in found.items()
        ),
        track=past.track,
        weeks=len(known.paces),
        active=known.active,
        per_week=pace_of(known).mean if known.active else 0.0,
        remaining=whole.remaining,
        by_minutes=any(item.minutes for stage in tree.stages for topic in stage.topics for item in topic.items),
    )


def _milestone(tree: RoadmapTree, milestone: int, inputs: Inputs, earlier: Inputs | None) -> MilestoneForecast:
    found = forecast(inputs)
    moved = movement(earlier, inputs) if earlier else None
    return MilestoneForecast(
        stage=next((stage for stage in tree.stages if stage.id == milestone), None),
        finish=found if isinstance(found, Finish) else None,
        reason=found if isinstance(found, Unknown) else None,
        moved=moved,
        moved_since=earlier.today if earlier and moved else None,
    )
