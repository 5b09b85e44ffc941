"""How much one person may do in a while: more than anybody does by hand, less than a program can.

Counted in each process by itself, so that a tick costs no second write; with several processes so many times as much.
"""

import time
from collections.abc import Callable
from threading import Lock


class Quota:
    """BURST at once, and one more EACH so many seconds; for MOST people, of whom those at rest are forgotten."""

    def __init__(
        self, *, burst: int, each: float, clock: Callable[[], float] = time.monotonic, most: int = 10_000
    ) -> None:
        self.burst, self.each, self.clock, self.most = burst, each, clock, most
        self._free_at: dict[str, float] = {}  # when all that somebody has done is made up for
        self._lock = Lock()

    def __len__(self) -> int:
        """Return of how many people it knows."""
        return len(self._free_at)

    def clear(self) -> None:
        """Forget what has been counted."""
        with self._lock:
            self._free_at = {}

    def take(self, who: str) -> float:
        """Count one for WHO and return 0; where they have had their share, the seconds until there is more."""
        with self._lock:
            now = self.clock()
            if len(self._free_at) >= self.most:
                self._free_at = {each: moment for each, moment in self._free_at.items() if moment > now}
            free_at = max(self._free_at.get(who, now), now)
            wait = free_at - now - (self.burst - 1) * self.each
            if wait > 0:
                return wait
            self._free_at[who] = free_at + self.each
            return 0


TICKS = Quota(burst=1200, each=0.05)
NOTES = Quota(burst=300, each=0.2)
QUOTAS = {
    "item_completion": TICKS,
    "topic_completion": TICKS,
    "topic_skip": TICKS,
    "change_undo": TICKS,
    "roadmap_enrolment": TICKS,
    "roadmap_changes": TICKS,
    "settings": TICKS,
    "topic_note": NOTES,
}
