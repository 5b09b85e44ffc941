"""Read forecasts: what they are computed from, the record of past ones, and all that a page says of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser

from roadmap_app.domain.curriculum import RoadmapTree, StageNode
from roadmap_app.domain.forecast.finish import MIN_ACTIVE_WEEKS, Finish, Unknown, forecast, pace_of, record
from roadmap_app.domain.forecast.inputs import Inputs, from_json
from roadmap_app.domain.forecast.learning import learned
from roadmap_app.domain.forecast.milestones import WHOLE, milestone_inputs
from roadmap_app.domain.forecast.movement import Movement, movement
from roadmap_app.domain.standing import RoadmapStanding
from roadmap_app.domain.weeks import monday_of
from roadmap_app.models import User
from roadmap_app.queries.plain_sql import as_date, read_rows

TICKED_DAYS = """
    SELECT item_id, MAX("on") FROM roadmap_app_activity
    WHERE user_id = %s AND verb = 'ticked' AND "on" IS NOT NULL GROUP BY item_id
"""
OWN_FORECASTS = """
    SELECT id, roadmap_id, stage_id, week, inputs, scored_on, held
    FROM roadmap_app_forecast WHERE user_id = %s ORDER BY week, id
"""
# The track record is that of so many forecasts, the last ones scored.
TRACK = 12


def _shift(days: int) -> str:
    """Return by how many DAYS something moved, such as "3 later"."""
    return f"{abs(days)} {'later' if days > 0 else 'sooner'}"


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
    def movement_words(self) -> str:
        """By how many days it moved since the last forecast and why, in one sentence; "" if it did not."""
        if self.moved is None or self.moved_since is None:
            return ""
        causes = (
            (self.moved.learner, "by what you did"),
            (self.moved.editors, "by what editors changed"),
            (self.moved.pauses, "by pauses"),
            (self.moved.plan, "by your plan"),
        )
        parts = [f"{_shift(days)} {cause}" for days, cause in causes if days]
        days, since = self.moved.days, f"{self.moved_since.day} {self.moved_since:%B}"
        unit = "day" if abs(days) == 1 else "days"
        direction = "later" if days > 0 else "sooner"
        whole = f"{abs(days)} {unit} {direction} than" if days else "As"
        return f"{whole} forecast on {since}: {', '.join(parts)}." if parts else ""


@dataclass(frozen=True, eq=False)  # compared by identity, as it is kept
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
    return {item: as_date(on) for item, on in read_rows(TICKED_DAYS, [user.pk])}


def past_forecasts(user: User, today: date) -> PastForecasts:
    """Return the user's stored forecasts, in one query."""
    scored, last = [], {}
    for pk, roadmap_id, stage_id, week, inputs, scored_on, held in read_rows(OWN_FORECASTS, [user.pk]):
        if held is not None:
            scored.append((scored_on, pk, bool(held)))
        if inputs and week < monday_of(today):
            last[roadmap_id, stage_id or WHOLE] = inputs
    earlier = {milestone: from_json(json.loads(inputs)) for milestone, inputs in last.items()}
    return PastForecasts(tuple(held for _, _, held in sorted(scored)), earlier)


def read_forecast(user: User | AnonymousUser, standing: RoadmapStanding) -> RoadmapForecast | None:
    """Return today's forecasts of USER with STANDING; None before they begin and after they end.

    They are kept as long as STANDING, that is until the learner or an editor changes something, or the day is over.
    """
    progress = standing.progress
    if not user.is_authenticated or not standing.has_begun or progress.is_finished or progress.is_empty:
        return None
    return _forecast(user.pk, standing)


@lru_cache(maxsize=96)
def _forecast(user_id: int, standing: RoadmapStanding) -> RoadmapForecast:
    """Return the forecasts of a learner, in two queries."""
    user, tree, progress, today = User(pk=user_id), standing.tree, standing.progress, standing.today
    # Whoever has done nothing yet has no record to read.
    past = past_forecasts(user, today) if progress.done else PastForecasts((), {})
    ticked = ticked_days(user) if progress.done else {}
    found = milestone_inputs(tree, standing.state, ticked, today, past.miscoverage)
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
