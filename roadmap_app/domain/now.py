"""What to do in the minutes that a learner has now: a short queue of open items, each with the reason it is there."""

from collections.abc import Iterator
from dataclasses import dataclass

from roadmap_app.domain.curriculum import ItemRow
from roadmap_app.domain.estimates import Estimate, estimate, share_of
from roadmap_app.domain.standing import RoadmapStanding
from roadmap_app.domain.topic_standing import TopicStanding

LEAST_MINUTES, MOST_MINUTES = 5, 240
QUEUE_LENGTH = 8
NEXT = "Next on the roadmap"


@dataclass(frozen=True, slots=True)
class QueuedItem:
    """An open item with its topic, how long it takes, and why it is offered."""

    item: ItemRow
    topic: TopicStanding
    estimate: Estimate
    reason: str


@dataclass(frozen=True, slots=True)
class Queue:
    """Items for `minutes`, in the order to do them. If none fits, `fits` is False and it holds the first one to start.

    Without any, nothing is open.
    """

    minutes: int
    items: tuple[QueuedItem, ...]
    fits: bool = True

    @property
    def title(self) -> str:
        """The heading of the queue."""
        return f"In {self.minutes} minutes" if self.fits else f"A part of it in {self.minutes} minutes"

    @property
    def estimate(self) -> Estimate:
        """How long all items take together."""
        return Estimate(
            sum(each.estimate.minutes for each in self.items), any(each.estimate.is_share for each in self.items)
        )


def queue_for(standing: RoadmapStanding, minutes: int) -> Queue:
    """Return the items to do in MINUTES: of topics that are begun first, then in the order of the roadmap.

    An item that does not fit into what is left is passed over. To fill the time, nobody is sent on to a later stage
    while an item is open before it; but if nothing else fits, the first that does is offered, wherever it is.
    """
    chosen: list[QueuedItem] = []
    left, passed = minutes, 0  # PASSED: the id of the stage of the first item that was passed over
    for item, topic, takes in _open_items(standing):
        is_begun = bool(topic.progress.done)
        if len(chosen) == QUEUE_LENGTH or (chosen and passed not in (0, topic.stage.id)):
            break
        if takes.minutes <= left:
            is_first = not chosen or chosen[0].topic is topic
            chosen.append(QueuedItem(item, topic, takes, _reason(standing, topic, is_first=is_first, passed=passed)))
            left -= takes.minutes
        elif not is_begun:
            passed = passed or topic.stage.id
    if chosen:
        return Queue(minutes, tuple(chosen))
    first = next(_open_items(standing), None)
    if first is None:
        return Queue(minutes, ())
    item, topic, takes = first
    return Queue(minutes, (QueuedItem(item, topic, takes, _reason(standing, topic, is_first=True)),), fits=False)


def reason_in(topic: TopicStanding) -> str:
    """Return the reason for an item of TOPIC, as it is after a tick in it."""
    if topic.is_finished:
        return "You have completed this topic"
    return f"You have begun this topic: {topic.progress.count}" if topic.progress.done else NEXT


def _reason(standing: RoadmapStanding, topic: TopicStanding, *, is_first: bool, passed: int = 0) -> str:
    if passed and not topic.progress.done:
        return "Further on the roadmap: what comes before takes longer"
    return "First on the roadmap" if is_first and not standing.progress.done else reason_in(topic)


def _open_items(standing: RoadmapStanding) -> Iterator[tuple[ItemRow, TopicStanding, Estimate]]:
    """Yield the open items of topics that are not skipped with their topic and estimate, in the order of the queue."""
    shares = {stage.node.id: share_of(stage.node, standing.tree.weekly_hours) for stage in standing.stages}
    topics = [topic for stage in standing.stages for topic in stage.topics if not topic.is_skipped]
    for topic in sorted(topics, key=lambda topic: not topic.progress.done):
        # Not topic.rows, which each standing in the cache would keep for every topic of the roadmap.
        for _, items in topic.node.groups:
            for item in items:
                if not (item.retired or item.id in topic.done):
                    yield item, topic, estimate(item, shares[topic.stage.id])
