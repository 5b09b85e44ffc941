"""Which of the rows that a text leaves out an added line may stand for: an editor's to say, no guess being safe."""

from __future__ import annotations

from collections.abc import Sequence

from roadmap_app.outline.likeness import stems
from roadmap_app.outline.plan import OutlineChange

OFFERED = 20


def offers(changes: Sequence[OutlineChange]) -> list[tuple[OutlineChange, ...]]:
    """Return for each of CHANGES the retirements that it may undo: of the same kind, the nearest first; few at most."""
    retired: dict[str, list[OutlineChange]] = {}
    for change in changes:
        if "retired" in change.kinds and change.id is not None:
            retired.setdefault(change.word, []).append(change)
    marks = {id(change): stems(change.title) for found in retired.values() for change in found}

    def nearest(change: OutlineChange) -> tuple[OutlineChange, ...]:
        own = stems(change.title)
        found = sorted(
            retired.get(change.word, ()),
            key=lambda old: (old.place != change.place, -len(own & marks[id(old)])),
        )
        return tuple(found[:OFFERED])

    return [nearest(change) if change.kinds == ("added",) else () for change in changes]
