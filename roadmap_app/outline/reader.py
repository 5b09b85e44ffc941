"""Reading an outline: ours to the letter, and what people paste from articles as well as it can be understood.

What cannot be placed is named with its line, never dropped in silence.
"""

from __future__ import annotations

from dataclasses import replace

from roadmap_app.outline.drafts import Bullet, DraftStage, DraftTopic, Reading, Remark, flat, months_of
from roadmap_app.outline.entries import (
    CHATTER,
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

DEEPEST = 8  # bullets further in than that stand beside each other


def read_outline(text: str) -> Reading:
    """Return the outline that TEXT holds. Any text can be read; what is wrong with the outline is the gate's to say."""
    text, removed = clean(text)
    reading = _Reader(scan(text)).read()
    said = "Characters that hide or turn text ({}) are left out of it."
    remarks = [*reading.remarks, *(Remark(line, said.format(codes)) for line, codes in removed)]
    remarks.sort(key=lambda remark: remark.line)
    return replace(reading, remarks=tuple(remarks))


class _Reader:
    """Walks the lines of one document."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.shape: Shape = shape_of(lines)
        self.title, self.slug, self.summary, self.credit, self.hours = "", "", "", "", WEEKLY_HOURS
        self.title_line = 0
        self.stages: list[DraftStage] = []
        self.topic: DraftTopic | None = None
        self.group = ""  # the heading below a topic's that the bullets stand under
        self.in_chatter = False
        self.chatter_level = 0  # of the heading that began it: what is below that is chatter too
        self.growing: tuple[int, str] = (0, "")  # the text that a line right below would go on with
        self.unplaced: list[Remark] = []
        self.remarks: list[Remark] = []
        self.filled = next_filled(lines)

    def read(self) -> Reading:
        place = 0
        while place < len(self.lines):
            line = self.lines[place]
            if line.kind in ("bullet", "ordered") and place not in self.shape.stages and not self._heads(place):
                place = self._bullets(place)
            else:
                self._line(place, line)
                place += 1
        spans, assumed = months_of(self.stages)
        self.remarks += [Remark(number, sentence) for number, sentence in assumed]
        stages = tuple(stage.frozen(*span) for stage, span in zip(self.stages, spans, strict=True))
        outline = Outline(
            plain(self.title), self.slug, self.summary, self.credit, self.hours, stages, line=self.title_line
        )
        return Reading(outline, tuple(self.unplaced), tuple(sorted(self.remarks, key=lambda remark: remark.line)))

    def _line(self, place: int, line: Line) -> None:
        if line.kind == "blank":
            self.growing = (0, "")
        elif place in self.shape.stages:
            self._begin_stage(line)
        elif line.kind == "heading":
            self._heading(line)
        elif self.in_chatter or line.kind == "long":
            self._leave(line)
        elif self._heads(place):
            self._begin_topic(line)
        else:
            self._text(line)

    def _begin_stage(self, line: Line) -> None:
        heading = stage_heading(line.text)
        title, retired = struck(heading.title)
        self.stages.append(DraftStage(plain(title), heading.slug, retired, heading.months, line.number))
        self.topic, self.group, self.in_chatter = None, "", False

    def _begin_topic(self, line: Line) -> None:
        heading = topic_heading(line.text)
        title, retired = struck(heading.title)
        self.topic = DraftTopic(plain(title), heading.slug, retired, line.number)
        self.stages[-1].topics.append(self.topic)
        self.group, self.in_chatter = "", False

    def _heading(self, line: Line) -> None:
        heading = topic_heading(line.text)
        words = plain(heading.title)
        if self.in_chatter and line.level > self.chatter_level > 0:
            self._leave(line)
        elif CHATTER.match(words) and not heading.slug and (self.title or self.stages):
            self._begin_chatter(line)
        elif not self.stages:
            if self.title or line.level == BOLD:
                self._begin_chatter(line)
            else:
                self.title, self.slug, self.title_line = heading.title, heading.slug, line.number
        elif line.level == self.shape.topic_level:
            self._begin_topic(line)
        elif line.level <= self.shape.stage_level:
            # As high as the stages, and none of them: what follows belongs to no stage either.
            self._begin_chatter(line)
        elif self.topic and not self.in_chatter:
            self.group = words.removesuffix(":")
            self.topic.begun = True
        elif GOAL.match(words):
            self.growing = (line.number, "goal")
        else:
            self._leave(line)

    def _begin_chatter(self, line: Line) -> None:
        self.in_chatter, self.chatter_level, self.topic = True, line.level, None
        self._leave(line)

    def _heads(self, place: int) -> bool:
        """Return whether the line at PLACE, which is no heading, begins a topic: it is followed by what topics hold."""
        line = self.lines[place]
        if not self.stages or self.in_chatter or self.shape.topic_level or place in self.shape.stages:
            return False
        if line.kind not in ("text", "ordered") or not is_short_title(line):
            return False
        after = self.filled[place]
        return after is not None and (after.kind == "bullet" or has_label(after))

    def _text(self, line: Line) -> None:
        label, rest = label_of(line.text)
        words = plain(label)
        if line.text.startswith(f"{label}:"):
            rest = line.text[len(label) + 1 :]  # prose keeps its asterisks
        if not self.stages:
            self._before_stages(line, words, rest)
        elif GOAL.match(words) and not self.topic:
            self.stages[-1].goal = plain(rest)
            self.growing = (line.number, "goal")
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
            self._leave(line)
        elif not self.in_chatter and (not self.summary or self.growing == (line.number - 1, "summary")):
            self.summary = f"{self.summary} {plain(line.text)}".strip()
            self.growing = (line.number, "summary")
        else:
            self._leave(line)

    def _prose(self, line: Line) -> None:
        """Put a line of prose where there is room for one: a stage's goal, a topic's summary, the end of one begun."""
        stage, topic = self.stages[-1], self.topic
        goes_on = self.growing[0] == line.number - 1
        if len(topic.summary if topic else stage.goal) > MAX_LINE:
            self._leave(line)
        elif topic and not topic.begun and (not topic.summary or goes_on):
            topic.summary = f"{topic.summary} {plain(line.text)}".strip()
            self.growing = (line.number, "summary")
        elif not topic and (not stage.goal or (goes_on and self.growing[1] == "goal")):
            stage.goal = f"{stage.goal} {plain(line.text)}".strip()
            self.growing = (line.number, "goal")
        else:
            self._leave(line)

    def _bullets(self, place: int) -> int:
        """Read a run of bullets, each with those further in below it; return the place after them."""
        top: list[Bullet] = []
        trail: list[Bullet] = []
        while place < len(self.lines):
            line = self.lines[place]
            if line.kind == "text" and trail and line.indent > trail[-1].line.indent:
                if len(trail[-1].text) > MAX_LINE:
                    self._leave(line)
                else:
                    trail[-1].text += f" {line.text}"
            elif line.kind in ("bullet", "ordered") and place not in self.shape.stages and not self._heads(place):
                while trail and (trail[-1].line.indent >= line.indent or len(trail) >= DEEPEST):
                    trail.pop()
                bullet = Bullet(line, line.text)
                (trail[-1].below if trail else top).append(bullet)
                trail.append(bullet)
            elif line.kind != "blank":
                break
            place += 1
        for bullet in top:
            self._place(bullet)
        return place

    def _place(self, bullet: Bullet) -> None:
        if self.in_chatter or not self.stages:
            for each in flat([bullet]):
                self._leave(each.line)
            return
        stage = self.stages[-1]
        label, rest = label_of(bullet.text)
        if self.topic is None and GOAL.match(plain(label)) and not bullet.line.task:
            stage.goal = plain(rest)
        elif self.topic is None and bullet.below and not RESOURCE_LABELS.match(plain(label) or _alone(bullet)):
            self._begin_topic(replace(bullet.line, text=bullet.text))
            for child in bullet.below:
                self._place(child)
            self.topic = None
        elif self.topic is None and bullet.below and stage.topics:
            self._entry(stage.topics[-1], bullet)
        else:
            if self.topic is None:
                self.topic = next((topic for topic in stage.topics if topic.line == stage.line), None)
            if self.topic is None:
                self.topic = DraftTopic(stage.title, line=stage.line)
                stage.topics.append(self.topic)
                self.remarks.append(
                    Remark(
                        bullet.line.number, f"No topic is named here, so these are put in one called “{stage.title}”."
                    )
                )
            self._entry(self.topic, bullet)

    def _entry(self, topic: DraftTopic, bullet: Bullet) -> None:
        """Put a bullet and what is below it into TOPIC."""
        topic.begun = True
        label, rest = label_of(bullet.text)
        words, number = plain(without_emphasis(label)), bullet.line.number
        alone = _alone(bullet)
        if not bullet.line.task and RESOURCE_LABELS.match(words or (alone if bullet.below or not rest else "")):
            kind = KIND_OF.get((words or alone).lower().split()[-1], "")
            topic.resources += read_resources(rest if label else "", number, kind)
            for child in flat(bullet.below):
                topic.resources += read_resources(child.text, child.line.number, kind)
        elif not bullet.line.task and not label and self.group and RESOURCE_LABELS.match(self.group):
            topic.resources += read_resources(bullet.text, number, KIND_OF.get(self.group.lower().split()[-1], ""))
        elif bullet.below:
            self._group(topic, bullet, words, rest if label else "")
        elif self.group and not label:
            self._add(topic, read_items(bullet.text, number, self.group))
        elif bullet.line.task and label and PROJECT_LABELS.match(words):
            self._add(topic, read_list(rest, words, number))
        else:
            self._add(topic, read_items(bullet.text, number))

    def _group(self, topic: DraftTopic, bullet: Bullet, label: str, rest: str) -> None:
        """Put a bullet with others below it into TOPIC: they are the items, it is their label."""
        name = label or _alone(bullet)
        if rest:
            self._add(topic, read_list(rest, name, bullet.line.number))
        for child in bullet.below:
            if child.below:
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

    def _leave(self, line: Line) -> None:
        said = "This line is too long to be read." if line.kind == "long" else "This has no place in a roadmap."
        self.unplaced.append(Remark(line.number, said, line.raw.strip()[:300]))


def _alone(bullet: Bullet) -> str:
    """Return what a bullet says that is only a label, without its colon."""
    return plain(without_emphasis(bullet.text)).removesuffix(":")
