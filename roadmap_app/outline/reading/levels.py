"""The levels of a document, of which a person can say what they are: heading levels, depths of lists, columns."""

from collections import Counter
from collections.abc import Mapping, Sequence

from roadmap_app.outline.marks import plain
from roadmap_app.outline.reading.blocks import Kind
from roadmap_app.outline.reading.choices import Choices, Role
from roadmap_app.outline.reading.columns import TableColumns
from roadmap_app.outline.reading.result import COLUMN_ROLES, LevelRole, PlacedBlock

_KINDS = (Kind.HEADING, Kind.ITEM, Kind.PARAGRAPH, Kind.ROW)


def levels_of(
    placed: Sequence[PlacedBlock], tables: Mapping[int, TableColumns], choices: Choices
) -> tuple[LevelRole, ...]:
    """Return the levels of PLACED in the order of the text, each with the role that most of its blocks have."""
    levels: dict[str, list[PlacedBlock]] = {}
    for each in placed:
        if each.block.kind in _KINDS:
            levels.setdefault(each.level, []).append(each)
    found = []
    for key, blocks in levels.items():
        counts = Counter(each.role for each in blocks)
        kept = Counter({role: count for role, count in counts.items() if role is not Role.LEFT_OUT})
        # What is left out for another reason than its level does not outweigh the rest.
        role = choices.levels.get(key) or (kept or counts).most_common(1)[0][0]
        example = next((each.block for each in blocks if each.role is role), blocks[0].block)
        words = plain(example.words.text or " | ".join(cell.text for cell in example.cells))
        found.append(LevelRole(key, len(blocks), words, role, blocks[0].roles, key in choices.levels))
    for number, table in tables.items():
        for column, head in enumerate(table.heads):
            key = f"t{number}c{column + 1}"
            role = table.role(column)
            found.append(LevelRole(key, table.rows, head, role, COLUMN_ROLES, key in choices.levels))
    return tuple(found)
