"""Build the outline from blocks whose roles are given: stages with times, topics, items, resources, remarks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from roadmap_app.outline.marks import label_of, plain
from roadmap_app.outline.nodes import WEEKLY_HOURS, OutlineResource
from roadmap_app.outline.reading.blocks import Block, Kind, Words
from roadmap_app.outline.reading.choices import Role
from roadmap_app.outline.reading.columns import TableColumns
from roadmap_app.outline.reading.drafts import DraftStage, DraftTopic
from roadmap_app.outline.reading.durations import take_duration
from roadmap_app.outline.reading.entry_text import (
    MAX_AUTHOR,
    MAX_HINT,
    MAX_TITLE,
    Found,
    divided,
    items_in,
    resources_in,
    resources_of_links,
)
from roadmap_app.outline.reading.guarded import shown
from roadmap_app.outline.reading.labels import is_goal_label, is_resource_label, is_time_label, kind_named
from roadmap_app.outline.reading.own_entries import own_items, own_resources
from roadmap_app.outline.reading.row_text import Cell, cells_of, row_entries
from roadmap_app.outline.reading.telling import Report
from roadmap_app.outline.reading.titles import stage_title, topic_title

_NAMELESS = "Overview"


@dataclass
class _Group:
    """A label of the items below it; `depth` is that of its entry in a list, 0 for a heading."""

    name: str
    depth: int
    block: Block
    resources: bool = False
    kind: str = ""
    is_used: bool = False


class Builder:
    """Take blocks in order, each with its role; what comes out is in its fields."""

    def __init__(self, tables: Mapping[int, TableColumns], base: str, *, is_own: bool) -> None:
        self.tables, self.base, self.is_own = tables, base, is_own
        self.title, self.slug, self.title_line = "", "", 0
        self.summary, self.description, self.credit, self.hours = "", "", "", WEEKLY_HOURS
        self.stages: list[DraftStage] = []
        self.topic: DraftTopic | None = None
        self.topic_depth = 0
        self.groups: list[_Group] = []
        self.is_stage_assumed = False
        self.last = ""  # what the last entry was: "item" or "resource"
        self.report = Report(base)

    def take(self, block: Block, role: Role, reason: str) -> None:
        """Add BLOCK as its ROLE says; REASON is for naming what is left out."""
        if role is Role.LEFT_OUT:
            self.report.leave_out(block, reason)
            return
        if block.kind is Kind.ITEM:
            self._leave_groups(block.level)
            is_beside = 0 < self.topic_depth >= block.level
            rules = is_resource_label(shown(block.words.text))
            if is_beside and (role is Role.ITEM or (role is Role.GROUP and not rules)):
                self.topic, self.topic_depth = None, 0
        elif block.kind is Kind.HEADING or (block.kind is Kind.PARAGRAPH and not block.level):
            self._leave_groups(0 if block.kind is Kind.HEADING or role is Role.GROUP else 1)
        self.report.tell(block)
        _TAKERS[role](self, block)

    def end(self) -> None:
        """Name the groups that nothing followed."""
        self._leave_groups(0)

    # What a role does.

    def _title(self, block: Block) -> None:
        if self.title:
            self.report.leave_out(block, "There is a title already.")
            return
        found = topic_title(block)
        title = shown(block.words.text).removesuffix(":") if block.kind is not Kind.HEADING else found.text
        self.title, self.slug, self.title_line = self._short(title, block.first), found.slug, block.first
        self.report.tell_addresses(block, "a title has none")

    def _summary(self, block: Block) -> None:
        label, rest = label_of(block.words.text)
        text = shown(block.words.text)
        if not self.stages:
            if label == "Credit":
                self.credit = plain(rest)
            elif label == "Hours a week" and rest.strip().isdecimal():
                self.hours = int(rest.strip()[:9])
            else:
                self.summary = f"{self.summary} {text}".strip()
            self.report.tell_addresses(block, "a summary has none")
            return
        if self.topic is None:
            if is_goal_label(plain(label)):
                text = plain(rest)
            goal = self.stages[-1].goal
            joint = ", " if block.kind is Kind.ITEM and goal[-1:].isalnum() else " "
            self.stages[-1].goal = f"{goal}{joint}{text}".strip()
        else:
            joint = ", " if block.kind is Kind.ITEM and self.topic.summary[-1:].isalnum() else " "
            self.topic.summary = f"{self.topic.summary}{joint}{text}".strip()
        self._add(Found(resources=self._linked(block.words, block.first)))

    def _stage(self, block: Block) -> None:
        found = stage_title(block)
        self._begin_stage(found.text, block.first, found.slug, retired=found.retired)
        self.stages[-1].duration, self.stages[-1].heading = found.duration, shown(block.words.text)
        self.stages[-1].pending = self._linked(block.words, block.first)

    def _begin_stage(self, title: str, line: int, slug: str = "", *, retired: bool = False) -> None:
        self.stages.append(DraftStage(self._short(title, line), slug, retired, line))
        self._leave_groups(0)
        self.topic, self.topic_depth = None, 0

    def _ensure_stage(self, line: int) -> None:
        if not self.stages:
            self._begin_stage(self.title or _NAMELESS, line)
            self.is_stage_assumed = True

    def _topic(self, block: Block) -> None:
        found = topic_title(block)
        self._begin_topic(found.text, block.first, found.slug, retired=found.retired)
        self.stages[-1].below.append(found.duration)
        self.topic_depth = block.level if block.kind is Kind.ITEM else 0
        self._add(Found(resources=self._linked(block.words, block.first)))

    def _begin_topic(self, title: str, line: int, slug: str = "", *, retired: bool = False) -> None:
        self._leave_groups(0)
        self._ensure_stage(line)
        self.topic = DraftTopic(self._short(title, line), slug, retired, line)
        self.stages[-1].topics.append(self.topic)
        self.topic_depth = 0

    def _group(self, block: Block) -> None:
        text = shown(block.words.text).strip().removesuffix(":").removesuffix("：").strip()
        depth = block.level if block.kind is Kind.ITEM else 0
        if block.kind is Kind.HEADING:
            self._leave_groups(0)
        rules = is_resource_label(text)
        self.groups.append(_Group(text, depth, block, rules, kind_named(text) if rules else ""))
        if links := self._linked(block.words, block.first):
            self._add(Found(resources=links))

    def _item(self, block: Block) -> None:
        if block.kind is Kind.ROW:
            self._row(block)
            return
        group = self._name()
        if self.is_own:
            found = own_items(block, group, self.base, is_nested=bool(self.groups and self.groups[-1].depth))
        else:
            found = items_in(block.words, group, block.first, self.base)
        self._add(found)
        self.last = "item" if found.items else "resource"

    def _resource(self, block: Block) -> None:
        if block.kind is Kind.ROW:
            self._row(block)
            return
        self._name()
        kind = next((group.kind for group in reversed(self.groups) if group.resources), "")
        if self.is_own:
            self._add(own_resources(block, kind, self.base))
        else:
            self._add(resources_in(block.words, block.first, kind, self.base))
        self.last = "resource"

    def _hint(self, block: Block) -> None:
        text = shown(block.words.text)
        if self.topic is None and self.stages:
            label, rest = label_of(block.words.text)
            duration = take_duration(rest or block.words.text)[1]
            if duration and self.stages[-1].duration not in (None, duration):
                self.report.leave_out(block, "Its stage has a time already.")
            elif duration:
                self.stages[-1].duration = duration
                if not is_time_label(plain(label)) or "(" in text:  # what is in brackets is not taken
                    self.report.remark(block.first, f"Only the time is taken from “{text}”.")
            else:
                self.stages[-1].goal = f"{self.stages[-1].goal} {text}".strip()
            return
        self._name()
        topic = self._open_topic(block.first)
        links = self._linked(block.words, block.first)
        if self.last == "resource" and topic.resources:
            said = f"{topic.resources[-1].author} {text}".strip()
            head, rest = divided(said, MAX_AUTHOR)
            topic.resources[-1] = replace(topic.resources[-1], author=head)
        elif topic.items:
            said = "; ".join(filter(None, (topic.items[-1].hint, text)))
            head, rest = divided(said, MAX_HINT)
            topic.items[-1] = replace(topic.items[-1], hint=head)
        else:
            topic.summary, rest = f"{topic.summary} {text}".strip(), ""
        self.report.cut(rest, block.first)
        topic.resources += links

    def _row(self, block: Block) -> None:
        cells = cells_of(block, self.tables[block.table])
        if self.topic and not self.topic.is_of_table:  # headings name the topics here
            cells = [replace(cell, role=Role.GROUP) if cell.role is Role.TOPIC else cell for cell in cells]
        for cell in cells:
            self._begin_in_row(cell, block.first)
        found = row_entries(cells, self._name(), block.first, self.base)
        if not found.items:
            self.report.leave_out(block, "This row has no item.")
        self._add(found)

    def _begin_in_row(self, cell: Cell, line: int) -> None:
        """Begin the stage or the topic that a cell names, unless it is the current one."""
        if not cell.text:
            return
        if cell.role is Role.STAGE and (not self.stages or self.stages[-1].source != cell.text):
            self._begin_stage(cell.name, line)
            self.stages[-1].source, self.stages[-1].duration = cell.text, cell.duration
        elif cell.role is Role.TOPIC and (self.topic is None or self.topic.title != cell.text):
            self._begin_topic(cell.text, line)
            self.stages[-1].topics[-1].is_of_table = True
            self._add(Found(resources=self._linked(cell.words, line)))

    # Helpers.

    def _name(self) -> str:
        for group in self.groups:
            group.is_used = True
        return " · ".join(group.name for group in self.groups if group.name)

    def _leave_groups(self, depth: int) -> None:
        """Forget the groups that end where an entry of DEPTH follows; 0 ends all of them."""
        while self.groups and (not depth or self.groups[-1].depth >= depth):
            if depth and not self.groups[-1].depth:
                break
            group = self.groups.pop()
            if not group.is_used:
                self.report.leave_out(group.block, "Nothing belongs to it.")

    def _open_topic(self, line: int) -> DraftTopic:
        """Return the current topic, or the one that is named like its stage."""
        if self.topic is None:
            self._ensure_stage(line)
            stage = self.stages[-1]
            found = next((topic for topic in stage.topics if topic.line == stage.line), None)
            if found is None:
                found = DraftTopic(stage.title, line=stage.line)
                stage.topics.append(found)
                message = f"No topic is named here, so these are put in one called “{stage.title}”."
                self.report.remark(line, message)
            self.topic = found
        return self.topic

    def _add(self, found: Found) -> None:
        if not (found.items or found.resources or found.cut):
            return
        line = next((each.line for each in found.items), 0) or next((each.line for each in found.resources), 0)
        if self.topic is None and not found.items and self.stages and not self.stages[-1].topics:
            self.stages[-1].pending += found.resources
        else:
            topic = self._open_topic(line)
            topic.items += found.items
            topic.resources += found.resources
        if self.is_own and found.items:
            for each in found.resources:
                self.report.remark(line, f"The address of “{each.title}” is put among the resources.")
        for text in found.cut:
            self.report.cut(text, line)

    def _short(self, title: str, line: int) -> str:
        head, rest = divided(title, MAX_TITLE)
        self.report.cut(rest, line)
        return head

    def _linked(self, words: Words, line: int) -> list[OutlineResource]:
        """Return a resource for each link of WORDS to the web."""
        if not words.links:
            return []
        return resources_of_links(words, line, self.base)


_TAKERS = {
    Role.TITLE: Builder._title,
    Role.SUMMARY: Builder._summary,
    Role.STAGE: Builder._stage,
    Role.TOPIC: Builder._topic,
    Role.GROUP: Builder._group,
    Role.ITEM: Builder._item,
    Role.RESOURCE: Builder._resource,
    Role.HINT: Builder._hint,
}
