"""Limit how much of something, such as CPU time or writes, one person may use (a leaky bucket per person)."""

import threading
import time
from collections.abc import Callable, Hashable

# With more people than this, those whose use has drained away are dropped from memory.
MAX_TRACKED = 10_000


class Allowance:
    """Let each person use AMOUNT at once, which drains away evenly over SECONDS. Counted in this process only."""

    def __init__(self, amount: float, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with nothing used. CLOCK returns a time in seconds."""
        self.amount, self.rate, self._clock = amount, amount / seconds, clock
        self._used: dict[Hashable, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, person: Hashable, cost: float = 1) -> float:
        """Count COST as used by PERSON and return 0; if less is left, count nothing and return the seconds to wait.

        A person who has used nothing is let through whatever the COST.
        """
        with self._lock:
            used = self._used_now(person)
            wait = (used + cost - self.amount) / self.rate
            if used and wait > 0:
                return wait
            self._set(person, used + cost)
            return 0

    def correct(self, person: Hashable, difference: float) -> None:
        """Add DIFFERENCE (may be negative) to what PERSON has used, once the real cost of an estimate is known."""
        with self._lock:
            self._set(person, max(0.0, self._used_now(person) + difference))

    def _used_now(self, person: Hashable) -> float:
        used, since = self._used.get(person, (0.0, 0.0))
        return max(0.0, used - (self._clock() - since) * self.rate)

    def _set(self, person: Hashable, used: float) -> None:
        if len(self._used) >= MAX_TRACKED and person not in self._used:
            self._used = {each: value for each, value in self._used.items() if self._used_now(each)}
        self._used[person] = (used, self._clock())
