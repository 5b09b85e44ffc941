"""The result of one check of the doctor."""

from dataclasses import dataclass

OK, WARN, FAIL = "ok", "warn", "fail"


@dataclass(frozen=True)
class Finding:
    """The result of one check: its subject, state, observation and how to fix it."""

    about: str
    state: str
    seen: str
    fix: str = ""
