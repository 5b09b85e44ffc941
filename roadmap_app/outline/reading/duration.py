"""A time as people write it."""

from dataclasses import dataclass
from enum import StrEnum


class Meaning(StrEnum):
    """What the numbers of a duration say."""

    LENGTH = "length"  # "6 weeks"
    POSITION = "position"  # "Week 5"
    EITHER = "either"  # "2–3 weeks" or "0–3 months": the document as a whole tells
    CALENDAR = "calendar"  # "Jan–Mar", "Q1"
    EXACT = "exact"  # "(0–3 Months)" in our own format: a position that counts from 0


@dataclass(frozen=True)
class Duration:
    """A time as it is written, in `unit`s: from `first` to `last`; `first` is None for a mere length.

    `is_open`: a plus says that it may be longer. `is_passing`: it is named in the middle of words, as in "Learn it in
    3 months", where it may belong to the sentence.
    """

    meaning: Meaning
    first: int | None
    last: float
    unit: str = "month"
    is_open: bool = False
    is_passing: bool = False


@dataclass(frozen=True)
class Phrase:
    """A duration, and which tokens of the text it is written with, from `first` up to but without `end`.

    `is_weak`: it is one only where nothing but punctuation is around it.
    """

    duration: Duration
    first: int
    end: int
    is_weak: bool = False
