"""What the doctor says of one thing that it has looked at."""

from dataclasses import dataclass

OK, WARN, FAIL = "ok", "warn", "fail"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: its state, what was seen, and how to mend it."""

    about: str
    state: str
    seen: str
    mend: str = ""
