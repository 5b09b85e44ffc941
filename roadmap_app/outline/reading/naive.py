"""What became of each line, as blocks: only until `read_outline` reads blocks itself."""

from collections import Counter
from collections.abc import Collection

from roadmap_app.outline.lines import Line, Shape
from roadmap_app.outline.marks import plain
from roadmap_app.outline.reading.blocks import Block, Kind, Words
from roadmap_app.outline.reading.choices import Choices, Role
from roadmap_app.outline.reading.result import ROLES_OF, LevelRole, PlacedBlock, block_keys, level_of

KINDS = {"heading": Kind.HEADING, "bullet": Kind.ITEM, "ordered": Kind.ITEM, "text": Kind.PARAGRAPH}


def placed_blocks(
    lines: list[Line], shape: Shape, left_out: Collection[int], choices: Choices
) -> tuple[PlacedBlock, ...]:
    """Return a block for each of LINES that is not blank, with its role; LEFT_OUT are the numbers of lines."""
    roles, blocks = [], []
    for index, line in enumerate(lines):
        if line.kind in KINDS:
            level = line.level or (line.indent // 2 + 1 if line.kind != "text" else 0)
            words = Words(plain(line.text))
            blocks.append(Block(KINDS[line.kind], line.number, line.number, words, level, line.task, source=line.raw))
            roles.append(_role(index, line, shape, left_out))
    return tuple(
        PlacedBlock(key, level_of(block), block, role, "", ROLES_OF[block.kind], level_of(block) in choices.levels)
        for key, block, role in zip(block_keys(blocks), blocks, roles, strict=True)
    )


def _role(index: int, line: Line, shape: Shape, left_out: Collection[int]) -> Role:
    if line.number in left_out:
        return Role.LEFT_OUT
    if index in shape.stages:
        return Role.STAGE
    if index < min(shape.stages, default=0):
        return Role.TITLE if line.kind == "heading" else Role.SUMMARY
    if line.kind == "heading":
        return Role.TOPIC if line.level == shape.topic_level else Role.GROUP
    return Role.SUMMARY if line.kind == "text" else Role.ITEM


def levels_of(placed: Collection[PlacedBlock], choices: Choices) -> tuple[LevelRole, ...]:
    """Return the levels of PLACED in the order of the text, each with the role that most of its blocks have."""
    levels: dict[str, list[PlacedBlock]] = {}
    for each in placed:
        levels.setdefault(each.level, []).append(each)
    found = []
    for key, blocks in levels.items():
        role = choices.levels.get(key) or Counter(each.role for each in blocks).most_common(1)[0][0]
        example = blocks[0].block.words.text
        found.append(LevelRole(key, len(blocks), example, role, blocks[0].roles, key in choices.levels))
    return tuple(found)
