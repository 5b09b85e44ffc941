"""What one person may use of what is dear, such as CPU time, within a while."""

import threading
import time
from collections.abc import Callable, Hashable

# Above so many persons, those who have nothing used up are forgotten.
MANY = 1_000


class Allowance:
    """Lets each person use AMOUNT at once, and as much again in SECONDS; counted in this process."""

    def __init__(self, amount: float, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing used; CLOCK tells seconds."""
        self.amount, self.rate, self._clock = amount, amount / seconds, clock
        self._used: dict[Hashable, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, person: Hashable, cost: float) -> bool:
        """Count COST as used by PERSON and return True; False where that is more than is left.

        Whoever has used nothing may take anything once.
        """
        with self._lock:
            used = self._used_by(person)
            if used and used + cost > self.amount:
                return False
            self._set(person, used + cost)
            return True

    def correct(self, person: Hashable, difference: float) -> None:
        """Count DIFFERENCE more (less, if negative) as used: what was taken was an estimate."""
        with self._lock:
            self._set(person, max(0.0, self._used_by(person) + difference))

    def _used_by(self, person: Hashable) -> float:
        used, since = self._used.get(person, (0.0, 0.0))
        return max(0.0, used - (self._clock() - since) * self.rate)

    def _set(self, person: Hashable, used: float) -> None:
        if len(self._used) >= MANY and person not in self._used:
            self._used = {each: value for each, value in self._used.items() if self._used_by(each)}
        self._used[person] = (used, self._clock())
