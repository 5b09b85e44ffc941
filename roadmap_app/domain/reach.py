"""How many learners have completed what, in words that say what was counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reach:
    """How many learners have completed items of a row, and how many of these every item that it has now."""

    some: int = 0
    every: int = 0
    is_item: bool = False

    def __bool__(self) -> bool:
        return bool(self.some)

    @property
    def who(self) -> str:
        """Who has, as a cell of a list says it: "3 learners (1 completed all)"."""
        if not self.some:
            return "nobody yet"
        return f"{counted(self.some)}{'' if self.is_item else f' ({self._all()})'}"

    @property
    def words(self) -> str:
        """The same without a full stop: "3 learners have completed items here (1 completed all)"."""
        if not self.some:
            return f"nobody has completed {'it' if self.is_item else 'an item here'} yet"
        have = f"{counted(self.some)} {'has' if self.some == 1 else 'have'} completed"
        return f"{have} it" if self.is_item else f"{have} items here ({self._all()})"

    def _all(self) -> str:
        if self.some == 1:
            return "all of them" if self.every else "not all of them"
        return f"{self.every or 'nobody'} completed all"


def counted(learners: int) -> str:
    """Return so many LEARNERS in words."""
    return f"{learners} learner{'' if learners == 1 else 's'}"
