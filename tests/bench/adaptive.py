"""Synthetic learners whose forecasts are stored and scored week by week, as the portal does, with their own level."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from statistics import fmean, pstdev

from roadmap_app.domain.forecast.finish import Finish, forecast
from roadmap_app.domain.forecast.learning import TARGET, learned, outcome
from roadmap_app.domain.weeks import WEEK
from tests.bench.learners import START, Learner

STAGES = 6
# Of a learner with fewer forecasts, the share that held says little.
MIN_FORECASTS = 10


@dataclass(frozen=True)
class Shares:
    """Of several learners, the mean share of their forecasts that held, its spread, and how many are how near."""

    mean: float
    spread: float
    near: float  # the share of learners of whose forecasts 70 to 90 % held
    poor: float  # of whose forecasts less than 60 % held


def outcomes(learner: Learner, *, follows: bool) -> list[bool]:
    """Return whether each of LEARNER's forecasts held, in the order of scoring; the level FOLLOWS that, or stays.

    Forecasts are made on Mondays, of the end of the next of STAGES and of that of the roadmap.
    """
    ends = [round(learner.items * place / STAGES) for place in range(1, STAGES + 1)]
    reached = [learner.reached_on(end) for end in ends]
    found: list[bool] = []
    waiting: list[tuple[Finish, date]] = []
    for weeks in range(1, len(learner.weekly) + 1):
        today, left = START + weeks * WEEK, []
        for finish, day in waiting:
            held = outcome(finish.low, finish.high, reached_on=day if day < today else None, today=today)
            if held is None:
                left.append((finish, day))
            else:
                found.append(held)
        known = learner.inputs_after(weeks)
        known = replace(known, miscoverage=learned(found) if follows else TARGET)
        following = next((place for place, end in enumerate(ends) if end > known.done), None)
        for place in [] if following is None else [following, STAGES - 1]:
            if isinstance(made := forecast.__wrapped__(replace(known, scope=ends[place])), Finish):
                left.append((made, reached[place]))
        waiting = left
    return found


def shares(learners: Iterable[Learner], *, follows: bool) -> Shares:
    """Return how well the forecasts of LEARNERS do for each of them."""
    records = [record for learner in learners if len(record := outcomes(learner, follows=follows)) >= MIN_FORECASTS]
    held = [fmean(record) for record in records]
    return Shares(
        mean=fmean(held),
        spread=pstdev(held),
        near=fmean(0.7 <= share <= 0.9 for share in held),
        poor=fmean(share < 0.6 for share in held),
    )


def table(named: dict[str, list[Learner]]) -> str:
    """Return the shares of each set of learners, with a level that stays and one that follows, as a Markdown table."""
    lines = [
        "**Each learner's own record** (a forecast each week of the next of six stages and of the end)",
        "",
        "| learners | level | held, mean of learners | spread | learners at 70 to 90 % | below 60 % |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for name, found in named.items():
        for label, follows in (("stays at 80 %", False), ("follows the record", True)):
            each = shares(found, follows=follows)
            figures = " | ".join(f"{100 * value:.0f} %" for value in (each.near, each.poor))
            lines.append(f"| {name} | {label} | {100 * each.mean:.1f} % | {100 * each.spread:.1f} | {figures} |")
    return "\n".join(lines) + "\n"
