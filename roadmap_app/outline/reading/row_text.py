"""What a row of a table says: an item, notes on it, and resources for its links."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from roadmap_app.outline.nodes import OutlineItem, OutlineResource
from roadmap_app.outline.reading.blocks import Block, Words
from roadmap_app.outline.reading.choices import Role
from roadmap_app.outline.reading.columns import TableColumns, time_below
from roadmap_app.outline.reading.duration import Duration
from roadmap_app.outline.reading.durations import take_duration
from roadmap_app.outline.reading.entry_text import (
    MAX_HINT,
    MAX_TITLE,
    Found,
    divided,
    fitted,
    items_in_cell,
    resources_of_links,
)
from roadmap_app.outline.reading.guarded import shown

_COUNT = re.compile(r"(?i)\b(?:no|nr|number|id|index)\b")
_SHORT = 12  # characters of a link that says little by itself


@dataclass(frozen=True)
class Cell:
    """A cell with the role and the head of its column; `time` is what another column says of a stage's."""

    role: Role
    head: str
    words: Words
    time: Duration | None = None

    @property
    def text(self) -> str:
        """The plain words."""
        return shown(self.words.text).strip()

    @property
    def name(self) -> str:
        """The words, with the head before them if they are a number: "Week 3"."""
        is_number = not re.search(r"[^\W\d_]{2}", self.text) and self.head.strip("# ")
        return f"{self.head} {self.text}" if is_number else self.text

    @property
    def duration(self) -> Duration | None:
        """The time that the cell names."""
        named = take_duration(self.words.text)[1] or take_duration(f"{self.head} {self.words.text}")[1]
        return named or self.time

    @property
    def note(self) -> str:
        """The words with their head, unless they are nothing but a link."""
        linked = sum(link.end - link.start for link in self.words.links)
        is_count = self.text.isdecimal() and (not self.head.strip("# ") or _COUNT.search(self.head))
        if is_count or not re.search(r"\w", self.text) or linked >= len(self.words.text.strip()):
            return ""
        return f"{self.head}: {self.text}" if self.head and len(self.text) <= 60 else self.text


def cells_of(block: Block, columns: TableColumns) -> list[Cell]:
    """Return the cells of a row with their COLUMNS, without the one that says when the stage is."""
    cells: dict[int | None, Cell] = {
        column: Cell(columns.role(column), columns.head(column), words) for column, words in enumerate(block.cells)
    }
    of_stage = cells.pop(columns.time, None)
    time = time_below(of_stage.head, of_stage.words.text) if of_stage else None
    return [replace(cell, time=time) if cell.role is Role.STAGE else cell for cell in cells.values()]


def row_entries(cells: Sequence[Cell], group: str, line: int, base: str) -> Found:
    """Return the item of a row under GROUP, with the other cells as its hint, and a resource for each link."""
    groups = [group, *(cell.name for cell in cells if cell.role is Role.GROUP and cell.text)]
    group = " · ".join(filter(None, groups))
    found = Found()
    for cell in cells:
        if cell.role is Role.ITEM and cell.text:
            entries = items_in_cell(cell.words, group, line, base)
            found.items += entries.items
            found.resources += entries.resources
            found.cut += entries.cut
    said = "; ".join(filter(None, (cell.note for cell in cells if cell.role in (Role.HINT, Role.RESOURCE))))
    if said and not found.items:
        found.items, said = fitted(Found([OutlineItem(said, group, line=line)])).items, ""
    if not found.items:
        return found
    for cell in cells:
        if cell.role not in (Role.ITEM, Role.TOPIC):
            links = resources_of_links(cell.words, line, base)
            found.resources += [_named(each, found.items[0].title) for each in links]
    if said:
        hint, rest = divided("; ".join(filter(None, (found.items[-1].hint, said))), MAX_HINT)
        found.items[-1] = replace(found.items[-1], hint=hint)
        found.cut.append(rest)
    return found


def _named(resource: OutlineResource, name: str) -> OutlineResource:
    """Return RESOURCE with the NAME of its row in its title if that says little by itself, such as "chat"."""
    if len(resource.title) > _SHORT or resource.title == name:
        return resource
    return replace(resource, title=divided(f"{name}: {resource.title}", MAX_TITLE)[0])
