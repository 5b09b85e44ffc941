"""Lay out the trail to scale: how long it is drawn, and where its stages lie on it.

Lengths are shares of the whole trail in per cent, as text, since that is what SVG takes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from roadmap_app.domain.spans import QUARTER
from roadmap_app.domain.trail_parts import TrailLeg

# Overlapping stages lie side by side; beyond these, on top of each other.
MAX_LANES = 12
# How many months get a mark of their own; on a longer trail there is one for every few months.
MAX_MARKS = 30
STEPS = (1, 2, 3, 6, 12)
# The share of the trail that a stage shorter than a month is drawn over at least.
LEAST_SHARE = 0.025
# A forecast may make the trail longer by this share of it.
FORECAST_ROOM = 0.5
# Upright, in pixels: the height of the shortest stage, of a mark, and of the whole where that stretches it.
STAGE_HEIGHT, MARK_HEIGHT, STRETCHED_HEIGHT = 64, 18, 900
LEAST_HEIGHT = 112


@dataclass(frozen=True, slots=True)
class Ruler:
    """How long the trail is drawn, in months, and every how many months there is a mark; a quarter is a week."""

    length: float
    step: float

    @property
    def unit(self) -> str:
        """What the marks count: months, or weeks."""
        return "week" if self.step == QUARTER else "month"

    def number(self, month: float) -> int:
        """Return the number of the mark nearest to MONTH where each unit has one."""
        return round(month / QUARTER if self.unit == "week" else month)

    def share(self, month: float) -> float:
        """Return where MONTH lies, 0 to 1."""
        return min(1.0, max(0.0, month / self.length))

    def place(self, month: float) -> str:
        """Return where MONTH lies, in per cent."""
        return percent(self.share(month))


def percent(share: float) -> str:
    """Return SHARE (0 to 1) in per cent, with two digits at most."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".")


def ruler(months: float, last_month: float = 0.0, *, in_weeks: bool = False) -> Ruler:
    """Return the ruler of a trail of MONTHS that also shows LAST_MONTH, if it lies near enough.

    IN_WEEKS: it counts weeks if not too many for a mark each.
    """
    least = QUARTER if in_weeks and months <= QUARTER * MAX_MARKS else 1
    length = least * ceil(max(months, least) / least)
    length = max(length, least * min(ceil(last_month / least), ceil(length * (1 + FORECAST_ROOM) / least)))
    steps = (QUARTER, *STEPS) if least == QUARTER else STEPS
    step = next((step for step in steps if length <= step * MAX_MARKS), STEPS[-1])
    return Ruler(step * ceil(length / step), step)


def end_of(ruler: Ruler) -> str:
    """Return how the end of RULER is marked: the number of months, or of weeks, which need to be called so."""
    number = ruler.number(ruler.length)
    return f"{number}" if ruler.unit == "month" else f"{number} week{'' if number == 1 else 's'}"


def legs(spans: Sequence[tuple[float, float]], ruler: Ruler) -> list[TrailLeg]:
    """Return how the stages with SPANS (first month, last month) are drawn, each in the first lane that is free."""
    lanes: list[int] = []
    ends: list[float] = []
    for start, end in spans:
        lane = next((lane for lane, taken in enumerate(ends) if taken <= start), min(len(ends), MAX_LANES - 1))
        ends[lane:] = [end, *ends[lane + 1 :]]
        lanes.append(lane + 1)
    least = _least(spans, ruler)
    drawn: dict[int, Iterator[tuple[float, float]]] = {}
    for lane in set(lanes):
        here = [span for span, each in zip(spans, lanes, strict=True) if each == lane]
        drawn[lane] = iter(widened(here, least, ruler.length))
    return [
        TrailLeg(
            lane=lane,
            before=ruler.place(start),
            after=percent(1 - ruler.share(end)),
            is_late=ruler.share(start) >= 0.5,
            is_lowest=lane == len(ends),
        )
        for lane, (start, end) in ((lane, next(drawn[lane])) for lane in lanes)
    ]


def _least(spans: Sequence[tuple[float, float]], ruler: Ruler) -> float:
    """Return how many months a stage is drawn over at least: LEAST_SHARE of the trail, but never more than a month."""
    return min(1, LEAST_SHARE * ruler.length, ruler.length / max(1, len(spans)))


def widened(spans: Sequence[tuple[float, float]], least: float, length: float) -> list[tuple[float, float]]:
    """Return SPANS, none of which overlap, as they are drawn on a trail of LENGTH: each at least LEAST months.

    The ones after make room, and those before where the trail ends. Spans that overlap stay as they are.
    """
    if any(before[1] > after[0] for before, after in pairwise(spans)):
        return list(spans)
    found: list[tuple[float, float]] = []
    taken = 0.0
    for start, end in spans:
        start = max(start, taken)
        taken = max(end, start + least)
        found.append((start, taken))
    free = length
    for index in range(len(found) - 1, -1, -1):
        end = min(found[index][1], free)
        free = min(found[index][0], end - least)
        found[index] = free, end
    return found


def rise(spans: Sequence[tuple[float, float]], ruler: Ruler) -> int:
    """Return the height of the upright trail in pixels: to scale, if possible with room for each title."""
    shortest = max(min((end - start for start, end in spans), default=ruler.length), _least(spans, ruler))
    wanted = max(STAGE_HEIGHT / shortest, MARK_HEIGHT / ruler.step) * ruler.length
    most = max(STRETCHED_HEIGHT, MARK_HEIGHT / ruler.step * ruler.length)
    return ceil(max(LEAST_HEIGHT, min(wanted, most)))
