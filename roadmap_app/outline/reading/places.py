"""The roles that are given so far, and where in the document the next block stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from roadmap_app.outline.reading.choices import Role


@dataclass
class Roles:
    """The role and the reason of each block, by its index."""

    roles: list[Role]
    reasons: list[str]

    def set(self, index: int, role: Role, reason: str) -> None:
        """Give the block at INDEX its ROLE, for REASON."""
        self.roles[index], self.reasons[index] = role, reason


@dataclass(frozen=True)
class ChosenRoles:
    """Roles that a person chose: of blocks by their index, and of the columns of tables.

    `named` are those chosen for the block itself and not for its level: only these take in what is left out as a
    whole, such as a section about the licence.
    """

    roles: Mapping[int, Role] = field(default_factory=dict)
    named: Collection[int] = ()
    columns: Mapping[str, Role] = field(default_factory=dict)


@dataclass
class Place:
    """Where the next block stands: below which stage and topic, and what has been there before."""

    in_stage: bool = False
    has_topics: bool = False  # headings are the topics of this stage
    in_topic: bool = False
    has_summary: bool = False
    has_entries: bool = False
    is_left_out: bool = False  # below a heading that is left out
    resources: bool = False  # a heading says that resources follow
    lead: bool = False  # the paragraph above says that resources follow
    above: str = ""  # the label right above
    why: str = ""
