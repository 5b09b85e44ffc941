"""Sign-off: what has become of what a learner has shown to the leads of a team, computed from its entries.

Nothing here touches progress: an item counts from the learner's own tick.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from roadmap_app.domain.curriculum import ItemRow, TopicNode


class Verb(StrEnum):
    """The kinds of entries: the learner attaches and withdraws, leads do the rest. Their values are stored."""

    ATTACHED = "attached"
    WITHDRAWN = "withdrawn"
    CONFIRMED = "confirmed"
    GIVEN_BACK = "given_back"
    TAKEN_BACK = "taken_back"


ANSWERS = (Verb.CONFIRMED, Verb.GIVEN_BACK)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry about an item in a team. TEXT and LINK are the evidence, or TEXT is the reason for giving it back.

    `by` is the name of the lead who has answered, "" if their account is deleted; `by_id` is None then.
    """

    verb: Verb
    at: datetime
    by: str = ""
    by_id: int | None = None
    text: str = ""
    link: str = ""

    @property
    def digest(self) -> str:
        """What tells this evidence from another: not a key, which would tell how many others there are."""
        return hashlib.sha256(f"{self.link}\n{self.text}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SignOffState:
    """What leads see of an item (`evidence`, unless it is withdrawn), and the answer that stands."""

    evidence: Entry | None = None
    answer: Entry | None = None

    @property
    def is_confirmed(self) -> bool:
        """Return whether a lead has confirmed it."""
        return self.answer is not None and self.answer.verb == Verb.CONFIRMED

    @property
    def is_given_back(self) -> bool:
        """Return whether a lead has given it back, and nothing was attached or withdrawn since."""
        return self.answer is not None and self.answer.verb == Verb.GIVEN_BACK

    @property
    def is_open(self) -> bool:
        """Return whether leads see something that none of them has answered."""
        return self.evidence is not None and self.answer is None

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to say of it."""
        return self.evidence is None and self.answer is None


def state_of(entries: Iterable[Entry]) -> SignOffState:
    """Return what ENTRIES about one item in one team, from the first to the last, come to.

    Only a lead who takes it back ends a confirmation; whatever else the learner does ends what was given back.
    """
    evidence: Entry | None = None
    answer: Entry | None = None
    for entry in entries:
        confirmation = answer if answer and answer.verb == Verb.CONFIRMED else None
        if entry.verb == Verb.ATTACHED:
            evidence, answer = entry, confirmation
        elif entry.verb == Verb.WITHDRAWN:
            evidence, answer = None, confirmation
        elif entry.verb == Verb.TAKEN_BACK:
            answer = None
        else:
            answer = confirmation or entry
    return SignOffState(evidence, answer)


@dataclass(frozen=True, slots=True)
class ShownWork:
    """What the leads of a team see of a member's item: the member's name, the item, and what was attached."""

    ref: str
    name: str
    topic: TopicNode
    item: ItemRow
    state: SignOffState

    @property
    def key(self) -> str:
        """What tells it from the others of the team."""
        return f"{self.ref}-{self.item.id}"
