"""What is in a block and cannot be in the tree, so that a remark tells it."""

import re
from collections.abc import Iterator

from roadmap_app.outline.marks import plain
from roadmap_app.outline.reading.blocks import Block, Kind
from roadmap_app.outline.reading.elements import attribute
from roadmap_app.outline.reading.guarded import resolved, scheme_of
from roadmap_app.outline.reading.result import RelativeLink
from roadmap_app.outline.reading.titles import BLOCK_MARK

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_IMAGE_TAG = re.compile(r"(?i)<img\s[^<>]*>")
_PICTURE = re.compile(r"!\[([^\[\]]{0,300})\]")


def relative_links(block: Block, base: str) -> list[RelativeLink]:
    """Return the links of BLOCK that lead to no address on the web, not even if they are joined to BASE."""
    found = []
    for words in (block.words, *block.cells):
        for link in words.links:
            if not resolved(link.address, base):
                title = plain(words.text[link.start : link.end])
                found.append(RelativeLink(block.first, title, plain(link.address)))
    return found


def is_relative(address: str) -> bool:
    """Return whether ADDRESS is one inside the document or beside it, unlike mailto:x."""
    return scheme_of(address) in ("", "file")


def unseen_parts(block: Block) -> Iterator[str]:
    """Yield a message for each part of a BLOCK that is no words: pictures, comments, marks."""
    if "![" in block.source:
        yield from (f"The picture “{alt}” is left out." for alt in _PICTURE.findall(block.source))
    if "<img" in block.source.lower():
        texts = (attribute(tag, "alt") or attribute(tag, "title") for tag in _IMAGE_TAG.findall(block.source))
        yield from (f"The picture “{text}” is left out." for text in texts if text)
    if "<!--" in block.source:
        yield from (f"The comment “{comment.strip()}” is left out." for comment in _COMMENT.findall(block.source))
    if block.kind is Kind.HEADING and (mark := BLOCK_MARK.search(block.words.text)):
        yield f"The mark “{mark[0].strip()}” is left out."
