"""How long items take: as editors say, or else by the months of their stage. All in minutes."""

from dataclasses import dataclass

from roadmap_app.domain.curriculum import ItemRow, StageNode

WEEKS_PER_MONTH = 365.25 / 12 / 7
STEP = 5  # shares are rounded to this many minutes, as they are rough


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long an item takes, in minutes; `is_share` if that is its share of its stage's months, not the editors'."""

    minutes: int
    is_share: bool

    @property
    def words(self) -> str:
        """The time in words: "30 min", "about 2 h" for a share."""
        return f"about {duration(self.minutes)}" if self.is_share else duration(self.minutes)


def duration(minutes: int) -> str:
    """Return MINUTES in words: "30 min", "2 h", "1 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")))


def share_of(stage: StageNode, weekly_hours: int) -> int:
    """Return the share that each item has of the months of STAGE at WEEKLY_HOURS, in minutes, at least STEP.

    As for progress, every item that is not retired counts the same, whether it has an estimate or not.
    """
    items = sum(not item.retired for topic in stage.topics for item in topic.items)
    whole = stage.months * WEEKS_PER_MONTH * weekly_hours * 60
    return max(STEP, round(whole / max(1, items) / STEP) * STEP)


def estimate(item: ItemRow, share: int) -> Estimate:
    """Return how long ITEM takes; SHARE is that of an item of its stage, in minutes."""
    return Estimate(share, is_share=True) if item.minutes is None else Estimate(item.minutes, is_share=False)
