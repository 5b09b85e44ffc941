"""Quotas of a user's writes: above what anybody does by hand, below what a program can do.

Each process counts on its own, so that a tick costs no second write; N processes allow N times as much.
"""

import time
from collections.abc import Callable
from threading import Lock


class Quota:
    """Allows BURST actions at once and another one every EACH seconds; idle users are forgotten above MAX_USERS."""

    def __init__(
        self, *, burst: int, each: float, clock: Callable[[], float] = time.monotonic, max_users: int = 10_000
    ) -> None:
        self.burst, self.each, self.clock, self.max_users = burst, each, clock, max_users
        self._free_at: dict[str, float] = {}  # when a user's whole burst is available again
        self._lock = Lock()

    def __len__(self) -> int:
        """Return the number of users that are counted."""
        return len(self._free_at)

    def clear(self) -> None:
        """Forget all counts."""
        with self._lock:
            self._free_at = {}

    def take(self, who: str) -> float:
        """Count an action of WHO and return 0, or the seconds to wait if the quota is used up."""
        with self._lock:
            now = self.clock()
            if len(self._free_at) >= self.max_users:
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
