"""Learn from past forecasts how wide the next must be: adaptive conformal inference.

Source: I. Gibbs and E. Candès, Adaptive Conformal Inference Under Distribution Shift, NeurIPS 2021, equation 2.
"""

from collections.abc import Iterable
from datetime import date

# The share of forecasts that may miss in the long run: intervals are meant to hold in 80 of 100 cases.
TARGET = 0.2
STEP = 0.02
# From an interval meant to hold in 95 of 100 cases to one of 60: neither endless nor narrower than is of use.
LOWEST, HIGHEST = 0.05, 0.4


def adapted(miscoverage: float, held: bool) -> float:
    """Return the next share of misses to plan for, given the last and whether its forecast HELD.

    A miss makes the next interval wider by four times as much as a hit makes it narrower, so that both balance at
    TARGET.
    """
    return min(HIGHEST, max(LOWEST, miscoverage + STEP * (TARGET - (not held))))


def learned(outcomes: Iterable[bool]) -> float:
    """Return the share of misses to plan for after OUTCOMES, whether each past forecast held, oldest first."""
    miscoverage = TARGET
    for held in outcomes:
        miscoverage = adapted(miscoverage, held)
    return miscoverage


def outcome(low: date, high: date, *, reached_on: date | None, today: date) -> bool | None:
    """Return whether a forecast from LOW to HIGH held, None if that is not known on TODAY.

    It holds if the milestone was reached in the interval. It misses as soon as HIGH has passed without that.
    """
    if reached_on is not None:
        return low <= reached_on <= high
    return False if today > high else None
