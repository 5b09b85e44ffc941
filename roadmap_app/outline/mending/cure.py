"""A cure: which kinds of problems it mends, what it asks for, and how it is put into words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from roadmap_app.domain.titles import clean_title
from roadmap_app.outline.mending.repair import Repair
from roadmap_app.outline.nodes import Outline
from roadmap_app.outline.problems import ProblemKind


class NoSuchCure(Exception):
    """A cure that does not exist, or a value that it cannot take; the message is for the person who wrote it."""


@dataclass(frozen=True)
class Asked:
    """What a cure asks for: a number from `least` to `most`, or a text if `most` is 0."""

    label: str
    default: str
    least: int = 0
    most: int = 0
    check: Callable[[str], str] = clean_title  # returns the text as it is used, "" if it cannot be

    def read(self, text: str) -> str:
        """Return TEXT as the cure takes it. Raise NoSuchCure with the reason if it cannot."""
        text = text.strip()
        if not self.most:
            if found := self.check(text):
                return found
            raise NoSuchCure(f"“{text[:80]}” cannot be used for {self.label.lower()}.")
        if not re.fullmatch("[0-9]{1,6}", text) or not self.least <= int(text) <= self.most:
            raise NoSuchCure(f"{self.label}: choose a whole number from {self.least} to {self.most}.")
        return str(int(text))


@dataclass(frozen=True)
class Cure:
    """How problems of some `kinds` are mended.

    `offer` is what the button says, `done` what is said afterwards of the things `changed` (one, several), with {} for
    the value; `idle` is said if there was nothing to change.
    """

    name: str
    kinds: tuple[ProblemKind, ...]
    offer: str
    changed: tuple[str, str]
    done: str
    apply: Callable[[Outline, Repair, str], Outline]
    asked: Asked | None = None
    idle: str = "there is nothing to change any more"

    def words(self, count: int, value: str) -> str:
        """Return in words what it has done to COUNT nodes with VALUE."""
        if not count:
            return f"{self.changed[1].capitalize()}: {self.idle.format(value)}"
        return f"{count:,} {self.changed[count != 1]}: {self.done.format(value)}"


@dataclass(frozen=True)
class ChosenCure:
    """A cure that a person chose, and the value that they gave."""

    cure: Cure
    value: str = ""

    def __str__(self) -> str:
        return f"{self.cure.name}={self.value}" if self.value else self.cure.name
