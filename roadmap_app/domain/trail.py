"""Lay out the trail: where the markers for today and for the plan lie on the stretches of the stages."""

from collections.abc import Iterable
from dataclasses import dataclass

from roadmap_app.domain.pace import Pace

# In months. Markers closer than the first are drawn as one; labels closer than the second point away from each other.
MERGED_WITHIN = 0.2
LABELS_CLASH_WITHIN = 2


@dataclass(frozen=True)
class Marker:
    """A marker on a stage's stretch, at `share` per cent of its length.

    `side` is where its label goes: "early" (before it), "late" (after it) or "" (centred).
    """

    kind: str
    label: str
    share: float
    side: str


@dataclass(frozen=True)
class Stretch:
    """How one stage is drawn: the empty months before it, and its markers."""

    gap_months: int
    markers: tuple[Marker, ...]


@dataclass(frozen=True)
class _MonthMarker:
    """A marker at a month of the roadmap, before it is assigned to a stage."""

    month: float
    kind: str
    label: str
    side: str


def stretches(months: Iterable[tuple[int, int]], pace: Pace | None) -> list[Stretch]:
    """Return a stretch for each stage, given MONTHS as (start, end) in the order of the trail.

    A marker lies on the first stage that ends after it, or on the last stage. Without PACE there are none.
    """
    spans = list(months)
    markers = _month_markers(pace) if pace else []
    drawn: list[Stretch] = []
    end_before = 0
    for number, (start, end) in enumerate(spans, 1):
        here = [marker for marker in markers if marker.month < end or number == len(spans)]
        markers = [marker for marker in markers if marker not in here]
        drawn.append(Stretch(max(0, start - end_before), tuple(_marker(marker, start, end) for marker in here)))
        end_before = max(end_before, end)
    return drawn


def _marker(marker: _MonthMarker, start: int, end: int) -> Marker:
    share = min(1.0, max(0.0, (marker.month - start) / (end - start)))
    return Marker(marker.kind, marker.label, round(100 * share, 1), marker.side)


def _month_markers(pace: Pace) -> list[_MonthMarker]:
    distance = pace.calendar_month - pace.plan_month
    if abs(distance) < MERGED_WITHIN:
        return [_MonthMarker(pace.plan_month, "today", "Today", "")]
    if abs(distance) > LABELS_CLASH_WITHIN:
        today, plan = "", ""
    else:
        today, plan = ("late", "early") if distance > 0 else ("early", "late")
    return [
        _MonthMarker(pace.calendar_month, "today", "Today", today),
        _MonthMarker(pace.plan_month, "plan", "Plan", plan),
    ]
