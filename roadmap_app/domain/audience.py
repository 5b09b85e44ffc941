"""Who sees a roadmap, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from roadmap_app.domain.reach import learner_count
from roadmap_app.domain.titles import isolated


@dataclass(frozen=True)
class Audience:
    """Who sees a roadmap, as far as the reader may know.

    TEAMS are names with how many people are in each; of OTHER_TEAMS they may know only how many there are.
    BEGUN_OUTSIDE are the people who have begun the roadmap and are in none of the teams.
    """

    teams_only: bool
    is_published: bool
    teams: tuple[tuple[str, int], ...] = ()
    other_teams: int = 0
    begun_outside: int = 0

    @property
    def mark(self) -> str:
        """The mark in lists, such as "Crew only"; "" if it is for everybody."""
        if not self.teams_only:
            return ""
        names = [isolated(name) for name, _ in self.teams] + self._others
        return f"{_joined(names)} only" if names else "owners only"

    @property
    def words(self) -> str:
        """Who sees it, in sentences."""
        if not self.teams_only:
            whom = "Everybody who can read here sees it."
            return whom if self.is_published else f"Editors and owners see it. Once it is published: {_lower(whom)}"
        teams = [f"{isolated(name)} ({count})" for name, count in self.teams] + self._others
        if not teams:
            return "Seen by owners only: it is for teams, and none of them is left."
        who = "the members" if self.is_published else "those editors and other staff who are members"
        seen = f"Seen by {who} of {_joined(teams)}, and by owners."
        return seen if self.is_published else f"{seen} Once it is published, by all members."

    @property
    def loss(self) -> str:
        """Who does not find it, in sentences; "" if it is for everybody. Learners are counted as in `reach`."""
        if not self.teams_only:
            return ""
        return (
            f"Whoever else has begun it ({learner_count(self.begun_outside)}) does not find it; what they have done "
            "and written is kept. Nor do editors who are in none of its teams."
        )

    @property
    def _others(self) -> list[str]:
        if not self.other_teams:
            return []
        more = "other " if self.teams else ""
        return [f"{self.other_teams} {more}team{'' if self.other_teams == 1 else 's'}"]


def _joined(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
