"""How many learners have completed content, as text for editors."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reach:
    """How many learners have completed some of a row's items, and how many of these every current item."""

    some: int = 0
    every: int = 0
    is_item: bool = False

    def __bool__(self) -> bool:
        return bool(self.some)

    @property
    def summary(self) -> str:
        """Return the text for a list column: "3 learners (1 completed all)"."""
        if not self.some:
            return "nobody yet"
        return learner_count(self.some) + ("" if self.is_item else f" ({self._all()})")

    @property
    def words(self) -> str:
        """Return a clause without a full stop: "3 learners have completed items here (1 completed all)"."""
        if not self.some:
            return f"nobody has completed {'it' if self.is_item else 'an item here'} yet"
        have = f"{Learners(self.some).have} completed"
        return f"{have} it" if self.is_item else f"{have} items here ({self._all()})"

    def _all(self) -> str:
        if self.some == 1:
            return "all of them" if self.every else "not all of them"
        return f"{self.every:,} completed all" if self.every else "nobody completed all"


@dataclass(frozen=True)
class Learners:
    """A number of learners, or the least that it may be."""

    count: int
    is_least: bool = False

    @property
    def have(self) -> str:
        """Return the number with its verb, to begin a sentence: "2 learners have", "At least 1 learner has"."""
        least = "At least " if self.is_least else ""
        return f"{least}{learner_count(self.count)} {'has' if self.count == 1 else 'have'}"


def learner_count(count: int) -> str:
    """Return COUNT with its noun, such as "1 learner" or "48,912 learners"."""
    return f"{count:,} learner{'' if count == 1 else 's'}"
