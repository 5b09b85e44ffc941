"""Merging three ways: what was last loaded, what editors made of it, and what a newer fixture says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FieldMerge:
    """One field on its three sides. `who` changed it: nobody, ours, theirs, alike (both, to the same) or conflict."""

    name: str
    base: Any
    ours: Any
    theirs: Any

    @property
    def who(self) -> str:
        """Which side has changed it."""
        if self.ours == self.theirs:
            return "nobody" if self.ours == self.base else "alike"
        if self.ours == self.base:
            return "theirs"
        return "ours" if self.theirs == self.base else "conflict"

    @property
    def is_open(self) -> bool:
        """True where they have changed it, and not to what we have: something to decide."""
        return self.who in ("theirs", "conflict")

    @property
    def proposed(self) -> str:
        """Which side to take: "ours" or "theirs"; "" for a conflict, which a person decides."""
        return {"conflict": "", "theirs": "theirs"}.get(self.who, "ours")


def three_way(base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[FieldMerge, ...]:
    """Return the merge of each field that any side has, in the order of OURS first; a lack is None."""
    names = dict.fromkeys([*ours, *base, *theirs])
    return tuple(FieldMerge(name, base.get(name), ours.get(name), theirs.get(name)) for name in names)
