"""What has changed for a learner: the items they knew, set beside the items there are."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """An item as it stood; `retired` also where its topic or stage was."""

    title: str
    topic_id: int
    topic: str
    retired: bool


@dataclass(frozen=True)
class ItemChange:
    """What happened to an item: new, restored, moved, renamed, retired or gone; `was` is how it stood (None: not)."""

    id: int
    kinds: tuple[str, ...]
    now: Known
    was: Known | None


def changes(before: Mapping[int, Known], after: Mapping[int, Known]) -> tuple[ItemChange, ...]:
    """Return what differs between the items BEFORE and AFTER, each by id; in the order of AFTER, the gone ones last.

    What was retired and is so still is nobody's news.
    """
    found = [
        ItemChange(row_id, _kinds(before.get(row_id), now), now, before.get(row_id)) for row_id, now in after.items()
    ]
    gone = [(row_id, was) for row_id, was in before.items() if row_id not in after and not was.retired]
    return (
        *(change for change in found if change.kinds),
        *(ItemChange(row_id, ("gone",), was, was) for row_id, was in gone),
    )


def _kinds(was: Known | None, now: Known) -> tuple[str, ...]:
    if now.retired:
        return ("retired",) if was and not was.retired else ()
    if was is None:
        return ("new",)
    told = {"restored": was.retired, "moved": was.topic_id != now.topic_id, "renamed": was.title != now.title}
    return tuple(kind for kind, is_so in told.items() if is_so)
