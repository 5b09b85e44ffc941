"""Lay out a year of study: a column for each week, a stone for each day, with four levels."""

from bisect import bisect_right
from calendar import month_name
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from roadmap_app.domain.weeks import monday_of

# From how many items and notes on a day its level is 1, 2, 3, 4. Fixed, so that no day changes its look afterwards.
LEVELS = (1, 2, 4, 7)
# The radius of a stone of each level, in a cell of 10: its size tells as much as its colour.
RADIUS = (0.8, 2.2, 3.0, 3.8, 4.6)
WEEKS = 53


@dataclass(frozen=True, slots=True)
class Work:
    """What a learner did: items that they ticked, and topics whose notes they wrote."""

    items: int = 0
    notes: int = 0

    def __add__(self, other: "Work") -> "Work":
        return Work(self.items + other.items, self.notes + other.notes)

    @property
    def total(self) -> int:
        """Return the items and notes."""
        return self.items + self.notes

    @property
    def words(self) -> str:
        """The counts in words: "3 items, 1 note", or "nothing"."""
        counts = ((self.items, "item"), (self.notes, "note"))
        return ", ".join(f"{count} {word}{'s' * (count != 1)}" for count, word in counts if count) or "nothing"


NOTHING = Work()


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar. `row` is 0 on Mondays."""

    on: date
    work: Work

    @property
    def level(self) -> int:
        """Return 0 for a day without study, else 1 to 4."""
        return bisect_right(LEVELS, self.work.total)

    @property
    def words(self) -> str:
        """The day and its work in words, such as "4 March 2026: 1 item"."""
        return f"{_long(self.on)}: {self.work.words}"

    @property
    def radius(self) -> float:
        """Return the radius of its stone in a cell of 10."""
        return RADIUS[self.level]

    @property
    def row(self) -> int:
        """Return the day of the week, 0 for Monday."""
        return self.on.weekday()


@dataclass(frozen=True)
class Week:
    """A week of the calendar: those of its days that belong to the period, up to today."""

    number: int
    monday: date
    days: tuple[Day, ...]

    @cached_property
    def work(self) -> Work:
        """The work of all its days."""
        return total(day.work for day in self.days)

    @property
    def words(self) -> str:
        """The week and its work in words."""
        return f"Week of {_long(self.monday)}: {self.work.words}"

    @property
    def cells(self) -> tuple[Day | None, ...]:
        """Seven days from Monday, None for those outside the period."""
        by_row = {day.row: day for day in self.days}
        return tuple(by_row.get(row) for row in range(7))


@dataclass(frozen=True)
class ActivityCalendar:
    """The weeks of a period, from FIRST to LAST, both inside."""

    first: date
    last: date
    weeks: tuple[Week, ...]

    @cached_property
    def work(self) -> Work:
        """The work of the whole period."""
        return total(week.work for week in self.weeks)

    @cached_property
    def busiest(self) -> int:
        """The most items and notes of a week."""
        return max((week.work.total for week in self.weeks), default=0)

    @property
    def is_year(self) -> bool:
        """Return whether the period is a year of the calendar."""
        return (self.first, self.last) == calendar_year(self.first.year)

    @property
    def key(self) -> tuple[tuple[int, float, str], ...]:
        """The levels with their radius and the counts that they stand for, such as "2–3"."""
        ends = [*(level - 1 for level in LEVELS[1:]), None]
        labels = [_label(first, last) for first, last in zip(LEVELS, ends, strict=True)]
        return tuple((level, RADIUS[level], label) for level, label in enumerate(labels, 1))

    @property
    def studied_days(self) -> int:
        """The number of days with study."""
        return sum(day.level > 0 for week in self.weeks for day in week.days)

    @property
    def studied_weeks(self) -> int:
        """The number of weeks with study."""
        return sum(week.work.total > 0 for week in self.weeks)

    @property
    def months(self) -> list[tuple[int, date]]:
        """The months that begin in the period, as (number of the week of their first day, first day)."""
        firsts = (day.on for week in self.weeks for day in week.days if day.on.day == 1)
        return [((monday_of(day) - monday_of(self.first)).days // 7, day) for day in firsts]


def _long(day: date) -> str:
    # Hundreds on a page, for which the date filter of templates takes several times as long.
    return f"{day.day} {month_name[day.month]} {day.year}"


def _label(first: int, last: int | None) -> str:
    if last is None:
        return f"{first} or more"
    return str(first) if first == last else f"{first}–{last}"


def total(parts: Iterable[Work]) -> Work:
    """Return the sum of PARTS."""
    return sum(parts, NOTHING)


def latest_year(today: date) -> tuple[date, date]:
    """Return the first and last day of the 53 weeks up to TODAY."""
    return monday_of(today) - timedelta(weeks=WEEKS - 1), today


def calendar_year(year: int) -> tuple[date, date]:
    """Return the first and last day of YEAR."""
    return date(year, 1, 1), date(year, 12, 31)


def activity_calendar(work: Mapping[date, Work], first: date, last: date, today: date) -> ActivityCalendar:
    """Lay out WORK by day from FIRST to LAST. Days after TODAY are left out, unless there is work on them."""
    count = (monday_of(last) - monday_of(first)).days // 7 + 1
    mondays = [monday_of(first) + timedelta(weeks=number) for number in range(count)]
    return ActivityCalendar(
        first,
        last,
        tuple(Week(number, monday, _days(work, monday, first, last, today)) for number, monday in enumerate(mondays)),
    )


def _days(work: Mapping[date, Work], monday: date, first: date, last: date, today: date) -> tuple[Day, ...]:
    days = (monday + timedelta(days=row) for row in range(7))
    return tuple(
        Day(day, work.get(day, NOTHING)) for day in days if first <= day <= last and (day <= today or day in work)
    )
