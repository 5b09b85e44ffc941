"""The arithmetic of progress: the only place where done is set against total."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol


class Countable(Protocol):
    """What can be counted: an item with an id that may be retired."""

    @property
    def id(self) -> int:
        """What completions name it by."""

    @property
    def retired(self) -> bool:
        """True for what editors have taken out."""


@dataclass(frozen=True, slots=True)
class Progress:
    """So many items done of so many that count."""

    done: int = 0
    total: int = 0

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(self.done + other.done, self.total + other.total)

    @property
    def is_empty(self) -> bool:
        """True where nothing counts, so that there is no percentage to give."""
        return self.total == 0

    @property
    def is_finished(self) -> bool:
        """True where something counts and all of it is done."""
        return self.total > 0 and self.done == self.total

    @property
    def count(self) -> str:
        """The count in words, such as "3 of 8"."""
        return f"{self.done} of {self.total}"

    @property
    def remaining(self) -> int:
        """How many items are still open."""
        return self.total - self.done

    @property
    def fraction(self) -> float:
        """The share done, 0 to 1; 0 where nothing counts."""
        return self.done / self.total if self.total else 0.0

    @property
    def percent(self) -> int:
        """The share done in whole per cent; 0 only with nothing done and 100 only with everything."""
        if self.done in (0, self.total):
            return 100 if self.is_finished else 0
        return min(99, max(1, round(100 * self.fraction)))


def tally(items: Iterable[Countable], done: Collection[int], *, skipped: bool = False) -> Progress:
    """Return the progress over ITEMS, given the ids that are DONE.

    A retired item counts only for those who have done it; a skipped topic's items count on neither side.
    """
    if skipped:
        return Progress()
    counting = [item.id in done for item in items if not item.retired or item.id in done]
    return Progress(sum(counting), len(counting))


def total(parts: Iterable[Progress]) -> Progress:
    """Return the progress over all PARTS, each item weighing the same."""
    return sum(parts, Progress())


def replay(events: Iterable[tuple[str, int]]) -> tuple[frozenset[int], frozenset[int]]:
    """Return (ids of items done, ids of topics skipped) as a record of (verb, id) leaves them."""
    done: set[int] = set()
    skipped: set[int] = set()
    for verb, row_id in events:
        match verb:
            case "ticked":
                done.add(row_id)
            case "unticked":
                done.discard(row_id)
            case "skipped":
                skipped.add(row_id)
            case "taken_back":
                skipped.discard(row_id)
    return frozenset(done), frozenset(skipped)
