"""When the clocks of a time zone change, and from which offset to which."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

A_DAY, A_SECOND = timedelta(days=1), timedelta(seconds=1)


class Offset(NamedTuple):
    """An offset from UTC, its abbreviation, and whether it is that of summer time."""

    utc: timedelta
    name: str
    is_summer: bool


class ClockChange(NamedTuple):
    """A moment (UTC) from which on one offset takes the place of another."""

    at: datetime
    before: Offset
    after: Offset


def offset_at(zone: ZoneInfo, moment: datetime) -> Offset:
    """Return the offset of ZONE at MOMENT (aware)."""
    local = moment.astimezone(zone)
    return Offset(local.utcoffset() or timedelta(), local.tzname() or zone.key, bool(local.dst()))


def clock_changes(zone: ZoneInfo, first: date, last: date) -> Iterator[ClockChange]:
    """Yield the changes of ZONE from FIRST to LAST (days in UTC, LAST excluded), in order; at most one a day."""
    moment, end = (datetime.combine(day, time(), UTC) for day in (first, last))
    before = offset_at(zone, moment)
    while moment < end:
        after = offset_at(zone, moment + A_DAY)
        if after != before:
            yield ClockChange(_first_second(zone, moment, after), before, after)
        moment, before = moment + A_DAY, after


def _first_second(zone: ZoneInfo, moment: datetime, after: Offset) -> datetime:
    """Return the second of the day that begins at MOMENT from which on ZONE has the offset AFTER."""
    low, high = 0, 24 * 3600
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(zone, moment + middle * A_SECOND) == after:
            high = middle
        else:
            low = middle
    return moment + high * A_SECOND
