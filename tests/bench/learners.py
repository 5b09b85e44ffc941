"""Synthetic learners with a known end, to see how well forecasts do: weekly work, pauses, the day they finished."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from math import ceil, exp
from random import Random

from roadmap_app.domain.forecast.inputs import Inputs, Pause
from roadmap_app.domain.weeks import WEEK

START = date(2026, 1, 5)  # a Monday
DAY = timedelta(days=1)
KINDS = ("steady", "bursty", "fading", "growing")
MARKS = (0.25, 0.5, 0.75)
# Weeks before its first day, at most, that a pause is booked; half of all pauses are booked when they begin.
BOOKED_AHEAD = 12


@dataclass(frozen=True)
class Parameters:
    """Ranges from which each learner's own values are drawn evenly; times in weeks."""

    items: tuple[int, int]  # on the roadmap
    rate: float  # items a week in the middle of a range whose ends are three times apart
    dispersion: tuple[float, float]  # of the negative binomial: variance = mean + mean² / dispersion
    busy: tuple[float, float]  # the mean length of a bursty learner's busy times
    idle: tuple[float, float]  # and of the idle ones between
    halving: tuple[float, float]  # the time in which a fading rate halves and a growing one doubles
    change: float  # a fading rate falls to this share at most; a growing one rises by its inverse
    between_pauses: float  # the mean time between two pauses of two to six weeks


KNOWN = Parameters((80, 320), 2.0, (0.7, 3.0), (2, 5), (2, 5), (90, 240), 0.5, 26)
# Shorter roadmaps, slower and less even people, idle times longer than busy ones, faster but smaller changes.
OTHER = Parameters((100, 240), 1.5, (0.6, 2.0), (2, 4), (2, 6), (80, 200), 0.55, 30)


@dataclass(frozen=True)
class Learner:
    """A learner who has finished: the work of each calendar week, and pauses with the week in which each was booked."""

    kind: str
    items: int
    weekly: tuple[int, ...]
    pauses: tuple[tuple[int, Pause], ...]

    @cached_property
    def finished_on(self) -> date:
        """The day on which the last item was done."""
        return self.reached_on(self.items)

    def reached_on(self, count: int) -> date:
        """Return the day on which COUNT items were done, as if each week's work were spread evenly."""
        done = [0, *accumulate(self.weekly)]
        week = bisect_left(done, count) - 1
        return START + week * WEEK + (ceil(7 * (count - done[week]) / self.weekly[week]) - 1) * DAY

    def inputs_after(self, weeks: int) -> Inputs:
        """Return what is known on the Monday after the first WEEKS weeks."""
        return Inputs(
            today=START + weeks * WEEK,
            first_day=START,
            weekly=(*map(float, self.weekly[:weeks][-103:]), 0.0),
            scope=self.items,
            done=sum(self.weekly[:weeks]),
            pauses=tuple(pause for booked_in, pause in self.pauses if booked_in <= weeks),
        )

    def at_marks(self) -> Iterator[tuple[float, int]]:
        """Yield each of MARKS with the weeks after which that share was done, unless all was done then."""
        done = list(accumulate(self.weekly))
        for mark in MARKS:
            weeks = next(number for number, sum_ in enumerate(done, 1) if sum_ >= mark * self.items)
            if weeks < len(done):
                yield mark, weeks


def learners(parameters: Parameters, seed: str, count: int) -> list[Learner]:
    """Return COUNT learners, the same for the same SEED, of each kind alike."""
    return [learner(KINDS[number % len(KINDS)], parameters, Random(f"{seed} {number}")) for number in range(count)]


def learner(kind: str, parameters: Parameters, random: Random) -> Learner:
    """Return a learner of KIND who works until everything is done."""
    items = random.randint(*parameters.items)
    dispersion = random.uniform(*parameters.dispersion)
    rates = _rates(kind, parameters, random)
    weekly: list[int] = []
    pauses: list[tuple[int, Pause]] = []
    next_pause = random.expovariate(1 / parameters.between_pauses)
    done = 0
    while done < items:
        if len(weekly) >= next_pause:
            length, first = random.randint(2, 6), len(weekly)
            booked_in = first - random.randint(0, BOOKED_AHEAD) if random.random() < 0.5 else first
            pauses.append((booked_in, (START + first * WEEK, START + (first + length) * WEEK - DAY)))
            weekly += [0] * length
            next_pause = len(weekly) + random.expovariate(1 / parameters.between_pauses)
            continue
        weekly.append(_count(random, next(rates), dispersion))
        done += weekly[-1]
    return Learner(kind, items, tuple(weekly), tuple(pauses))


def _rates(kind: str, parameters: Parameters, random: Random) -> Iterator[float]:
    """Yield the expected work of each week of study."""
    rate = parameters.rate * 3 ** (random.random() - 0.5)
    halving, busy, idle = (random.uniform(*each) for each in (parameters.halving, parameters.busy, parameters.idle))
    is_busy, week = True, 0
    while True:
        if kind == "steady":
            yield rate
        elif kind == "bursty":
            if random.random() < 1 / (busy if is_busy else idle):
                is_busy = not is_busy
            yield rate * (busy + idle) / busy if is_busy else 0.05 * rate
        elif kind == "fading":
            yield rate * max(parameters.change, 0.5 ** (week / halving))
        else:
            yield 0.75 * rate * min(1 / parameters.change, 2 ** (week / halving))
        week += 1


def _count(random: Random, mean: float, dispersion: float) -> int:
    """Return a number from the negative binomial distribution: a Poisson number whose mean is gamma distributed."""
    mean, count, product = random.gammavariate(dispersion, mean / dispersion), 0, random.random()
    while product > exp(-mean):
        product *= random.random()
        count += 1
    return count
