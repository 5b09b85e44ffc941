"""The kinds of errors that keep a roadmap from being published, and an error of one kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ProblemKind(StrEnum):
    """What is wrong; the value is how several of a kind are called on the screen."""

    TOO_MANY_STAGES = "more stages than a roadmap may have"
    TOO_MANY_TOPICS = "more topics than a roadmap may have"
    TOO_MANY_ITEMS = "more items than a roadmap may have"
    TOO_MANY_RESOURCES = "more resources than a roadmap may have"
    NO_ROADMAP_TITLE = "a roadmap without a title"
    EMPTY_TITLE = "empty titles"
    LONG_TEXT = "texts that are too long"
    UNREADABLE_TEXT = "texts that cannot be read"
    WEEKLY_HOURS = "hours a week"
    INVALID_SLUG = "addresses that cannot be used"
    SAME_SLUG = "addresses used twice"
    NO_STAGE = "a roadmap without stages"
    OVERLAP = "stages that overlap"
    ENDS_EARLY = "stages that end before they start"
    FAR_MONTHS = "stages outside the calendar"
    NO_TOPIC = "stages without a topic"
    NO_ITEM = "topics without an item"
    MANY_ITEMS = "topics with too many items"
    MANY_RESOURCES = "topics with too many resources"
    SAME_ITEM = "items that are there twice"
    ITEM_MINUTES = "items that take too long"
    RESOURCE_KIND = "resources of an unknown kind"
    RESOURCE_HOURS = "resources that take too long"
    RESOURCE_ADDRESS = "addresses that are no web addresses"
    UNREACHABLE = "100 % cannot be reached"
    OTHER = "other errors"


@dataclass(frozen=True)
class Problem:
    """An error: its kind, the node it is in, a message that says what to do, and the line of the text (0 without one).

    `more` is the number of further problems of the kind that this one stands for.
    """

    kind: ProblemKind
    place: str
    message: str
    line: int = 0
    more: int = 0

    def __str__(self) -> str:
        at = f"Line {self.line}, " if self.line else ""
        return f"{at}{self.place}: {self.message}"


@dataclass(frozen=True)
class ProblemGroup:
    """The problems of one kind: how many there are, and those that are listed."""

    kind: ProblemKind
    count: int
    listed: tuple[Problem, ...]


def grouped(problems: Iterable[Problem]) -> list[ProblemGroup]:
    """Return PROBLEMS by kind, each kind where its first problem is."""
    groups: dict[ProblemKind, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(problem.kind, []).append(problem)
    return [
        ProblemGroup(kind, sum(problem.more or 1 for problem in found), tuple(each for each in found if not each.more))
        for kind, found in groups.items()
    ]
