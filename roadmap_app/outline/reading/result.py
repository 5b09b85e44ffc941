"""What reading a text gives: the outline, what became of every block, and what a person may choose differently."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from roadmap_app.outline.nodes import Outline
from roadmap_app.outline.reading.blocks import BOLD, Block, Kind
from roadmap_app.outline.reading.choices import Role

# The roles that a person may choose for a kind of block. What is not here can only be left out.
_TREE = (Role.STAGE, Role.TOPIC, Role.GROUP, Role.ITEM)
ROLES_OF = {
    Kind.HEADING: (Role.TITLE, *_TREE, Role.LEFT_OUT),
    Kind.ITEM: (*_TREE, Role.RESOURCE, Role.HINT, Role.LEFT_OUT),
    Kind.PARAGRAPH: (Role.TITLE, Role.SUMMARY, *_TREE, Role.RESOURCE, Role.HINT, Role.LEFT_OUT),
    Kind.ROW: (*_TREE, Role.RESOURCE, Role.LEFT_OUT),
}
COLUMN_ROLES = (*_TREE, Role.RESOURCE, Role.HINT, Role.LEFT_OUT)


@dataclass(frozen=True)
class Remark:
    """A message about a line of the text. `text` is the line itself if it was left out."""

    line: int
    message: str
    text: str = ""


@dataclass(frozen=True)
class PlacedBlock:
    """A block with the role that it was given, and the reason in words.

    `key` is for `Choices.blocks`, `level` for `Choices.levels`. `roles` are those that may be chosen; `chosen`: a
    person chose this one, for the block or its level.
    """

    key: str
    level: str
    block: Block
    role: Role
    reason: str
    roles: tuple[Role, ...]
    chosen: bool = False


@dataclass(frozen=True)
class LevelRole:
    """A level such as "h2" or "list1" (see `Choices.levels`): how many blocks it has, and the words of the first.

    `role` is that of most of its blocks, `roles` those that may be chosen; `chosen`: a person chose this one.
    """

    key: str
    count: int
    example: str
    role: Role
    roles: tuple[Role, ...]
    chosen: bool = False


@dataclass(frozen=True)
class RelativeLink:
    """A link to a place in the document or beside it, which is no resource unless `Choices.base` says where."""

    line: int
    title: str
    address: str


@dataclass(frozen=True)
class Reading:
    """The result of reading a text: the outline, the lines left out of it, and what was assumed.

    `is_own_format`: the text is written as the writer writes it, so nothing was guessed and there is nothing to
    choose: `placed` and `levels` are empty. `without_months` are the lines of the stages whose months are assumed.
    `names_stages`: the text does; otherwise its only stage is assumed.
    """

    outline: Outline
    unplaced: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    placed: tuple[PlacedBlock, ...] = ()
    levels: tuple[LevelRole, ...] = ()
    relative_links: tuple[RelativeLink, ...] = ()
    is_own_format: bool = False
    without_months: frozenset[int] = frozenset()
    names_stages: bool = True


def level_of(block: Block) -> str:
    """Return the key of the level of BLOCK: "h2", "bold", "list1", "row", "paragraph"; else the name of its kind."""
    if block.kind is Kind.HEADING:
        return "bold" if block.level == BOLD else f"h{block.level}"
    if block.kind is Kind.ITEM:
        return f"list{block.level}"
    return block.kind.value


def block_keys(blocks: Iterable[Block]) -> list[str]:
    """Return a key for each of BLOCKS that stays the same while other parts of the text are edited.

    A digest of its kind and words, and a number if it is not the first with these.
    """
    seen: Counter[str] = Counter()
    keys = []
    for block in blocks:
        words = "\0".join((block.kind, block.words.text, *(cell.text for cell in block.cells), block.source[:500]))
        digest = sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        seen[digest] += 1
        keys.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return keys
