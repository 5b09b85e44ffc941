"""Merging three ways, field by field: what a row was, what editors made of it, what ships now. Pure, no Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Who(StrEnum):
    """Who changed a field since the base."""

    NOBODY = "nobody"
    OURS = "ours"
    THEIRS = "theirs"
    ALIKE = "alike"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class FieldMerge:
    """One field: who changed it, its value on either side."""

    who: Who
    ours: Any
    theirs: Any

    @property
    def proposed(self) -> Any:
        """The value to propose; ours in a conflict, as nothing is overwritten unasked."""
        return self.theirs if self.who is Who.THEIRS else self.ours

    @property
    def changed_here(self) -> bool:
        """True where we changed it, whatever they did."""
        return self.who in (Who.OURS, Who.ALIKE, Who.CONFLICT)

    @property
    def to_decide(self) -> bool:
        """True where they changed it to something that we do not have."""
        return self.who in (Who.THEIRS, Who.CONFLICT)


def three_way(base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, FieldMerge]:
    """Return each field that OURS and THEIRS have, with who changed it since BASE.

    A field that BASE does not know was changed by nobody where both sides agree, and is a conflict where they do not.
    """
    return {
        name: FieldMerge(_who(name, base, ours, theirs), ours[name], theirs[name]) for name in ours if name in theirs
    }


def _who(name: str, base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Who:
    same = ours[name] == theirs[name]
    if name not in base:
        return Who.NOBODY if same else Who.CONFLICT
    here, there = ours[name] != base[name], theirs[name] != base[name]
    if here and there:
        return Who.ALIKE if same else Who.CONFLICT
    return Who.OURS if here else Who.THEIRS if there else Who.NOBODY
