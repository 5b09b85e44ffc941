"""Merge three ways: the fixture last loaded (base), the editors' version (ours) and a newer fixture (theirs)."""

from collections.abc import Mapping
from dataclasses import dataclass

LABELS = {"sign_off": "to be shown to somebody"}


@dataclass(frozen=True)
class FieldMerge:
    """One field with its three values."""

    name: str
    base: object
    ours: object
    theirs: object

    @property
    def label(self) -> str:
        """The field's name in words."""
        return LABELS.get(self.name, self.name.replace("_", " "))

    @property
    def changed_by(self) -> str:
        """Return which side changed it: "nobody", "ours", "theirs", "both" (to the same value) or "conflict"."""
        if self.ours == self.theirs:
            return "nobody" if self.ours == self.base else "both"
        if self.ours == self.base:
            return "theirs"
        return "ours" if self.theirs == self.base else "conflict"

    @property
    def is_open(self) -> bool:
        """Return whether someone has to decide: their side changed it, and to another value than ours."""
        return self.changed_by in ("theirs", "conflict")

    @property
    def proposed(self) -> str:
        """Return which side to take, "ours" or "theirs"; "" for a conflict, which a person decides."""
        return {"conflict": "", "theirs": "theirs"}.get(self.changed_by, "ours")


def three_way(
    base: Mapping[str, object], ours: Mapping[str, object], theirs: Mapping[str, object]
) -> tuple[FieldMerge, ...]:
    """Return the merge of each field that any side has, those of OURS first; a missing value is None."""
    names = dict.fromkeys([*ours, *base, *theirs])
    return tuple(FieldMerge(name, base.get(name), ours.get(name), theirs.get(name)) for name in names)
