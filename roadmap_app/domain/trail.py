"""The drawing of the trail: where the marks for today and for the plan fall on the stages' stretches."""

from collections.abc import Iterable
from dataclasses import dataclass

from roadmap_app.domain.pace import Pace

# Marks closer than this many months are drawn as one; labels closer than NEAR point away from each other.
SAME = 0.2
NEAR = 2


@dataclass(frozen=True)
class Marker:
    """A mark on a stage's stretch of the trail, `share` per cent of the way along it.

    `side` is where its label has room: "early" or "late" of the mark, or "" for centred on it.
    """

    kind: str
    label: str
    share: float
    side: str


@dataclass(frozen=True)
class Stretch:
    """How one stage is drawn: the empty months before it, and the marks that fall on it."""

    gap_months: int
    markers: tuple[Marker, ...]


@dataclass(frozen=True)
class _Mark:
    month: float
    kind: str
    label: str
    side: str


def stretches(months: Iterable[tuple[int, int]], pace: Pace | None) -> list[Stretch]:
    """Return a stretch for each stage, given MONTHS as (start, end) in the order of the trail.

    A mark falls on the first stage that ends after it; those beyond the end fall on the last stage.
    """
    spans = list(months)
    marks = _marks(pace) if pace else []
    drawn: list[Stretch] = []
    end_before = 0
    for number, (start, end) in enumerate(spans, 1):
        here = [mark for mark in marks if mark.month < end or number == len(spans)]
        marks = [mark for mark in marks if mark not in here]
        drawn.append(Stretch(max(0, start - end_before), tuple(_marker(mark, start, end) for mark in here)))
        end_before = max(end_before, end)
    return drawn


def _marker(mark: _Mark, start: int, end: int) -> Marker:
    share = min(1.0, max(0.0, (mark.month - start) / (end - start)))
    return Marker(mark.kind, mark.label, round(100 * share, 1), mark.side)


def _marks(pace: Pace) -> list[_Mark]:
    distance = pace.calendar_month - pace.plan_month
    if abs(distance) < SAME:
        return [_Mark(pace.plan_month, "today", "Today", "")]
    if abs(distance) > NEAR:
        today, plan = "", ""
    else:
        today, plan = ("late", "early") if distance > 0 else ("early", "late")
    return [_Mark(pace.calendar_month, "today", "Today", today), _Mark(pace.plan_month, "plan", "Plan", plan)]
