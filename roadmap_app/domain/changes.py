"""Compare the items that a learner last saw with the items of the current version."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class KnownItem:
    """An item at one version. `retired` is also True if its topic or stage was retired.

    `sign_off`: it is to be shown to somebody. Editions stored by versions of Cairn before that do not tell, so False.
    """

    title: str
    topic_id: int
    topic: str
    retired: bool
    sign_off: bool = False


@dataclass(frozen=True)
class ItemChange:
    """A change to an item: new, restored, moved, renamed, to be shown now (or no longer), retired or gone.

    `was` is None for a new item.
    """

    id: int
    kinds: tuple[str, ...]
    now: KnownItem
    was: KnownItem | None


def changes(before: Mapping[int, KnownItem], after: Mapping[int, KnownItem]) -> tuple[ItemChange, ...]:
    """Return what differs between BEFORE and AFTER (items by id), in the order of AFTER, those that are gone last.

    Items that were retired before and still are count as no change.
    """
    found = [
        ItemChange(row_id, _kinds(before.get(row_id), now), now, before.get(row_id)) for row_id, now in after.items()
    ]
    gone = [(row_id, was) for row_id, was in before.items() if row_id not in after and not was.retired]
    return (
        *(change for change in found if change.kinds),
        *(ItemChange(row_id, ("gone",), was, was) for row_id, was in gone),
    )


def _kinds(was: KnownItem | None, now: KnownItem) -> tuple[str, ...]:
    if now.retired:
        return ("retired",) if was and not was.retired else ()
    if was is None:
        return ("new",)
    kinds = {
        "restored": was.retired,
        "moved": was.topic_id != now.topic_id,
        "renamed": was.title != now.title,
        "to_show": now.sign_off and not was.sign_off,
        "not_to_show": was.sign_off and not now.sign_off,
    }
    return tuple(kind for kind, applies in kinds.items() if applies)
