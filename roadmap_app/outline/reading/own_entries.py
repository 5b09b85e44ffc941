"""The entries of a text that resembles our own format, read as that reads them."""

import re

from roadmap_app.outline.entries import KIND_OF, PROJECT_LABELS, RESOURCE_LABELS, read_items, read_list, read_resources
from roadmap_app.outline.marks import guard, label_of, plain
from roadmap_app.outline.reading.blocks import Block
from roadmap_app.outline.reading.entry_text import Found, within
from roadmap_app.outline.reading.guarded import marked

_BULLET = re.compile(r"^\s*[-*+•]\s+(?:\[[ xX]\]\s+)?")


def own_items(block: Block, group: str, base: str, *, is_nested: bool) -> Found:
    """Return the items of BLOCK under GROUP; IS_NESTED: that is the entry of a list that it is nested in."""
    if (written := _struck_text(block)) is not None:
        found = _items(block, written, group, is_nested=is_nested)
        if not any("~~" in each.title for each in found.items):
            return found
    return _items(block, marked(block.words, base), group, is_nested=is_nested)


def _items(block: Block, text: str, group: str, *, is_nested: bool) -> Found:
    label, rest = label_of(text)
    if group and (not label or is_nested):
        return Found(*read_items(text, block.first, group))
    is_list = block.checkbox and label and PROJECT_LABELS.match(plain(label))
    items, links = read_list(rest, plain(label), block.first) if is_list else read_items(text, block.first)
    return Found([within(item, group) for item in items], links)


def own_resources(block: Block, kind: str, base: str) -> Found:
    """Return the resources of BLOCK; KIND is for those without one of their own."""
    text = _struck_text(block) or marked(block.words, base, bare=True)
    label, rest = label_of(text)
    if RESOURCE_LABELS.match(plain(label)):
        kind, text = KIND_OF.get(plain(label).lower().split()[-1], ""), rest
    return Found(resources=read_resources(text, block.first, kind))


def _struck_text(block: Block) -> str | None:
    """Return the guarded text of BLOCK as it is written, if a part of it is struck out; else None."""
    is_partly = "~~" in block.source and not block.words.struck and block.first == block.last
    return guard(_BULLET.sub("", block.source.strip())) if is_partly else None
