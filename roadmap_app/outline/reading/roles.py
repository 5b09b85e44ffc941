"""Give every block of a document its role, with the reason, from the shape of its headings and from its neighbours."""

import re
from collections.abc import Sequence

from roadmap_app.outline.marks import plain
from roadmap_app.outline.reading.blocks import Block, Kind
from roadmap_app.outline.reading.chatter import is_chatter_line
from roadmap_app.outline.reading.choices import Role
from roadmap_app.outline.reading.columns import tables_of
from roadmap_app.outline.reading.guarded import resolved
from roadmap_app.outline.reading.labels import is_goal_label, is_resource_label, is_time_line, label_and_rest
from roadmap_app.outline.reading.list_roles import LONGEST_GROUP, ListRoles
from roadmap_app.outline.reading.lists import end_of_list, entries_of, list_shape
from roadmap_app.outline.reading.places import ChosenRoles, Place, Roles
from roadmap_app.outline.reading.sections import NO_CONTENT, content_of, headings_of, mark_chatter, sections_of
from roadmap_app.outline.reading.shape import Shape, shape_of

_COVERED = re.compile(r"(?i)\b(?:covered|covers)\b")
_END_OF_SENTENCE = re.compile(r"[.!?。！？…][\"”’)]*$")


def roles_of(blocks: Sequence[Block], chosen: ChosenRoles, *, is_own: bool) -> Roles:
    """Return the roles of BLOCKS; those that are CHOSEN outweigh all evidence.

    IS_OWN: the document resembles our own format.
    """
    content = content_of(blocks)
    sections = sections_of(blocks, headings_of(blocks), content)
    mark_chatter(sections)
    shape = shape_of(blocks, sections, chosen, is_own=is_own)
    return _Giver(blocks, content, shape, chosen, is_own=is_own).give()


class _Giver:
    def __init__(
        self,
        blocks: Sequence[Block],
        content: Sequence[bool],
        shape: Shape,
        chosen: ChosenRoles,
        *,
        is_own: bool,
    ) -> None:
        self.blocks, self.content, self.shape, self.chosen, self.is_own = blocks, content, shape, chosen, is_own
        self.found = Roles([Role.LEFT_OUT] * len(blocks), [""] * len(blocks))
        self.at = Place()
        self.outside: set[int] = set()  # indexes of what is left out with all that is around it
        self.title_at = next((index for index, (role, _) in shape.roles.items() if role is Role.TITLE), -1)
        self.tables = tables_of(blocks, chosen.columns, has_stages=shape.has_stages, is_own=is_own)
        self.lists = list_shape(blocks, content, has_stages=shape.has_stages)
        self.entries = ListRoles(blocks, self.found, self.lists, is_own=is_own)

    def give(self) -> Roles:
        index = 0
        while index < len(self.blocks):
            block = self.blocks[index]
            if block.kind is Kind.ITEM:
                end = end_of_list(self.blocks, index)
                self._list(index, end)
                index = end
                continue
            self._block(index, block)
            index += 1
        for index, role in self.chosen.roles.items():
            is_open = index in self.chosen.named or index not in self.outside
            if is_open and index not in self.shape.roles and self.blocks[index].kind not in NO_CONTENT:
                self.found.set(index, role, "It was chosen.")
        return self.found

    def _block(self, index: int, block: Block) -> None:
        if index in self.shape.roles:
            self._heading(index, *self.shape.roles[index])
        elif block.kind in NO_CONTENT:
            self.found.set(index, Role.LEFT_OUT, NO_CONTENT[block.kind])
        elif block.kind is Kind.ROW:
            self._row(index, block)
        else:
            self._paragraph(index, block)

    def _heading(self, index: int, role: Role, reason: str) -> None:
        self.found.set(index, role, reason)
        at = self.at
        words = plain(self.blocks[index].words.text).removesuffix(":").strip()
        at.lead, at.above, at.is_left_out = False, words, role is Role.LEFT_OUT
        at.resources = role is Role.GROUP and bool(is_resource_label(words))
        if role is Role.LEFT_OUT:
            at.why = reason
            if reason.startswith("It only holds"):
                at.is_left_out, at.in_stage, at.in_topic, at.has_summary = False, False, False, True
        elif role is Role.STAGE:
            self.at = Place(in_stage=True, has_topics=index in self.shape.topics_in)
        elif role is Role.TOPIC:
            at.in_stage, at.in_topic, at.has_summary, at.has_entries = True, True, False, False
        elif role is Role.GROUP:
            at.has_entries = True
        elif role is Role.TITLE:
            at.has_summary = False

    def _is_before_stages(self) -> bool:
        return not self.at.in_stage and self.shape.has_stages

    # Paragraphs.

    def _paragraph(self, index: int, block: Block) -> None:
        at = self.at
        text = block.words.text.strip()
        words, rest = label_and_rest(text)
        at.lead, at.above = False, text
        if at.is_left_out:
            self._leave_out(index, index + 1, at.why)
        elif self._is_before_stages() or (self.lists.has_stages and not (at.in_stage or at.has_entries)):
            self._before_stages(index, block, words)
        elif not at.in_topic and (is_goal_label(words) or is_time_line(plain(text))):
            self._fact(index, is_goal=is_goal_label(words))
        elif self._leads_list(index) and is_resource_label(words) and not rest:
            self.found.set(index, Role.GROUP, "It says that resources follow.")
            at.lead = True
        elif is_resource_label(words) and rest:
            self.found.set(index, Role.RESOURCE, "Its label says so.")
            at.has_entries = True
        elif self._is_link(block):
            self.found.set(index, Role.RESOURCE, "It is nothing but a link.")
        elif self._is_entry(block, words, rest):
            self.found.set(index, Role.ITEM, "It reads as a label with entries.")
            at.has_entries = True
        elif self._is_label(index, text):
            self.found.set(index, Role.GROUP, "The list below belongs to it.")
        else:
            self._prose(index, block)

    def _fact(self, index: int, *, is_goal: bool) -> None:
        """Give a line about a stage its role: its goal if IS_GOAL, else its time."""
        if is_goal:
            self.found.set(index, Role.SUMMARY, "It says what the goal is.")
            self.at.has_summary = True
        else:
            self.found.set(index, Role.HINT, "It is the time of the stage.")

    def _before_stages(self, index: int, block: Block, words: str) -> None:
        text = plain(block.words.text)
        if index < self.title_at:
            self.found.set(index, Role.LEFT_OUT, "It stands before the title.")
        elif (
            self.title_at < 0 and index < 5 and len(text) <= 100 and not self._is_prose(text) and not block.words.links
        ):
            self.found.set(index, Role.TITLE, "It is the first line.")
            self.title_at = index
        elif words in ("Credit", "Hours a week"):
            self.found.set(index, Role.SUMMARY, "It is a fact about the roadmap.")
        elif self.at.has_summary or _linked(block) * 2 > len(text):
            self.found.set(index, Role.LEFT_OUT, "It stands before the first stage.")
        else:
            self.found.set(index, Role.SUMMARY, "It is the first paragraph.")
            self.at.has_summary = True

    def _prose(self, index: int, block: Block) -> None:
        at = self.at
        text = block.words.text
        if is_chatter_line(plain(text)):
            self.found.set(index, Role.LEFT_OUT, "It is about the document, not content.")
        elif text.rstrip().endswith(":") and self._precedes_code(index) and not at.has_entries:
            self.found.set(index, Role.SUMMARY, "It says what is covered.")
        elif block.words.code and _coded(block) * 3 > len(text) * 2 and not at.has_entries:
            self.found.set(index, Role.SUMMARY, "It lists what is covered.")
        elif at.has_summary or (at.in_topic and at.has_entries):
            self.found.set(index, Role.LEFT_OUT, "It is neither a summary nor an entry.")
        elif not at.in_topic and at.has_entries:
            self.found.set(index, Role.LEFT_OUT, "It is neither a goal nor an entry.")
        else:
            self.found.set(index, Role.SUMMARY, "It is the first paragraph here.")
            at.has_summary = True

    def _precedes_code(self, index: int) -> bool:
        after = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        return after is not None and after.kind is Kind.PARAGRAPH and _coded(after) * 3 > len(after.words.text) * 2

    def _leads_list(self, index: int) -> bool:
        """Return whether a list directly follows the block at INDEX."""
        after = next((each for each in self.blocks[index + 1 : index + 4] if each.kind not in NO_CONTENT), None)
        return after is not None and after.kind is Kind.ITEM

    def _is_label(self, index: int, text: str) -> bool:
        """Return whether a paragraph is the label of the list that follows it."""
        if not self._leads_list(index) or len(text) > LONGEST_GROUP or self.is_own:
            return False
        return text.endswith((":", "：")) or (self.at.has_entries and not self._is_prose(text))

    def _is_prose(self, text: str) -> bool:
        return bool(_END_OF_SENTENCE.search(text)) or len(text) > LONGEST_GROUP

    def _is_link(self, block: Block) -> bool:
        links = [link for link in block.words.links if resolved(link.address, "")]
        return bool(links) and _linked(block) * 10 >= 8 * len(block.words.text.strip())

    def _is_entry(self, block: Block, label: str, rest: str) -> bool:
        """Return whether a paragraph is entries without a bullet, such as "Label: one, two"."""
        if not (label and rest) or len(label) > 60 or len(label.split()) > 6:
            return False
        if not (self.at.in_topic or not self.at.has_topics):
            return False
        if block.words.code and _coded(block) * 2 > len(block.words.text):
            return False
        is_bold = any(start == 0 for start, _ in block.words.bold)
        return self.at.in_topic or is_bold or not self._is_prose(block.words.text)

    # Lists.

    def _list(self, start: int, end: int) -> None:
        at = self.at
        if at.is_left_out:
            self._leave_out(start, end, at.why)
        elif not any(self.content[start:end]):
            self._leave_out(start, end, "This is a list of the contents, not content.")
        elif self._is_before_stages():
            self._leave_out(start, end, "It stands before the first stage.")
        elif _COVERED.search(at.above) and all(
            _coded(each) * 10 > len(each.words.text) * 9 for each in self.blocks[start:end]
        ):
            for index in range(start, end):
                self.found.set(index, Role.SUMMARY, "It says what is covered.")
        else:
            for entry in entries_of(self.blocks, start, end):
                self.entries.give(entry, at)
            at.has_entries = True
        at.lead, at.above = False, ""

    def _leave_out(self, start: int, end: int, reason: str) -> None:
        self.outside.update(range(start, end))
        for index in range(start, end):
            kind = self.blocks[index].kind
            self.found.set(index, Role.LEFT_OUT, NO_CONTENT.get(kind) or reason)

    # Rows.

    def _row(self, index: int, block: Block) -> None:
        at = self.at
        at.lead = False
        if at.is_left_out:
            self._leave_out(index, index + 1, at.why)
        elif self._is_before_stages():
            self.found.set(index, Role.LEFT_OUT, "It stands before the first stage.")
        elif not self.tables[block.table].is_content:
            self.found.set(index, Role.LEFT_OUT, "It is not told what its table lists.")
        else:
            self.found.set(index, Role.ITEM, "It is a row of a table.")
            at.has_entries = True


def _linked(block: Block) -> int:
    return sum(link.end - link.start for link in block.words.links)


def _coded(block: Block) -> int:
    return sum(end - start for start, end in block.words.code)
