"""Plot the items done against the plan over time, below the line of how many items the roadmap had."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

from roadmap_app.domain.pace import Span

# The plot and its table have about as many points, however long the learner has been under way.
POINTS = 52
SHORTEST = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Fan:
    """A forecast of the day on which everything is done: the interval and the most likely day."""

    low: date
    likely: date
    high: date


@dataclass(frozen=True, slots=True)
class Point:
    """The counts at the end of a day. `done` and `scope` are None after today, `plan` without a plan."""

    day: date
    done: int | None
    plan: float | None
    scope: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on the axis, at `share` per cent of its length."""

    day: date
    share: float


@dataclass(frozen=True)
class BurnUp:
    """The points of the plot, one a day at most, in order; `total` is how many items count today."""

    points: tuple[Point, ...]
    today: date
    total: int
    fan: Fan | None
    finished_on: date | None

    @property
    def now(self) -> Point:
        """The point of today."""
        return next(point for point in self.points if point.day == self.today)

    @property
    def first(self) -> date:
        """The first day of the plot."""
        return self.points[0].day

    @property
    def last(self) -> date:
        """The last day of the plot."""
        return self.points[-1].day

    @cached_property
    def top(self) -> int:
        """The largest count of the plot, at least 1."""
        return max(1, self.total, *(count or 0 for point in self.points for count in (point.done, point.scope)))

    def across(self, day: date) -> float:
        """Return where DAY lies between the first day (0) and the last (100)."""
        return round(100 * (day - self.first) / (self.last - self.first), 2)

    def down(self, count: float) -> float:
        """Return where COUNT lies between the largest count (0) and none (100)."""
        return round(100 - 100 * count / self.top, 2)

    @property
    def today_share(self) -> float:
        """Where today lies, as `across`."""
        return self.across(self.today)

    @property
    def done_share(self) -> float:
        """Where what is done lies, as `down`."""
        return self.down(self.now.done or 0)

    @property
    def done_line(self) -> str:
        """The line of the items done, as SVG points in per cent."""
        return self._line((point.day, point.done) for point in self.points)

    @property
    def plan_line(self) -> str:
        """The line of the plan, "" without one."""
        return self._line((point.day, point.plan) for point in self.points)

    @property
    def scope_line(self) -> str:
        """The line of the items that the roadmap had, and has."""
        return self._line([*((point.day, point.scope) for point in self.points), (self.last, self.total)])

    @property
    def fan_area(self) -> str:
        """The area of the forecast, from what is done today to everything done between its two days."""
        done = self.now.done
        return (
            self._line([(self.today, done), (self.fan.low, self.total), (self.fan.high, self.total)])
            if self.fan
            else ""
        )

    @property
    def fan_line(self) -> str:
        """The most likely line of the forecast."""
        return self._line([(self.today, self.now.done), (self.fan.likely, self.total)]) if self.fan else ""

    @property
    def dates(self) -> tuple[Mark, ...]:
        """The first day, the one in the middle, and the last, for the axis."""
        span = self.last - self.first
        return tuple(Mark(self.first + span * part // 2, 50.0 * part) for part in range(3))

    def _line(self, counts: Iterable[tuple[date, float | None]]) -> str:
        return " ".join(f"{self.across(day)},{self.down(count)}" for day, count in counts if count is not None)


def planned_items(spans: Iterable[Span], month: float) -> float:
    """Return how many items of SPANS are due when the plan has reached MONTH: within a stage, evenly over time."""
    return sum(
        span.progress.total * min(1.0, max(0.0, (month - span.start) / (span.end - span.start))) for span in spans
    )


def burn_up(
    *,
    spans: Sequence[Span],
    done: Mapping[date, int],
    scope: Mapping[date, int],
    today: date,
    month_on: Callable[[date], float] | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    fan: Fan | None = None,
) -> BurnUp:
    """Return the plot of the items of SPANS up to TODAY, and of what is planned and forecast afterwards.

    DONE is by how many the count of items done changed on each day, SCOPE the same for the items of the roadmap (its
    sum is how many count today; changes before the first day of the plot are part of its first point).
    MONTH_ON returns the month of the roadmap that the plan has reached on a day, None without a plan. The plot runs
    from the first of STARTS_ON and the first change of DONE to the last of TODAY, ENDS_ON and the FAN.
    """
    today = max(today, *done) if done else today  # later days: somebody has crossed the date line
    begin = min(today, starts_on or today, *done)
    end = max(today, begin + SHORTEST, ends_on or today, fan.high if fan else today)
    done_by, scope_by = _running(done), _running(scope)
    points = tuple(
        Point(
            day,
            max(0, done_by(day)) if day <= today else None,
            planned_items(spans, month_on(day)) if month_on else None,
            scope_by(day) if day <= today else None,
        )
        for day in _days(begin, end, today)
    )
    return BurnUp(points, today, sum(span.progress.total for span in spans), fan, finish_day(done, scope))


def finish_day(done: Mapping[date, int], scope: Mapping[date, int]) -> date | None:
    """Return the day on which all items were done, the latest one if items came later and were done, too; else None.

    DONE and SCOPE are the changes by day, as for `burn_up`. Items that are open again do not take the day away.
    """
    done_by, scope_by, was_done, found = _running(done), _running(scope), False, None
    for day in sorted({*done, *scope}):
        is_done = done_by(day) >= scope_by(day) > 0
        if is_done and not was_done:
            found = day
        was_done = is_done
    return found


def _running(changes: Mapping[date, int]) -> Callable[[date], int]:
    """Return a function of a day: the sum of the CHANGES up to its end."""
    days = sorted(changes)
    sums = [0, *accumulate(changes[day] for day in days)]
    return lambda day: sums[bisect_right(days, day)]


def _days(first: date, last: date, today: date) -> list[date]:
    """Return the days from FIRST to LAST in equal steps, with both of them and TODAY."""
    step = max(1, -(-(last - first).days // POINTS))
    steps = (first + timedelta(days=number) for number in range(0, (last - first).days, step))
    return sorted({*steps, today, last})
