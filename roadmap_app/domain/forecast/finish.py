"""Forecast the day on which the work ahead will be done, as an interval, from the weeks behind.

The weeks to come are taken to be like those in the record, the recent ones more than the old. Drawing them many times
over would give a spread of finish days; as the sum of many weeks is close to log-normal, its quantiles are computed
instead, which gives the same answer each time and takes a fifth of a millisecond.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from math import ceil, exp, sqrt
from statistics import NormalDist, median

from roadmap_app.domain.forecast.inputs import Inputs, first_week
from roadmap_app.domain.months import add_months
from roadmap_app.domain.pauses import A_DAY, after_study_days, merged, study_days
from roadmap_app.domain.weeks import WEEK, monday_of

# Weeks with work before a forecast is made.
MIN_ACTIVE_WEEKS = 4
YEARS_AHEAD = 10
# A week with fewer days outside pauses says little of the pace.
MIN_DAYS = 3
# A week counts at most as so many median weeks: ticking off what one knew before is not study.
OUTLIER = 6
# How much of a change of planned hours the forecast believes, as a power: 0 nothing, 1 all of it.
BELIEF_IN_HOURS = 0.5
LAGS = 6
MAX_TREND = 3.0  # in standard errors


@dataclass(frozen=True)
class Constants:
    """What tests/bench/forecast.py has fitted; docs/forecast.md says what each does."""

    half_life: float = 80.0  # weeks after which a week weighs half
    prior_weeks: float = 2.0  # how many weeks of record the expected variation weighs as much as
    prior_variation: float = 0.9  # the expected variance of a week, in squares of the mean
    prior_streaks: float = 1.25  # the expected factor by which streaks raise the variance of a sum of weeks
    drift_later: float = 0.043  # the drift of the pace that makes it later, per root of a week ahead
    drift_sooner: float = 0.018  # the same for sooner
    trend: float = 0.9  # by which share of itself each standard error of a trend raises the drift on its side
    unplanned: float = 0.09  # the share of time that pauses take which are not booked yet
    past: float = 1.1  # the weight of the uncertainty of the mean pace


FITTED = Constants()


class Unknown(StrEnum):
    """Why there is no forecast."""

    EMPTY = "empty"  # there is no work on this milestone
    REACHED = "reached"
    TOO_EARLY = "too_early"
    TOO_FAR = "too_far"  # some of the interval lies beyond YEARS_AHEAD


@dataclass(frozen=True)
class Finish:
    """The days between which the work will be done at the level asked for, and the likely one: half lie before it."""

    low: date
    likely: date
    high: date


@dataclass(frozen=True)
class Record:
    """The weeks that count for the pace, oldest first: work per full week, and the share of days outside pauses."""

    paces: tuple[float, ...]
    shares: tuple[float, ...]

    @property
    def active(self) -> int:
        """Return how many weeks had work."""
        return sum(pace > 0 for pace in self.paces)


def record(inputs: Inputs) -> Record:
    """Return the weeks that count: not the running one, nor those with less than MIN_DAYS outside pauses.

    The first one counts as a whole one: it was chosen for its work, so to scale its days up would flatter.

    Work done while other hours were planned is scaled by the square root of the change.
    """
    start = first_week(inputs.first_day, inputs.today)
    pauses = [pause for pause in merged(inputs.pauses, inputs.today) if pause.last >= start]
    now = inputs.hours_on(inputs.today)
    weeks = []
    for number, amount in enumerate(inputs.weekly[:-1]):
        first = start + number * WEEK
        days = study_days(pauses, first, first + WEEK)
        if days >= MIN_DAYS:
            hours = inputs.hours_on(first)
            scale = (now / hours) ** BELIEF_IN_HOURS if hours and now else 1.0
            weeks.append((scale * amount * 7 / days, days / 7))
    limit = OUTLIER * median([pace for pace, _ in weeks if pace > 0] or [0.0])
    return Record(tuple(min(pace, limit) for pace, _ in weeks), tuple(share for _, share in weeks))


@dataclass(frozen=True)
class Pace:
    """What a record says of the weeks ahead: work per week, and how sure that is."""

    mean: float
    variance: float  # of a week, in squares of the mean, raised by streaks
    weeks: float  # how many equally weighing weeks the mean is worth
    trend: float  # how the pace changes, in standard errors; above 0 it grows


def pace_of(record: Record, constants: Constants = FITTED) -> Pace:
    """Return the pace of RECORD. Raise ValueError if it has no work."""
    paces, count = record.paces, len(record.paces)
    weights = [
        share * 0.5 ** ((count - 1 - number) / constants.half_life) for number, share in enumerate(record.shares)
    ]
    total = sum(weights)
    mean = sum(weight * pace for weight, pace in zip(weights, paces, strict=True)) / total if total else 0.0
    if not mean:
        raise ValueError("A record without work has no pace.")
    weeks = total**2 / sum(weight**2 for weight in weights)
    deviations = [pace - mean for pace in paces]
    variance = sum(weight * each**2 for weight, each in zip(weights, deviations, strict=True)) / total
    # The expected values weigh as much as some weeks of record, so that a short one is not taken at its word.
    believed = weeks / (weeks + constants.prior_weeks)
    streaks = believed * _streaks(weights, deviations, variance * total) + (1 - believed) * constants.prior_streaks
    relative = believed * variance / mean**2 + (1 - believed) * constants.prior_variation
    return Pace(mean, relative * streaks, weeks, _trend(weights, deviations, mean**2 * relative * streaks))


def _trend(weights: Sequence[float], deviations: Sequence[float], variance: float) -> float:
    """Return the slope of a weighted regression in its standard errors, -MAX_TREND to MAX_TREND."""
    middle = sum(number * weight for number, weight in enumerate(weights)) / sum(weights)
    moments = [weight * (number - middle) for number, weight in enumerate(weights)]
    error = sqrt(variance * sum(moment**2 for moment in moments))
    slope = sum(moment * each for moment, each in zip(moments, deviations, strict=True))
    return max(-MAX_TREND, min(MAX_TREND, slope / error)) if error else 0.0


def _streaks(weights: Sequence[float], deviations: Sequence[float], total: float) -> float:
    """Return the factor by which a sum of weeks varies more than if they were independent (Bartlett's kernel)."""
    if not total:
        return 1.0
    lags = min(LAGS, len(weights) // 4)
    factor = 1.0
    for lag in range(1, lags + 1):
        together = sum(weights[n] * deviations[n] * deviations[n - lag] for n in range(lag, len(weights)))
        factor += 2 * (1 - lag / (lags + 1)) * together / total
    return max(0.5, factor)


def weeks_ahead(work: float, pace: Pace, miscoverage: float, constants: Constants = FITTED) -> tuple[float, ...]:
    """Return the weeks of study that WORK takes: the low end of the interval, the middle and the high end.

    MISCOVERAGE is the share of cases outside the interval, half of them on each side.
    """
    weeks = (1 + constants.unplanned) * work / pace.mean
    chance = pace.variance * (constants.past / pace.weeks + 1 / weeks)
    drift_sooner = constants.drift_sooner * (1 + constants.trend * max(0.0, pace.trend))
    drift_later = constants.drift_later * (1 + constants.trend * max(0.0, -pace.trend))
    sooner, later = (sqrt(chance + drift**2 * weeks) for drift in (drift_sooner, drift_later))
    z = NormalDist().inv_cdf(1 - miscoverage / 2)
    return weeks * exp(-z * sooner), weeks, weeks * exp(min(z * later, 20.0))


@lru_cache(maxsize=512)
def forecast(inputs: Inputs, constants: Constants = FITTED) -> Finish | Unknown:
    """Return when the milestone of INPUTS will be reached, or why that cannot be told."""
    known = record(inputs)
    if not inputs.remaining:
        return Unknown.REACHED if inputs.done else Unknown.EMPTY
    if known.active < MIN_ACTIVE_WEEKS:
        return Unknown.TOO_EARLY
    pace, start, pauses = pace_of(known, constants), monday_of(inputs.today), merged(inputs.pauses, inputs.today)
    # The running week is taken for an average one until more has been done in it: no pace falls from Monday to Friday
    # for people who study at weekends.
    usual = pace.mean * study_days(pauses, start, start + WEEK) / 7
    work = inputs.remaining + min(inputs.weekly[-1], usual)
    limit = years_after(inputs.today, YEARS_AHEAD)
    days = []
    for weeks in weeks_ahead(work, pace, inputs.miscoverage, constants):
        count = max(1, ceil(7 * min(weeks, 100.0 * YEARS_AHEAD)))
        days.append(max(inputs.today, after_study_days(pauses, start, count) - A_DAY))
    return Finish(*days) if days[-1] <= limit else Unknown.TOO_FAR


def years_after(day: date, years: int) -> date:
    """Return DAY moved by YEARS."""
    return add_months(day, 12 * years)
