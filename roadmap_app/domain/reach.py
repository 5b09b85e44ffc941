"""How many learners have completed content, as text for editors: in fives as in `numbers`, never a count under 5."""

from dataclasses import dataclass

from roadmap_app.domain.numbers import rounded


@dataclass(frozen=True)
class Reach:
    """How many learners have completed some of a row's items, and how many of these every current item."""

    some: int = 0
    every: int = 0
    is_item: bool = False

    @property
    def is_told(self) -> bool:
        """Return whether there are enough of them that their number may be shown."""
        return bool(rounded(self.some))

    @property
    def summary(self) -> str:
        """Return the text for a list column: "10 learners (under 5 completed all)"."""
        return learner_count(self.some) + (f" ({self._all})" if self.is_told and not self.is_item else "")

    @property
    def words(self) -> str:
        """Return a clause without a full stop: "10 learners have completed items here (under 5 completed all)"."""
        have = f"{Learners(self.some).have} completed"
        if self.is_item:
            return f"{have} it"
        return f"{have} items here" + (f" ({self._all})" if self.is_told else "")

    @property
    def _all(self) -> str:
        return f"{rounded(self.every)} completed all"


@dataclass(frozen=True)
class Learners:
    """A number of learners, or the least that it may be."""

    count: int
    is_least: bool = False

    @property
    def have(self) -> str:
        """Return the number with its verb, to go on from: "at least 10 learners have", "under 5 learners have"."""
        if not self.is_least:
            return f"{learner_count(self.count)} have"
        return f"at least {learner_count(self.count)} have" if rounded(self.count) else "learners have"


def learner_count(count: int) -> str:
    """Return COUNT as it may be shown with its noun, such as "under 5 learners" or "48,910 learners"."""
    return f"{rounded(count)} learners"
