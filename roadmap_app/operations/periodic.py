"""Intervals, and waiting that ends at SIGTERM or SIGINT."""

import re
import signal
import threading
from datetime import timedelta

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def parse_interval(text: str) -> timedelta:
    """Parse TEXT, such as "24h", "30m" or "90s". Raise ValueError if it is not an interval."""
    match = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if not match or not int(match[1]):
        raise ValueError(f"“{text}” is not a time such as 24h, 30m or 90s.")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


class Ending:
    """True once SIGTERM or SIGINT has arrived; create it in the main thread."""

    def __init__(self) -> None:
        """Listen to SIGTERM and SIGINT."""
        self._signalled = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._receive)

    def _receive(self, *_: object) -> None:
        self._signalled.set()

    def __bool__(self) -> bool:
        """Return whether a signal has arrived."""
        return self._signalled.is_set()

    def wait(self, time: timedelta) -> bool:
        """Wait for TIME or until a signal arrives; return whether one has arrived."""
        return self._signalled.wait(max(time.total_seconds(), 0))
