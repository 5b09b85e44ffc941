"""What the page shows of a text beside its tree: the roles that can be chosen, what is left out, and what to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256

from roadmap_app.domain.sizes import LISTED
from roadmap_app.outline.marks import plain
from roadmap_app.outline.mending.cure import ChosenCure
from roadmap_app.outline.mending.mend import Decision, Mended, decisions, mend
from roadmap_app.outline.nodes import Outline, with_slugs
from roadmap_app.outline.problems import Problem
from roadmap_app.outline.reader import read_outline
from roadmap_app.outline.reading.choices import Choices, Role
from roadmap_app.outline.reading.result import LevelRole, PlacedBlock, Reading, Remark
from roadmap_app.outline.role_words import ROLE_WORDS, level_words

BLOCKS = 40  # that are listed at once
FIRST = 12  # lines left out that are shown; others are listed in a fold
SHOWN_ITEMS = 400  # of a roadmap with more, the tree shows topics only
WORDS = 160  # characters of a block that are shown


@dataclass(frozen=True)
class Option:
    """A role in a list to choose from, as the form sends it ("h2=stage"), and in words."""

    value: str
    words: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Row:
    """A level, a block or a line that was left out, with the roles that it can be given."""

    key: str
    words: str
    role: str
    reason: str = ""
    options: tuple[Option, ...] = ()
    line: int = 0
    count: int = 0
    example: str = ""


@dataclass(frozen=True)
class Counts:
    """How many of each there are, to say what changed."""

    stages: int
    topics: int
    items: int
    resources: int
    left_out: int

    def told(self, before: str = "") -> str:
        """Return these counts in words, with those of BEFORE (see `__str__`) where they differ."""
        old = before.split("/") if before.count("/") == len(_COUNTED) - 1 else [""] * len(_COUNTED)
        parts = []
        for (name, one, several), was in zip(_COUNTED, old, strict=True):
            count = getattr(self, name)
            words = f"{count:,} {one if count == 1 else several}"
            parts.append(f"{words} (before: {int(was):,})" if was.isdecimal() and int(was[:9]) != count else words)
        return f"{', '.join(parts[:-1])}; {parts[-1]}."

    def __str__(self) -> str:
        return "/".join(str(getattr(self, name)) for name, _, _ in _COUNTED)


_COUNTED = (
    ("stages", "stage", "stages"),
    ("topics", "topic", "topics"),
    ("items", "item", "items"),
    ("resources", "resource", "resources"),
    ("left_out", "line left out", "lines left out"),
)


@dataclass(frozen=True)
class Wishes:
    """How a person wants a text to be read: the roles of its levels and blocks, and the cures, in order."""

    choices: Choices = field(default_factory=Choices)
    cures: tuple[ChosenCure, ...] = ()

    def read(self, text: str) -> Mended:
        """Return TEXT as it is read and mended with these wishes."""
        return mend(read_outline(text, self.choices), self.cures)

    def fields(self) -> list[tuple[str, str]]:
        """Return (name, value) of the fields that send these wishes."""
        levels = [("level", f"{key}={role}") for key, role in self.choices.levels.items()]
        blocks = [("block", f"{key}={role}") for key, role in self.choices.blocks.items()]
        return [*levels, *blocks, *(("mend", str(cure)) for cure in self.cures)]


def wishes_of(levels: Mapping[str, Role], blocks: Mapping[str, Role], cures: Sequence[ChosenCure]) -> Wishes:
    """Return the wishes for LEVELS, BLOCKS and CURES, one of which may say what relative addresses are relative to."""
    base = next((each.value for each in cures if each.cure.name == "base-address"), "")
    return Wishes(Choices(levels, blocks, base), tuple(cures))


@dataclass(frozen=True)
class Preview:
    """What the page shows of `mended`.

    `start` is the first line of the blocks that are listed one by one. `is_whole`: the text is a whole roadmap, not one
    stage of it.
    """

    mended: Mended
    wishes: Wishes
    problems: Sequence[Problem]
    start: int = 0
    is_whole: bool = True

    @property
    def reading(self) -> Reading:
        """Return the reading after the cures."""
        return self.mended.reading

    @cached_property
    def decisions(self) -> list[Decision]:
        """Return what can be decided in bulk."""
        return decisions(self.reading, self.problems, is_whole=self.is_whole)

    @property
    def refusing(self) -> list[Decision]:
        """Return the decisions without which the text cannot be applied."""
        return [each for each in self.decisions if each.refuses]

    @property
    def thoughts(self) -> list[Decision]:
        """Return the decisions that can be left open."""
        return [each for each in self.decisions if not each.refuses]

    @cached_property
    def counts(self) -> Counts:
        """Return how much there is."""
        outline = self.reading.outline
        topics = [topic for _, topic in outline.topics()]
        items = sum(len(topic.items) for topic in topics)
        resources = sum(len(topic.resources) for topic in topics)
        return Counts(len(outline.stages), len(topics), items, resources, self.left_out_count)

    @cached_property
    def outline(self) -> Outline:
        """Return the outline with the slugs that a new roadmap would have."""
        return with_slugs(self.reading.outline)

    @cached_property
    def digest(self) -> str:
        """Return a hash of the outline, to check that what is made is what was shown."""
        return sha256(repr(self.outline).encode("utf-8", "replace")).hexdigest()

    @property
    def shows_items(self) -> bool:
        """Return whether the tree is small enough to show every item."""
        return self.counts.items + self.counts.resources <= SHOWN_ITEMS

    @cached_property
    def levels(self) -> list[Row]:
        """Return the levels of the text with the role of each.

        Those without a choice of roles are not listed, nor are columns beyond what a page lists, unless one was chosen.
        """
        reasons = {(each.level, each.role): each.reason for each in reversed(self.reading.placed)}
        chosen = self.wishes.choices.levels
        levels = [each for each in self.reading.levels if each.roles]
        listed = [each for place, each in enumerate(levels) if place < LISTED or each.key in chosen]
        return [self._level(each, reasons.get((each.key, each.role), "")) for each in listed]

    def _level(self, level: LevelRole, reason: str) -> Row:
        is_mixed = any(each.level == level.key and each.role is not level.role for each in self.reading.placed)
        words, role = level_words(level.key), f"{'mostly ' if is_mixed else ''}{ROLE_WORDS[level.role]}"
        options = _options(level.key, role, level.roles, self.wishes.choices.levels.get(level.key))
        return Row(level.key, words, role, reason, options, count=level.count, example=_short(level.example))

    @cached_property
    def left_out(self) -> list[Row]:
        """Return the first lines that were left out, each with the roles that it can be given."""
        found = [self._block(each) for each in self._blocks_left_out[:LISTED]]
        return found + [
            Row("", _short(remark.text), "", remark.message, line=remark.line)
            for remark in self._others_left_out[: LISTED - len(found)]
        ]

    @property
    def first_left_out(self) -> list[Row]:
        """Return the rows of `left_out` that are shown at once."""
        return self.left_out[:FIRST]

    @property
    def more_left_out(self) -> list[Row]:
        """Return the rows of `left_out` that are folded away."""
        return self.left_out[FIRST:]

    @property
    def left_out_count(self) -> int:
        """Return how many lines and blocks were left out."""
        return len(self._blocks_left_out) + len(self._others_left_out)

    @property
    def left_out_unlisted(self) -> int:
        """Return how many more were left out than are listed."""
        return self.left_out_count - len(self.left_out)

    @cached_property
    def _blocks_left_out(self) -> list[PlacedBlock]:
        return [each for each in self.reading.placed if each.role is Role.LEFT_OUT]

    @cached_property
    def _others_left_out(self) -> list[Remark]:
        lines = {line for each in self._blocks_left_out for line in range(each.block.first, each.block.last + 1)}
        return [remark for remark in self.reading.unplaced if remark.line not in lines]

    @cached_property
    def blocks(self) -> list[Row]:
        """Return the blocks from line `start` on, as many as are listed at once."""
        if not self.start:
            return []
        listed = [each for each in self.reading.placed if each.block.last >= self.start][:BLOCKS]
        above = {row.key for row in self.left_out}  # where they can be chosen already
        rows = map(self._block, listed)
        return [replace(row, options=()) if row.key in above else row for row in rows]

    @property
    def next_start(self) -> int:
        """Return the line where the next list of blocks begins, 0 if there are no more."""
        if not self.start:
            return 1
        after = [each.block.first for each in self.reading.placed if each.block.last >= self.start]
        return after[BLOCKS] if len(after) > BLOCKS else 0

    @property
    def previous_start(self) -> int:
        """Return the line where the list of blocks before this one begins, 0 if this is the first."""
        before = [each.block.first for each in self.reading.placed if each.block.last < self.start]
        return before[-BLOCKS] if len(before) >= BLOCKS else (1 if before else 0)

    def _block(self, each: PlacedBlock) -> Row:
        role = ROLE_WORDS[each.role]
        options = _options(each.key, role, each.roles, self.wishes.choices.blocks.get(each.key))
        text = _short(each.block.words.text or " · ".join(cell.text for cell in each.block.cells) or each.block.source)
        reason = each.reason or self._messages.get(each.block.first, "")
        return Row(each.key, text, role, reason, options, line=each.block.first)

    @cached_property
    def _messages(self) -> dict[int, str]:
        return {remark.line: remark.message for remark in self.reading.unplaced}

    @cached_property
    def kept_blocks(self) -> list[str]:
        """Return the choices for single blocks that no list of this page shows, as the form sends them."""
        shown = {row.key for row in (*self.left_out, *self.blocks)}
        present = {each.key for each in self.reading.placed}
        blocks = self.wishes.choices.blocks
        return [f"{key}={role}" for key, role in blocks.items() if key in present - shown]

    @cached_property
    def forgotten(self) -> int:
        """Return how many choices match nothing in the text any more."""
        levels = {each.key for each in self.reading.levels}
        blocks = {each.key for each in self.reading.placed}
        choices = self.wishes.choices
        return sum(key not in levels for key in choices.levels) + sum(key not in blocks for key in choices.blocks)


def _options(key: str, role: str, roles: Sequence[Role], chosen: Role | None) -> tuple[Option, ...]:
    """Return the ROLES as a list to choose from, the first to leave it as it is read, which is ROLE in words."""
    if not roles:
        return ()
    as_read = role if role == ROLE_WORDS[Role.LEFT_OUT] else f"as read: {role}"
    found = [Option("", "as Cairn reads it" if chosen else as_read, chosen is None)]
    for each in roles:
        words = "leave it out" if each is Role.LEFT_OUT else ROLE_WORDS[each]
        found.append(Option(f"{key}={each}", words, each is chosen))
    return tuple(found)


def _short(text: str) -> str:
    """Return guarded TEXT as a person reads it, on one line and not too long."""
    text = plain(text)
    return text if len(text) <= WORDS else f"{text[: WORDS - 1]}…"
