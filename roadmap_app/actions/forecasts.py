"""Store each learner's forecasts once a week, and score them when their milestone comes or their dates have passed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from roadmap_app.domain.curriculum import RoadmapTree
from roadmap_app.domain.forecast.finish import Finish, forecast
from roadmap_app.domain.forecast.inputs import to_json
from roadmap_app.domain.forecast.learning import outcome
from roadmap_app.domain.forecast.milestones import WHOLE, Work, milestone_inputs, milestone_work
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.weeks import WEEK, monday_of
from roadmap_app.models import Activity, Forecast, User
from roadmap_app.queries.curriculum import published, tree
from roadmap_app.queries.forecasts import past_forecasts, ticked_days
from roadmap_app.queries.progress import learner_state

# Inputs are kept for so many weeks, to say why a later forecast differs.
KEPT_WEEKS = 5
# Whoever did nothing for so long and has no forecast that waits gets none: idle weeks alone bring no date.
RECENT = timedelta(days=8)
BATCH = 200


@dataclass(frozen=True)
class Made:
    """How many forecasts were stored and scored."""

    stored: int = 0
    scored: int = 0

    def __add__(self, other: "Made") -> "Made":
        return Made(self.stored + other.stored, self.scored + other.scored)


def make_forecasts() -> Made:
    """Store and score the forecasts of all active learners. Safe to run twice, and in several workers at a time."""
    now = timezone.now()
    recent = Activity.objects.filter(at__gte=now - RECENT).order_by().values("user")
    waiting = Forecast.objects.filter(scored_on=None).order_by().values("user")
    active = User.objects.filter(is_active=True, deletion_asked_at=None)
    ids = list(active.filter(Q(pk__in=recent) | Q(pk__in=waiting)).order_by("pk").values_list("pk", flat=True))
    made = Made()
    for start in range(0, len(ids), BATCH):
        for user in User.objects.filter(pk__in=ids[start : start + BATCH]).order_by("pk"):
            made += update_forecasts(user=user, now=now)
    return made


def update_forecasts(*, user: User, now: datetime) -> Made:
    """Score those of USER's forecasts whose outcome is known, and store this week's unless they are stored."""
    today, state, ticked = user.day_of(now), learner_state(user), ticked_days(user)
    trees = [tree(roadmap) for roadmap in published(user)]
    scored = _score(user, trees, state, ticked, today)
    # Read afterwards: what has just been scored says how wide the next ones are.
    miscoverage, week = past_forecasts(user, today).miscoverage, monday_of(today)
    made = _made_in(user, week)
    rows = [
        Forecast(
            user=user,
            roadmap_id=each.id,
            stage_id=milestone or None,
            week=week,
            made_on=today,
            low=found.low,
            likely=found.likely,
            high=found.high,
            inputs=to_json(inputs),
        )
        for each in trees
        for milestone, inputs in milestone_inputs(each, state, ticked, today, miscoverage).items()
        if (each.id, milestone or None) not in made and isinstance(found := forecast(inputs), Finish)
    ]
    # One that another worker has stored meanwhile stays.
    Forecast.objects.bulk_create(rows, ignore_conflicts=True)
    old = Forecast.objects.filter(user=user, week__lt=week - KEPT_WEEKS * WEEK, inputs__isnull=False)
    old.update(inputs=None)
    return Made(len(rows), scored)


def _made_in(user: User, week: date) -> set[tuple[int, int | None]]:
    """Return (roadmap, stage) of the forecasts that were stored in WEEK."""
    return set(Forecast.objects.filter(user=user, week=week).values_list("roadmap_id", "stage_id"))


def _score(
    user: User, trees: Iterable[RoadmapTree], state: LearnerState, ticked: Mapping[int, date], today: date
) -> int:
    """Score what is decided; return how many.

    A forecast neither held nor missed if its milestone is still retired or hidden when its last day has passed.
    """
    work = {(each.id, key): found for each in trees for key, found in milestone_work(each, state, ticked).items()}
    count = 0
    for row in Forecast.objects.filter(user=user, scored_on=None).defer("inputs").order_by("pk"):
        found = work.get((row.roadmap_id, row.stage_id or WHOLE))
        if found is None and today <= row.high:
            continue  # it may come back
        reached_on = _reached_on(found, row.made_on, today) if found else None
        # Its stage or roadmap is gone, or nothing is left to do there that was not done before.
        is_void = found is None or not (found.is_ahead or reached_on)
        held = None if is_void else outcome(row.low, row.high, reached_on=reached_on, today=today)
        if is_void or held is not None:
            values = {"scored_on": today, "reached_on": reached_on, "held": held}
            # The condition again: another worker may have scored it.
            count += Forecast.objects.filter(pk=row.pk, scored_on=None).update(**values)
    return count


def _reached_on(work: Work, made_on: date, today: date) -> date | None:
    """Return the day on which a milestone was reached after MADE_ON, None if it was not, or nothing was done for it."""
    if work.is_ahead or not work.done:
        return None
    # If the last tick is older, it was reached by skipping what was left, or by what editors have retired.
    return work.last_on if work.last_on and work.last_on >= made_on else today
