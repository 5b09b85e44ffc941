"""Offer the editor retired rows that an added line may be the same as, where no automatic match is safe."""

from collections.abc import Sequence

from roadmap_app.outline.likeness import stems
from roadmap_app.outline.plan import OutlineChange

OFFERED = 20


def offers(changes: Sequence[OutlineChange]) -> list[tuple[OutlineChange, ...]]:
    """Return for each added row in CHANGES the retired rows it may be: at most OFFERED, the most similar first."""
    retired: dict[str, list[OutlineChange]] = {}
    for change in changes:
        if "retired" in change.kinds and change.id is not None:
            retired.setdefault(change.word, []).append(change)
    stems_of = {id(change): stems(change.title) for found in retired.values() for change in found}

    def nearest(change: OutlineChange) -> tuple[OutlineChange, ...]:
        """Return the retired rows of the same type, first those of the same parent, then by words in common."""
        own = stems(change.title)
        found = sorted(
            retired.get(change.word, ()),
            key=lambda old: (old.place != change.place, -len(own & stems_of[id(old)])),
        )
        return tuple(found[:OFFERED])

    return [nearest(change) if change.kinds == ("added",) else () for change in changes]
