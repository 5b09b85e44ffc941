"""Limit how much of an expensive resource, such as CPU time, one person may use (a leaky bucket per person)."""

import threading
import time
from collections.abc import Callable, Hashable

# With more people than this, those whose use has drained away are dropped from memory.
MAX_TRACKED = 1_000


class Allowance:
    """Let each person use AMOUNT at once, which drains away evenly over SECONDS. Counted in this process only."""

    def __init__(self, amount: float, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with nothing used. CLOCK returns a time in seconds."""
        self.amount, self.rate, self._clock = amount, amount / seconds, clock
        self._used: dict[Hashable, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, person: Hashable, cost: float) -> bool:
        """Count COST as used by PERSON and return True; return False, counting nothing, if less than COST is left.

        A person who has used nothing is let through whatever the COST.
        """
        with self._lock:
            used = self._used_now(person)
            if used and used + cost > self.amount:
                return False
            self._set(person, used + cost)
            return True

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
