"""What a person says about a text: the role of a kind of block, of one block, and of a column of a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a block is for a roadmap."""

    TITLE = "title"
    SUMMARY = "summary"
    STAGE = "stage"
    TOPIC = "topic"
    GROUP = "group"
    ITEM = "item"
    RESOURCE = "resource"
    HINT = "hint"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Choices:
    """Roles that a person chose; they outweigh all evidence.

    `levels` is keyed by kind of block: "h1" to "h6", "bold", "list1" (the outermost bullets) and deeper, "paragraph",
    "row", or "t1c2" for the second column of the first table. `blocks` is keyed by `block_key`, which stays the same
    when other parts of the text are edited. A block's own choice outweighs that of its level. `base` is the address
    that relative ones are joined to; without it they are no resources.
    """

    levels: Mapping[str, Role] = field(default_factory=dict)
    blocks: Mapping[str, Role] = field(default_factory=dict)
    base: str = ""
