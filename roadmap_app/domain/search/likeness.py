"""How well a word that was typed fits one that is there: the same, its beginning, inside of it, or misspelt."""

from enum import IntEnum

from roadmap_app.domain.search.words import is_unspaced

# Shorter words are found inside of others only in scripts that put no spaces between words.
MIN_INSIDE = 3
# A word may have no wrong letter below the first length, one below the second, two from there on.
ONE_WRONG, TWO_WRONG = 4, 8


class Fit(IntEnum):
    """How a typed word fits one that is there, best first."""

    SAME = 0
    START = 1
    INSIDE = 2


def fit_of(typed: str, *, starts: bool, ends: bool) -> Fit | None:
    """Return how TYPED fits where it STARTS a word, and ENDS it, or does not; None if it is too short for that."""
    if starts and ends:
        return Fit.SAME
    if starts or is_unspaced(typed):
        return Fit.START
    return Fit.INSIDE if len(typed) >= MIN_INSIDE else None


def wrong_letters(typed: str) -> int:
    """Return how many letters of TYPED may be wrong: left out, added, changed, or swapped with the next one."""
    return (len(typed) >= ONE_WRONG) + (len(typed) >= TWO_WRONG)
