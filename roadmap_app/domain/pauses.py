"""Count days without those in which a learner pauses. PAUSES are merged: in order, apart, each with a last day."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

A_DAY = timedelta(days=1)


class PausedDays(NamedTuple):
    """The days from `first` to `last`, both included; `is_open` if nobody has said yet when the pause ends."""

    first: date
    last: date
    is_open: bool = False


def merged(pauses: Iterable[tuple[date, date | None]], today: date) -> tuple[PausedDays, ...]:
    """Return PAUSES in order, with overlapping and adjacent ones as one.

    A pause without a last day counts up to TODAY: nobody knows yet how long it will be.
    """
    found: list[PausedDays] = []
    closed = sorted(PausedDays(first, today if last is None else last, last is None) for first, last in pauses)
    for pause in closed:
        if pause.last < pause.first:
            continue  # it is open and has not begun
        if found and pause.first <= found[-1].last + A_DAY:
            before = found.pop()
            pause = PausedDays(before.first, max(before.last, pause.last), before.is_open or pause.is_open)
        found.append(pause)
    return tuple(found)


def pause_on(pauses: Iterable[PausedDays], day: date) -> PausedDays | None:
    """Return the pause that DAY lies in, or None."""
    return next((pause for pause in pauses if pause.first <= day <= pause.last), None)


def study_days(pauses: Iterable[PausedDays], start: date, end: date) -> int:
    """Return the number of days from START up to but without END that lie in no pause; negative if END is earlier."""
    if end < start:
        return -study_days(pauses, end, start)
    last_day, paused = end - A_DAY, 0
    for pause in pauses:
        if pause.first <= last_day and pause.last >= start:
            paused += (min(pause.last, last_day) - max(pause.first, start)).days + 1
    return (end - start).days - paused


def after_study_days(pauses: Iterable[PausedDays], start: date, count: int) -> date:
    """Return the earliest day with COUNT (0 or more) study days between START and it."""
    day = start + count * A_DAY
    for pause in pauses:
        if pause.last >= start:
            first = max(pause.first, start)
            if first >= day:
                break
            day += pause.last - first + A_DAY
    return day


def before_study_days(pauses: tuple[PausedDays, ...], end: date, count: int) -> date:
    """Return the latest day with COUNT (0 or more) study days between it and END."""
    day = end - count * A_DAY
    for pause in reversed(pauses):
        if pause.first < end:
            last = min(pause.last, end - A_DAY)
            if last < day:
                break
            day -= last - pause.first + A_DAY
    return day
