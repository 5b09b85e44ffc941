"""Count the weeks in a row with study. A week is a calendar week from Monday, in the learner's own days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

# The first and the last day of a pause, both inside; None for a pause without an end.
Pause = tuple[date, date | None]
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How many weeks in a row have had study: up to now, and at most so far.

    `this_week` is whether this week has had study, `is_paused` whether all of it lies inside a pause.
    """

    weeks: int
    longest: int
    this_week: bool
    is_paused: bool


def week_of(day: date) -> date:
    """Return the Monday of DAY's week."""
    return day - timedelta(days=day.weekday())


def rhythm(studied: Iterable[date], today: date, pauses: Iterable[Pause] = ()) -> Rhythm:
    """Return the rhythm on TODAY of a learner who STUDIED on these days.

    A week without study ends the row once it is over. A week that lies wholly inside PAUSES neither ends the row nor
    counts. Days after TODAY count, too: somebody who crosses the date line has them.
    """
    weeks = {week_of(day) for day in studied}
    here, rest = week_of(today), _merged(pauses)
    row = longest = 0
    for week in _weeks(min(weeks, default=here), max(weeks | {here})):
        if _is_inside(week, rest):
            continue
        if week in weeks:
            row += 1
            longest = max(longest, row)
        elif week < here:
            row = 0
    return Rhythm(row, longest, here in weeks, _is_inside(here, rest))


def _weeks(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += WEEK


def _merged(pauses: Iterable[Pause]) -> list[tuple[int, int]]:
    """Return PAUSES as (first, last) ordinals, with those that overlap or follow on each other as one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted((first.toordinal(), (last or date.max).toordinal()) for first, last in pauses):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        elif first <= last:
            merged.append((first, last))
    return merged


def _is_inside(week: date, rest: Iterable[tuple[int, int]]) -> bool:
    monday = week.toordinal()
    return any(first <= monday and monday + 6 <= last for first, last in rest)
