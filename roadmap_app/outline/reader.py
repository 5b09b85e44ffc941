"""Read an outline: our own format exactly, and text pasted from articles as well as possible.

Lines that do not fit are reported with their numbers, never dropped silently.
"""

from dataclasses import replace

from roadmap_app.outline.drafts import Bullet, DraftStage, DraftTopic, flatten, months_of
from roadmap_app.outline.entries import (
    BOILERPLATE,
    GOAL,
    KIND_OF,
    PROJECT_LABELS,
    RESOURCE_LABELS,
    read_items,
    read_list,
    read_resources,
)
from roadmap_app.outline.lines import (
    BOLD,
    MAX_LINE,
    Line,
    Shape,
    clean,
    has_label,
    is_short_title,
    next_filled,
    scan,
    shape_of,
    stage_heading,
    topic_heading,
)
from roadmap_app.outline.marks import label_of, plain, struck, without_emphasis
from roadmap_app.outline.nodes import WEEKLY_HOURS, Outline, OutlineItem, OutlineResource
from roadmap_app.outline.own_format import read_own_format
from roadmap_app.outline.reading.choices import Choices, Role
from roadmap_app.outline.reading.naive import levels_of, placed_blocks
from roadmap_app.outline.reading.result import Reading, Remark

MAX_DEPTH = 8  # deeper bullets are read as siblings at this depth


def read_outline(text: str, choices: Choices = Choices()) -> Reading:  # noqa: B008 (frozen)
    """Return the outline in TEXT, read as CHOICES say. Any text can be read; the gate finds its errors."""
    text, removed = clean(text)
    is_free = not (choices.levels or choices.blocks)
    reading = (read_own_format(text) if is_free else None) or _guess(text, choices)
    message = "Characters that hide or turn text ({}) are left out of it."
    remarks = [*reading.remarks, *(Remark(line, message.format(codes)) for line, codes in removed)]
    return replace(reading, remarks=tuple(sorted(remarks, key=lambda remark: remark.line)))


def _guess(text: str, choices: Choices) -> Reading:
    """Return what TEXT, which is not in our own format, may mean."""
    lines = scan(text)
    reader = _Reader(lines, _with_choices(shape_of(lines), lines, choices))
    reading = reader.read()
    placed = placed_blocks(lines, reader.shape, {remark.line for remark in reading.unplaced}, choices)
    return replace(reading, placed=placed, levels=levels_of(placed, choices))


def _with_choices(shape: Shape, lines: list[Line], choices: Choices) -> Shape:
    """Return SHAPE with the heading levels that CHOICES make stages and topics."""
    for key, role in choices.levels.items():
        level = BOLD if key == "bold" else int(key[1]) if key[1:].isdecimal() and key[0] == "h" else 0
        if level and role is Role.STAGE:
            at_level = (index for index, line in enumerate(lines) if line.kind == "heading" and line.level == level)
            shape = replace(shape, stages=frozenset(at_level), stage_level=level)
        elif level and role is Role.TOPIC:
            shape = replace(shape, topic_level=level)
    return shape


class _Reader:
    """Read the lines of one document in order, keeping the current stage, topic and group."""

    def __init__(self, lines: list[Line], shape: Shape) -> None:
        self.lines = lines
        self.shape = shape
        self.title, self.slug, self.summary, self.credit, self.hours, self.title_line = "", "", "", "", WEEKLY_HOURS, 0
        self.stages: list[DraftStage] = []
        self.topic: DraftTopic | None = None
        self.group = ""  # the heading below the topic's, which labels the bullets after it
        self.in_boilerplate = False
        self.boilerplate_level = 0  # of its heading: deeper headings belong to it
        self.continued: tuple[int, str] = (0, "")  # (line, field) of the text that the next line may continue
        self.unplaced: list[Remark] = []
        self.remarks: list[Remark] = []
        self.next_filled = next_filled(lines)

    def read(self) -> Reading:
        index = 0
        while index < len(self.lines):
            if self._is_bullet(index):
                index = self._bullets(index)
            else:
                self._line(index, self.lines[index])
                index += 1
        spans, remarks = months_of(self.stages)
        stages = tuple(stage.frozen(*span) for stage, span in zip(self.stages, spans, strict=True))
        title = plain(self.title)
        outline = Outline(title, self.slug, self.summary, self.credit, self.hours, stages, line=self.title_line)
        without_months = frozenset(stage.line for stage in self.stages if stage.duration is None)
        return Reading(outline, tuple(self.unplaced), (*self.remarks, *remarks), without_months=without_months)

    def _line(self, index: int, line: Line) -> None:
        if line.kind == "blank":
            self.continued = (0, "")
        elif index in self.shape.stages:
            self._begin_stage(line)
        elif line.kind == "heading":
            self._heading(line)
        elif self.in_boilerplate or line.kind == "long":
            self._leave_out(line)
        elif self._starts_topic(index):
            self._begin_topic(line)
        else:
            self._text(line)

    def _begin_stage(self, line: Line) -> None:
        heading = stage_heading(line.text)
        title, retired = struck(heading.title)
        self.stages.append(DraftStage(plain(title), heading.slug, retired, heading.duration, line.number))
        self.topic, self.group, self.in_boilerplate = None, "", False

    def _begin_topic(self, line: Line) -> None:
        heading = topic_heading(line.text)
        title, retired = struck(heading.title)
        self.topic = DraftTopic(plain(title), heading.slug, retired, line.number)
        self.stages[-1].topics.append(self.topic)
        self.group, self.in_boilerplate = "", False

    def _heading(self, line: Line) -> None:
        """Read a heading that does not begin a stage: a title, topic, group, goal or boilerplate."""
        heading = topic_heading(line.text)
        words = plain(heading.title)
        if self.in_boilerplate and line.level > self.boilerplate_level > 0:
            self._leave_out(line)
        elif BOILERPLATE.match(words) and not heading.slug and (self.title or self.stages):
            self._begin_boilerplate(line)
        elif not self.stages:
            if self.title or line.level == BOLD:
                self._begin_boilerplate(line)
            else:
                self.title, self.slug, self.title_line = heading.title, heading.slug, line.number
        elif line.level == self.shape.topic_level:
            self._begin_topic(line)
        elif line.level <= self.shape.stage_level:
            # At the level of the stages but not a stage: what follows belongs to no stage.
            self._begin_boilerplate(line)
        elif self.topic and not self.in_boilerplate:
            self.group = words.removesuffix(":")
            self.topic.has_entries = True
        elif GOAL.match(words):
            self.continued = (line.number, "goal")
        else:
            self._leave_out(line)

    def _begin_boilerplate(self, line: Line) -> None:
        self.in_boilerplate, self.boilerplate_level, self.topic = True, line.level, None
        self._leave_out(line)

    def _starts_topic(self, index: int) -> bool:
        """Return whether the line at INDEX, not a heading, is the title of a topic: bullets or a label follow it."""
        line = self.lines[index]
        if not self.stages or self.in_boilerplate or self.shape.topic_level or index in self.shape.stages:
            return False
        if line.kind not in ("text", "ordered") or not is_short_title(line):
            return False
        after = self.next_filled[index]
        return after is not None and (after.kind == "bullet" or has_label(after))

    def _text(self, line: Line) -> None:
        label, rest = label_of(line.text)
        words = plain(label)
        if line.text.startswith(f"{label}:"):
            rest = line.text[len(label) + 1 :]  # keeps the asterisks of prose
        if not self.stages:
            self._before_stages(line, words, rest)
        elif GOAL.match(words) and not self.topic:
            self.stages[-1].goal = plain(rest)
            self.continued = (line.number, "goal")
        elif self.topic is None or not (has_label(line) or RESOURCE_LABELS.match(words)):
            self._prose(line)
        else:
            self._entry(self.topic, Bullet(line, line.text))

    def _before_stages(self, line: Line, label: str, rest: str) -> None:
        if label == "Credit":
            self.credit = plain(rest)
        elif label == "Hours a week" and rest.strip().isdecimal():
            self.hours = int(rest.strip()[:9])
        elif not self.title and len(line.text) <= 200:
            self.title, self.title_line = line.text, line.number
        elif len(self.summary) > MAX_LINE:
            self._leave_out(line)
        elif not self.in_boilerplate and (not self.summary or self.continued == (line.number - 1, "summary")):
            self.summary = f"{self.summary} {plain(line.text)}".strip()
            self.continued = (line.number, "summary")
        else:
            self._leave_out(line)

    def _prose(self, line: Line) -> None:
        """Add a line of prose to the goal of the stage or the summary of the topic, or leave it out."""
        stage, topic = self.stages[-1], self.topic
        continues = self.continued[0] == line.number - 1
        if len(topic.summary if topic else stage.goal) > MAX_LINE:
            self._leave_out(line)
        elif topic and not topic.has_entries and (not topic.summary or continues):
            topic.summary = f"{topic.summary} {plain(line.text)}".strip()
            self.continued = (line.number, "summary")
        elif not topic and (not stage.goal or (continues and self.continued[1] == "goal")):
            stage.goal = f"{stage.goal} {plain(line.text)}".strip()
            self.continued = (line.number, "goal")
        else:
            self._leave_out(line)

    def _is_bullet(self, index: int) -> bool:
        is_marked = self.lines[index].kind in ("bullet", "ordered")
        return is_marked and index not in self.shape.stages and not self._starts_topic(index)

    def _bullets(self, index: int) -> int:
        """Read a run of nested bullets; return the index of the line after them."""
        top: list[Bullet] = []
        parents: list[Bullet] = []  # the last bullet and those it is nested in, outermost first
        while index < len(self.lines):
            line = self.lines[index]
            if line.kind == "text" and parents and line.indent > parents[-1].line.indent:
                if len(parents[-1].text) > MAX_LINE:
                    self._leave_out(line)
                else:
                    parents[-1].text += f" {line.text}"
            elif self._is_bullet(index):
                while parents and (parents[-1].line.indent >= line.indent or len(parents) >= MAX_DEPTH):
                    parents.pop()
                bullet = Bullet(line, line.text)
                (parents[-1].children if parents else top).append(bullet)
                parents.append(bullet)
            elif line.kind != "blank":
                break
            index += 1
        for bullet in top:
            self._place(bullet)
        return index

    def _place(self, bullet: Bullet) -> None:
        """Add a bullet to the current stage: as its goal, as a topic with entries, or as an entry of a topic."""
        if self.in_boilerplate or not self.stages:
            for each in flatten([bullet]):
                self._leave_out(each.line)
            return
        stage = self.stages[-1]
        label, rest = label_of(bullet.text)
        if self.topic is None and GOAL.match(plain(label)) and not bullet.line.task:
            stage.goal = plain(rest)
        elif self.topic is None and bullet.children and not RESOURCE_LABELS.match(plain(label) or _bare_label(bullet)):
            self._begin_topic(replace(bullet.line, text=bullet.text))
            for child in bullet.children:
                self._place(child)
            self.topic = None
        elif self.topic is None and bullet.children and stage.topics:
            self._entry(stage.topics[-1], bullet)
        else:
            self.topic = self.topic or self._topic_of_stage(stage, bullet)
            self._entry(self.topic, bullet)

    def _topic_of_stage(self, stage: DraftStage, bullet: Bullet) -> DraftTopic:
        """Return the topic for bullets directly below a stage; the first time, add it and a remark."""
        found = next((topic for topic in stage.topics if topic.line == stage.line), None)
        if found is None:
            found = DraftTopic(stage.title, line=stage.line)
            stage.topics.append(found)
            message = f"No topic is named here, so these are put in one called “{stage.title}”."
            self.remarks.append(Remark(bullet.line.number, message))
        return found

    def _entry(self, topic: DraftTopic, bullet: Bullet) -> None:
        """Add a bullet and its children to TOPIC, as resources or items."""
        topic.has_entries = True
        label, rest = label_of(bullet.text)
        words, number = plain(without_emphasis(label)), bullet.line.number
        bare = _bare_label(bullet)
        if not bullet.line.task and RESOURCE_LABELS.match(words or (bare if bullet.children or not rest else "")):
            kind = KIND_OF.get((words or bare).lower().split()[-1], "")
            topic.resources += read_resources(rest if label else "", number, kind)
            for child in flatten(bullet.children):
                topic.resources += read_resources(child.text, child.line.number, kind)
        elif not bullet.line.task and not label and self.group and RESOURCE_LABELS.match(self.group):
            topic.resources += read_resources(bullet.text, number, KIND_OF.get(self.group.lower().split()[-1], ""))
        elif bullet.children:
            self._group(topic, bullet, words, rest if label else "")
        elif self.group and not label:
            self._add(topic, read_items(bullet.text, number, self.group))
        elif bullet.line.task and label and PROJECT_LABELS.match(words):
            self._add(topic, read_list(rest, words, number))
        else:
            self._add(topic, read_items(bullet.text, number))

    def _group(self, topic: DraftTopic, bullet: Bullet, label: str, rest: str) -> None:
        """Add a bullet with children to TOPIC: they are the items, it is their group."""
        name = label or _bare_label(bullet)
        if rest:
            self._add(topic, read_list(rest, name, bullet.line.number))
        for child in bullet.children:
            if child.children:
                child.text = f"{name} · {child.text}"
                self._entry(topic, child)
            else:
                self._add(topic, read_items(child.text, child.line.number, name))

    def _add(self, topic: DraftTopic, found: tuple[list[OutlineItem], list[OutlineResource]]) -> None:
        items, links = found
        topic.items += items
        for link in links:
            topic.resources.append(link)
            self.remarks.append(Remark(link.line, f"The address of “{link.title}” is put among the resources."))

    def _leave_out(self, line: Line) -> None:
        message = "This line is too long to be read." if line.kind == "long" else "This has no place in a roadmap."
        self.unplaced.append(Remark(line.number, message, line.raw.strip()[:300]))


def _bare_label(bullet: Bullet) -> str:
    """Return the text of a bullet that is only a label, without its colon."""
    return plain(without_emphasis(bullet.text)).removesuffix(":")
