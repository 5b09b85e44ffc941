"""Count attempts and make too many of them wait: longer each time, up to a maximum.

An attempt is counted before it is made, so that many at once count, too, and given back if it succeeded. The counts
are rows of the database, which all workers share; a row lock orders concurrent attempts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count as counting
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from roadmap_app.models import LimitCount

# Longer than any count lives: by then even the fullest is forgotten.
FORGOTTEN = timedelta(days=3)


class TooMany(Exception):
    """There were too many attempts; `wait` is the time until the next one."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"wait {wait}")
        self.wait = wait


@dataclass(frozen=True)
class Limit:
    """A rate limit. FREE tries do not wait; each further one waits FIRST seconds, doubled each time up to LONGEST.

    One try is forgotten each FORGET seconds.
    """

    name: str
    free: int
    forget: float
    first: float
    longest: float

    def wait_after(self, count: float) -> float:
        """Return for how many seconds the next try waits after COUNT of them."""
        beyond = round(count) - self.free
        return 0 if beyond < 0 else min(self.first * 2 ** min(beyond, 32), self.longest)

    @property
    def full(self) -> int:
        """The count beyond which nothing grows."""
        return next(count for count in counting(self.free) if self.wait_after(count) >= self.longest) + 1

    def key_for(self, who: str) -> str:
        """Return the key under which WHO's attempts are counted: a digest that does not identify them."""
        return salted_hmac(f"limit {self.name}", who, algorithm="sha256").hexdigest()


class Counted(NamedTuple):
    """A counted attempt, as give_back needs it."""

    key: str
    before: datetime
    at: datetime


def take(*limits: tuple[Limit, str]) -> list[Counted]:
    """Count an attempt under each of LIMITS (a limit, and who made it); return what give_back takes.

    Raise TooMany, and count it under none, if any limit is reached.
    """
    by_key = {limit.key_for(who): limit for limit, who in limits}
    if not by_key:
        return []
    now = timezone.now()
    with transaction.atomic():
        rows = _locked(by_key, now)
        wait = max((_wait(by_key[row.key], row, now) for row in rows), default=0.0)
        # A clock that ran ahead left a time in the future: it counts as now, and is stored as that, so that the wait
        # ends.
        counted = [Counted(row.key, min(row.counted_at, now), now) for row in rows]
        if wait > 0:
            LimitCount.objects.filter(key__in=by_key, counted_at__gt=now).update(counted_at=now)
        else:
            for row in rows:
                limit, elapsed = by_key[row.key], max((now - row.counted_at).total_seconds(), 0)
                row.count = min(max(row.count - elapsed / limit.forget, 0) + 1, limit.full)
                row.counted_at = now
            LimitCount.objects.bulk_update(rows, ["count", "counted_at"])
    if wait > 0:
        raise TooMany(timedelta(seconds=wait))
    return counted


def _wait(limit: Limit, row: LimitCount, now: datetime) -> float:
    return limit.wait_after(row.count) - max((now - row.counted_at).total_seconds(), 0)


def _locked(keys: Iterable[str], now: datetime) -> list[LimitCount]:
    """Return the rows of KEYS, created if missing, locked in one order to avoid deadlocks."""
    wanted = sorted(keys)
    LimitCount.objects.bulk_create((LimitCount(key=key, counted_at=now) for key in wanted), ignore_conflicts=True)
    return list(LimitCount.objects.select_for_update().filter(key__in=wanted).order_by("key"))


@transaction.atomic
def give_back(counted: list[Counted]) -> None:
    """Take back the count of an attempt that succeeded."""
    by_key = {each.key: each for each in counted}
    rows = list(LimitCount.objects.select_for_update().filter(key__in=by_key).order_by("key"))
    for row in rows:
        row.count = max(row.count - 1, 0)
        if row.counted_at == by_key[row.key].at:  # no attempt in between
            row.counted_at = by_key[row.key].before
    LimitCount.objects.bulk_update(rows, ["count", "counted_at"])


def forget(*limits: tuple[Limit, str]) -> None:
    """Reset the counts of LIMITS."""
    LimitCount.objects.filter(key__in=[limit.key_for(who) for limit, who in limits]).delete()


def forget_old_counts() -> int:
    """Delete the counts that have run out; return how many."""
    return LimitCount.objects.filter(counted_at__lt=timezone.now() - FORGOTTEN).delete()[0]
