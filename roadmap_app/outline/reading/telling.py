"""Report what is in a block and cannot be in the tree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from roadmap_app.outline.marks import plain
from roadmap_app.outline.reading.blocks import Block, Kind
from roadmap_app.outline.reading.elements import attribute
from roadmap_app.outline.reading.guarded import resolved, scheme_of
from roadmap_app.outline.reading.result import RelativeLink, Remark
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


@dataclass
class Report:
    """What the reading of a document leaves out and remarks; links are joined to `base`."""

    base: str
    unplaced: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    relative: list[RelativeLink] = field(default_factory=list)

    def remark(self, line: int, message: str) -> None:
        """Add a remark of MESSAGE on LINE."""
        self.remarks.append(Remark(line, message))

    def tell(self, block: Block) -> None:
        """Remark on what is in BLOCK and not in the tree: links that are no addresses, and pictures."""
        links = relative_links(block, self.base)
        self.relative += [link for link in links if is_relative(link.address)]
        for link in links:
            self.remark(block.first, f"“{link.address}” is no address on the web, so it is no resource.")
        for message in unseen_parts(block):
            self.remark(block.first, message)

    def tell_addresses(self, block: Block, reason: str) -> None:
        """Remark on the addresses of BLOCK, which are not kept for REASON."""
        for link in block.words.links:
            if resolved(link.address, self.base):
                self.remark(block.first, f"The address {plain(link.address)} is not kept, as {reason}.")

    def leave_out(self, block: Block, reason: str) -> None:
        """Name each line of BLOCK as left out for REASON, unless it is a mere rule."""
        if block.kind is Kind.RULE and not re.search(r"\w", block.source):
            return
        for offset, line in enumerate(block.source.split("\n")):
            if line.strip():
                message = reason or "This says nothing for a roadmap."
                self.unplaced.append(Remark(block.first + offset, message, line.strip()[:300]))

    def cut(self, text: str, line: int) -> None:
        """Name TEXT as left out for its length, if there is any."""
        if text:
            self.unplaced.append(Remark(line, "It is too long; this part of it is left out.", text))
