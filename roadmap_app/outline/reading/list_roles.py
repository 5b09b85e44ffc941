"""Give the entries of lists their roles, by what they say and by what is nested in them."""

import re
from collections.abc import Sequence

from roadmap_app.outline.marks import plain
from roadmap_app.outline.reading.blocks import Block
from roadmap_app.outline.reading.chatter import is_chatter_line
from roadmap_app.outline.reading.choices import Role
from roadmap_app.outline.reading.labels import is_goal_label, is_resource_label, label_and_rest
from roadmap_app.outline.reading.lists import Entry, ListShape
from roadmap_app.outline.reading.places import Place, Roles
from roadmap_app.outline.reading.sections import NO_CONTENT

LONGEST_GROUP = 100
LONGEST_HINT = 280
_EMBEDDED = re.compile(r"(?i)!?\S+\.(?:png|jpe?g|gif|svg|webp|pdf)")


class ListRoles:
    """Give entries of BLOCKS their roles in FOUND; LISTS says what the outermost are."""

    def __init__(self, blocks: Sequence[Block], found: Roles, lists: ListShape, *, is_own: bool) -> None:
        self.blocks, self.found, self.lists, self.is_own = blocks, found, lists, is_own

    def give(self, entry: Entry, at: Place) -> None:
        """Give an ENTRY of the outermost list, which stands AT a place, and what is below it, their roles."""
        block = self.blocks[entry.index]
        depth_role = self.lists.role_of(at.in_stage, at.in_topic or at.has_topics, entry)
        text = block.words.text
        words, rest = label_and_rest(text)
        rules = bool(is_resource_label(words)) and not block.checkbox
        if at.lead or (at.resources and not (rest and entry.below)) or (rules and rest):
            self._resource(entry)
        elif is_goal_label(words) and rest and not at.in_topic and not entry.below and not block.checkbox:
            self.found.set(entry.index, Role.SUMMARY, "It says what the goal is.")
        elif rules and entry.below and not rest:
            self._inner(entry)
        elif not entry.below and not self.is_own and _is_chatter(text):
            self.found.set(entry.index, Role.LEFT_OUT, "It is about the document, not content.")
        elif rules and not entry.below and text.rstrip().endswith((":", "：")):
            self.found.set(entry.index, Role.LEFT_OUT, "Nothing belongs to it.")
        elif depth_role is Role.STAGE:
            self.found.set(entry.index, Role.STAGE, "The outermost list names the stages.")
            for each in entry.below:
                self._topic(each) if each.below else self._inner(each)
                self._notes(each)
        elif depth_role is Role.TOPIC:
            self._topic(entry)
        else:
            self._inner(entry)
        self._notes(entry)

    def _topic(self, entry: Entry) -> None:
        self.found.set(entry.index, Role.TOPIC, "It holds entries, and no heading names topics.")
        for each in entry.below:
            self._inner(each)
            self._notes(each)

    def _inner(self, entry: Entry) -> None:
        """Give an entry that is neither a stage nor a topic, and what is below it, their roles."""
        block = self.blocks[entry.index]
        text = block.words.text
        label, rest = label_and_rest(text)
        if rest and is_resource_label(label) and not block.checkbox:
            self._resource(entry)
        elif not entry.below:
            self.found.set(entry.index, Role.ITEM, "It is an entry of a list.")
        elif is_resource_label(plain(text)) and not block.checkbox:
            self.found.set(entry.index, Role.GROUP, "It says that resources follow.")
            for each in entry.below:
                self._resource(each)
        elif self._is_noted(entry, block):
            self.found.set(entry.index, Role.ITEM, "It is an entry with notes below.")
            for each in entry.below:
                self.found.set(each.index, Role.HINT, "It is a note on the entry above.")
        else:
            is_short = len(text) <= LONGEST_GROUP
            reason = "It holds entries." if is_short else "It is an entry, and too long for a group."
            self.found.set(entry.index, Role.GROUP if is_short else Role.ITEM, reason)
            for each in entry.below:
                self._inner(each)
                self._notes(each)

    def _is_noted(self, entry: Entry, block: Block) -> bool:
        """Return whether what is below an entry are notes on it: no links, no boxes, no lists, and it is an entry."""
        below = [self.blocks[each.index] for each in entry.below]
        if any(each.words.links or each.checkbox for each in below) or any(each.below for each in entry.below):
            return False
        size = sum(len(each.words.text) + 2 for each in below)
        return bool(block.words.links or (block.checkbox and len(below) == 1)) and size <= LONGEST_HINT

    def _resource(self, entry: Entry) -> None:
        self.found.set(entry.index, Role.RESOURCE, "It is below what says that resources follow.")
        for each in entry.below:
            if self.blocks[each.index].words.links:
                self._resource(each)
            else:
                self.found.set(each.index, Role.HINT, "It is a note on the resource above.")
                for deeper in each.below:
                    self._resource(deeper)
        self._notes(entry)

    def _notes(self, entry: Entry) -> None:
        """Give the paragraphs that belong to ENTRY their role: notes on it."""
        for index in entry.notes:
            block = self.blocks[index]
            if block.kind in NO_CONTENT:
                self.found.set(index, Role.LEFT_OUT, NO_CONTENT[block.kind])
            elif self.found.roles[entry.index] in (Role.ITEM, Role.RESOURCE) and len(block.words.text) <= LONGEST_HINT:
                self.found.set(index, Role.HINT, "It is a note on the entry above.")
            elif self.found.roles[entry.index] is Role.TOPIC:
                self.found.set(index, Role.SUMMARY, "It is the first paragraph here.")
            else:
                self.found.set(index, Role.LEFT_OUT, "It is neither a summary nor an entry.")


def _is_chatter(text: str) -> bool:
    return is_chatter_line(plain(text)) or bool(_EMBEDDED.fullmatch(plain(text)))
