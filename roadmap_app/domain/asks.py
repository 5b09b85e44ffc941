"""A member's requests for help, as the leads of their team see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from roadmap_app.domain.curriculum import RoadmapTree, TopicNode


@dataclass(frozen=True, slots=True)
class Ask:
    """That a member asks for help with a topic, since a day of theirs, and what they write to it."""

    topic: TopicNode
    since: date
    text: str = ""

    @property
    def line(self) -> str:
        """It in one line, for a spreadsheet."""
        words = f"{self.topic.title}, since {self.since.isoformat()}"
        return f"{words}: {' '.join(self.text.split())}" if self.text else words


def asks_of(rows: Iterable[tuple[int, date, str]], trees: Iterable[RoadmapTree]) -> tuple[Ask, ...]:
    """Return the requests ROWS (topic's id, day, text) on current topics of TREES, the first that was made first."""
    rows = [row for row in rows if row[0]]  # who asks for nothing has a row, too, without a topic
    if not rows:
        return ()
    nodes = {topic.id: topic for tree in trees for _, topic in tree.walk}
    asks = (Ask(nodes[topic], since, text) for topic, since, text in rows if topic in nodes)
    return tuple(sorted(asks, key=lambda ask: (ask.since, ask.topic.id)))
