"""What a forecast is computed from: a learner's record on a roadmap, and the work that lies ahead of a milestone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from roadmap_app.domain.weeks import WEEK, monday_of

# The first and last day of a pause, both included; None is an open end.
Pause = tuple[date, date | None]
# Older weeks weigh next to nothing.
MAX_WEEKS = 104


@dataclass(frozen=True)
class Inputs:
    """Everything that a forecast depends on. Days are the learner's; work is counted in items of average size.

    `weekly` is the work done in each calendar week from that of `first_day` to that of `today`, which is still running.
    Of the milestone's work, `scope` is all of it, `done` and `skipped` what is not ahead any more. `hours` are the
    planned hours a week, each with the day from which on they hold. `miscoverage` is the share of forecasts that may
    miss, 0 to 1. `unit` is the mean of the editors' estimates in minutes, 0 without any.
    """

    today: date
    first_day: date
    weekly: tuple[float, ...]
    scope: float
    done: float
    skipped: float = 0.0
    pauses: tuple[Pause, ...] = ()
    hours: tuple[tuple[date, int], ...] = ()
    miscoverage: float = 0.2
    unit: float = 0.0

    @property
    def remaining(self) -> float:
        """Return the work ahead, 0 or more."""
        return max(0.0, round(self.scope - self.done - self.skipped, 6))

    def work_between(self, first: date, end: date) -> float:
        """Return the work of the weeks from the Monday FIRST up to but without the Monday END."""
        start = first_week(self.first_day, self.today)
        return sum(self.weekly[max(0, (first - start).days // 7) : max(0, (end - start).days // 7)])

    def hours_on(self, day: date) -> int:
        """Return the hours a week planned on DAY, 0 if there is no plan; before the first plan, that one holds."""
        held = [hours for since, hours in self.hours if since <= day]
        return held[-1] if held else self.hours[0][1] if self.hours else 0


def weekly_work(work: Mapping[date, float], first_day: date, today: date) -> tuple[float, ...]:
    """Return the sum of WORK (by day) for each calendar week from FIRST_DAY to TODAY, of at most MAX_WEEKS weeks."""
    start = first_week(first_day, today)
    sums = [0.0] * ((monday_of(today) - start).days // 7 + 1)
    for day, amount in work.items():
        if start <= day <= today:
            sums[(day - start).days // 7] += amount
    return tuple(round(amount, 6) for amount in sums)


def first_week(first_day: date, today: date) -> date:
    """Return the Monday with which the record begins that is kept on TODAY for a learner since FIRST_DAY."""
    return max(monday_of(first_day), monday_of(today) - (MAX_WEEKS - 1) * WEEK)


def to_json(inputs: Inputs) -> dict[str, Any]:
    """Return INPUTS as values that JSON has."""
    plain = {field.name: getattr(inputs, field.name) for field in fields(inputs)}
    return plain | {
        "today": inputs.today.isoformat(),
        "first_day": inputs.first_day.isoformat(),
        "weekly": list(inputs.weekly),
        "pauses": [[first.isoformat(), last and last.isoformat()] for first, last in inputs.pauses],
        "hours": [[since.isoformat(), hours] for since, hours in inputs.hours],
    }


def from_json(stored: Mapping[str, Any]) -> Inputs:
    """Return the inputs that `to_json` made STORED of."""
    return Inputs(
        today=date.fromisoformat(stored["today"]),
        first_day=date.fromisoformat(stored["first_day"]),
        weekly=tuple(stored["weekly"]),
        scope=stored["scope"],
        done=stored["done"],
        skipped=stored["skipped"],
        pauses=tuple(_dates(stored["pauses"])),
        hours=tuple((date.fromisoformat(since), hours) for since, hours in stored["hours"]),
        miscoverage=stored["miscoverage"],
        unit=stored.get("unit", 0.0),  # not in those of earlier releases
    )


def _dates(pauses: Iterable[tuple[str, str | None]]) -> Iterable[Pause]:
    for first, last in pauses:
        yield date.fromisoformat(first), date.fromisoformat(last) if last else None
