"""Lay out a learner's record and the work ahead of each milestone: the next stage, and the whole roadmap."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from roadmap_app.domain.curriculum import RoadmapTree, StageNode, TopicNode
from roadmap_app.domain.forecast.inputs import Inputs, weekly_work
from roadmap_app.domain.learner_state import LearnerState

WHOLE = 0  # the milestone that is the end of the roadmap; the others are ids of stages


@dataclass(frozen=True)
class Work:
    """Work on a milestone, in items of average size: all of it, and how much is done, and skipped but not done.

    `last_on` is the day of the last tick, None if it is not known.
    """

    scope: float
    done: float
    skipped: float
    last_on: date | None = None

    @property
    def is_ahead(self) -> bool:
        """Return whether some work is still to be done."""
        return self.scope - self.done - self.skipped > 1e-6


def mean_estimate(tree: RoadmapTree) -> float:
    """Return the mean of the editors' estimates, in minutes, 0 without any."""
    items = (item for stage in tree.stages for topic in stage.topics for item in topic.items)
    estimates = [item.minutes for item in items if item.minutes and not item.retired]
    return fmean(estimates) if estimates else 0.0


def weights_of(tree: RoadmapTree) -> dict[int, float]:
    """Return what each item weighs: the editors' minutes in shares of their mean, 1 for an item without an estimate."""
    items = [item for stage in tree.stages for topic in stage.topics for item in topic.items]
    mean = mean_estimate(tree)
    return {item.id: item.minutes / mean if item.minutes and mean else 1.0 for item in items}


def milestone_work(tree: RoadmapTree, state: LearnerState, ticked: Mapping[int, date]) -> dict[int, Work]:
    """Return the work on each stage that is not retired, by id, and on the roadmap, as WHOLE; TICKED are days by item.

    What was done in retired stages counts as done on the roadmap.
    """
    weights = weights_of(tree)
    topics = {stage.id: stage.topics for stage in tree.stages if not stage.retired}
    topics[WHOLE] = tuple(topic for stage in tree.stages for topic in stage.topics)
    return {milestone: _work(own, weights, state, ticked) for milestone, own in topics.items()}


def next_stage(tree: RoadmapTree, work: Mapping[int, Work]) -> StageNode | None:
    """Return the first stage with work ahead, None after the last."""
    return next((stage for stage in tree.stages if not stage.retired and work[stage.id].is_ahead), None)


def milestone_inputs(
    tree: RoadmapTree, state: LearnerState, ticked: Mapping[int, date], today: date, miscoverage: float
) -> dict[int, Inputs]:
    """Return the inputs of the forecasts of the next stage and of the roadmap, by milestone.

    TICKED are the days on which items were done; days after TODAY do not count for the pace. Work on any part of the
    roadmap does, also on content retired since. The record begins with the first tick: nobody is slow before that.
    """
    weights, unit, work = weights_of(tree), mean_estimate(tree), milestone_work(tree, state, ticked)
    days: dict[date, float] = defaultdict(float)
    for item_id, weight in weights.items():
        if item_id in state.done and item_id in ticked and ticked[item_id] <= today:
            days[ticked[item_id]] += weight
    first_day = min(days, default=today)
    terms = [term for roadmap_id, term in state.plans if roadmap_id == tree.id]
    pauses = tuple(sorted(state.pauses, key=lambda pause: (pause[0], pause[1] or date.max)))
    following = next_stage(tree, work)
    return {
        milestone: Inputs(
            today=today,
            first_day=first_day,
            weekly=weekly_work(days, first_day, today),
            scope=round(work[milestone].scope, 6),
            done=round(work[milestone].done, 6),
            skipped=round(work[milestone].skipped, 6),
            pauses=pauses,
            hours=tuple((term.valid_from, term.hours_per_week) for term in terms),
            miscoverage=miscoverage,
            unit=unit,
        )
        for milestone in ([following.id] if following else []) + [WHOLE]
    }


def _work(
    topics: Iterable[TopicNode], weights: Mapping[int, float], state: LearnerState, ticked: Mapping[int, date]
) -> Work:
    scope = done = skipped = 0.0
    days = []
    for topic in topics:
        for item in topic.items:
            if item.id in state.done:
                done += weights[item.id]
                days.append(ticked.get(item.id))
            elif item.retired:
                continue
            elif topic.id in state.skipped:
                skipped += weights[item.id]
            scope += weights[item.id]
    return Work(scope, done, skipped, max(filter(None, days), default=None))
