"""Which backups are kept: the newest of each of the last days, weeks and months that have one."""

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

# Always kept: a backup made before a risky step must not delete an earlier one of the same day.
LAST = 3


@dataclass(frozen=True)
class Retention:
    """How many days, weeks (Monday to Sunday) and months (all UTC) keep their newest backup."""

    days: int = 0
    weeks: int = 0
    months: int = 0


def parse_retention(text: str) -> Retention:
    """Parse TEXT, such as "14d 8w 12m". Raise ValueError if it is not a retention rule or keeps nothing."""
    counts = {"d": 0, "w": 0, "m": 0}
    for word in text.split():
        match = re.fullmatch(r"(\d{1,4})([dwm])", word)
        if not match:
            raise ValueError(f"“{word}” is not a number of days, weeks or months, as in 14d 8w 12m.")
        counts[match[2]] = int(match[1])
    if not any(counts.values()):
        raise ValueError("Nothing would be kept: name days, weeks or months, as in 14d 8w 12m.")
    return Retention(counts["d"], counts["w"], counts["m"])


def kept(moments: Iterable[datetime], retention: Retention) -> set[datetime]:
    """Return those of MOMENTS (UTC) that RETENTION keeps, always including the newest LAST."""
    newest_first = sorted(moments, reverse=True)
    keep = set(newest_first[:LAST])
    for count, period in (
        (retention.days, lambda moment: moment.date()),
        (retention.weeks, lambda moment: moment.isocalendar()[:2]),
        (retention.months, lambda moment: (moment.year, moment.month)),
    ):
        keep |= _newest_of_each(newest_first, period, count)
    return keep


def _newest_of_each(newest_first: list[datetime], period: Callable[[datetime], Hashable], count: int) -> set[datetime]:
    newest: dict[Hashable, datetime] = {}
    for moment in newest_first:
        newest.setdefault(period(moment), moment)
    return set(list(newest.values())[:count])
