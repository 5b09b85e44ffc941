"""Doing something every so often, until SIGTERM or SIGINT."""

import re
import signal
import threading
from datetime import timedelta
from typing import Any

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def parse_interval(text: str) -> timedelta:
    """Return TEXT, as in "24h", "30m" or "90s"; raises ValueError with a sentence for what is none."""
    match = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if not match or not int(match[1]):
        raise ValueError(f"“{text}” is not a time such as 24h, 30m or 90s.")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


class Ending:
    """Whether this process has been asked to end; made in the main thread."""

    def __init__(self) -> None:
        """Listen to SIGTERM and SIGINT."""
        self._asked = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, *_: Any) -> None:
        self._asked.set()

    def __bool__(self) -> bool:
        """Tell whether it has."""
        return self._asked.is_set()

    def wait(self, time: timedelta) -> bool:
        """Wait for TIME, or until it is asked; tells whether it has been."""
        return self._asked.wait(max(time.total_seconds(), 0))
