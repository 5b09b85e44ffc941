"""Reading an outline: ours to the letter, and what people paste from articles as well as it can be understood.

What cannot be placed is named with its line, never dropped in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from roadmap_app.outline.entries import (
    KIND_OF,
    PROJECT_LABELS,
    RESOURCE_LABELS,
    read_items,
    read_list,
    read_resources,
)
from roadmap_app.outline.lines import BOLD, Line, Shape, has_label, scan, shape_of, stage_heading, topic_heading
from roadmap_app.outline.marks import Months, label_of, plain, struck, without_emphasis
from roadmap_app.outline.nodes import WEEKLY_HOURS, ItemNode, Outline, ResourceNode, StageNode, TopicNode

GOAL = re.compile(r"(?i)^(?:goals?|objectives?|aims?|purpose)$")
# Headings that close an article instead of naming something to learn; one with an address is meant as a topic.
CHATTER = re.compile(
    r"(?i)^(?:in )?(?:conclusions?|summary|final (?:thoughts|words|tips|note)|closing (?:thoughts|words)|"
    r"wrapping up|wrap[- ]up|about (?:the author|me)|faqs?|frequently asked questions|comments?|responses|tags|"
    r"share this.*|related (?:posts|articles)|more from.*|recommended from.*|written by.*|references|tl;?dr|"
    r"introduction|table of contents|contents|overview|get started)\W*$"
)
DEFAULT_MONTHS = 3


@dataclass(frozen=True)
class Remark:
    """Something to know about a line of the text; `text` is the line itself where it could not be placed."""

    line: int
    sentence: str
    text: str = ""


@dataclass(frozen=True)
class Reading:
    """What a text says: the outline, the lines that found no place in it, and what was assumed."""

    outline: Outline
    unplaced: tuple[Remark, ...]
    remarks: tuple[Remark, ...]


@dataclass
class _Topic:
    title: str
    slug: str = ""
    retired: bool = False
    line: int = 0
    summary: str = ""
    items: list[ItemNode] = field(default_factory=list)
    resources: list[ResourceNode] = field(default_factory=list)
    begun: bool = False  # a bullet has been seen, so that text is no summary any more


@dataclass
class _Stage:
    title: str
    slug: str
    retired: bool
    months: Months | None
    line: int
    goal: str = ""
    topics: list[_Topic] = field(default_factory=list)


@dataclass
class _Bullet:
    line: Line
    text: str
    below: list[_Bullet] = field(default_factory=list)


def read_outline(text: str) -> Reading:
    """Return the outline that TEXT holds. Any text can be read; what is wrong with the outline is the gate's to say."""
    return _Reader(scan(text)).read()


class _Reader:
    """Walks the lines of one document."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.shape: Shape = shape_of(lines)
        self.title, self.slug, self.summary, self.credit, self.hours = "", "", "", "", WEEKLY_HOURS
        self.title_line = 0
        self.stages: list[_Stage] = []
        self.topic: _Topic | None = None
        self.group = ""  # the heading below a topic's that the bullets stand under
        self.in_chatter = False
        self.growing: tuple[int, str] = (0, "")  # the text that a line right below would go on with
        self.unplaced: list[Remark] = []
        self.remarks: list[Remark] = []

    def read(self) -> Reading:
        place = 0
        while place < len(self.lines):
            line = self.lines[place]
            if line.kind in ("bullet", "ordered") and place not in self.shape.stages and not self._heads(place):
                place = self._bullets(place)
            else:
                self._line(place, line)
                place += 1
        outline = Outline(
            plain(self.title), self.slug, self.summary, self.credit, self.hours, self._frozen(), line=self.title_line
        )
        return Reading(outline, tuple(self.unplaced), tuple(self.remarks))

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
        self.stages.append(_Stage(plain(title), heading.slug, retired, heading.months, line.number))
        self.topic, self.group, self.in_chatter = None, "", False

    def _begin_topic(self, line: Line) -> None:
        heading = topic_heading(line.text)
        title, retired = struck(heading.title)
        self.topic = _Topic(plain(title), heading.slug, retired, line.number)
        self.stages[-1].topics.append(self.topic)
        self.group, self.in_chatter = "", False

    def _heading(self, line: Line) -> None:
        heading = topic_heading(line.text)
        words = plain(heading.title)
        if CHATTER.match(words) and not heading.slug and (self.title or self.stages):
            self.in_chatter = True
            self._leave(line)
        elif not self.stages:
            if self.title or line.level == BOLD:
                self._leave(line)
                self.in_chatter = bool(self.title)
            else:
                self.title, self.slug, self.title_line = heading.title, heading.slug, line.number
        elif line.level <= self.shape.stage_level:
            # As high as the stages, and none of them: what follows belongs to no stage either.
            self.in_chatter, self.topic = True, None
            self._leave(line)
        elif line.level == self.shape.topic_level:
            self._begin_topic(line)
        elif self.topic and not self.in_chatter:
            self.group = words.removesuffix(":")
            self.topic.begun = True
        elif GOAL.match(words):
            self.growing = (line.number, "goal")
        else:
            self._leave(line)

    def _heads(self, place: int) -> bool:
        """Return whether the line at PLACE, which is no heading, begins a topic: it is followed by what topics hold."""
        line = self.lines[place]
        if not self.stages or self.in_chatter or self.shape.topic_level or place in self.shape.stages:
            return False
        if line.kind == "text" and (has_label(line) or line.text.endswith((".", "!", "?")) or len(line.text) > 100):
            return False
        if line.kind not in ("text", "ordered") or (line.kind == "text" and GOAL.match(label_of(line.text)[0] or "")):
            return False
        if line.kind == "ordered" and label_of(line.text)[1] and label_of(line.text)[0]:
            return False
        after = next((each for each in self.lines[place + 1 :] if each.kind != "blank"), None)
        if after is None or (
            line.kind == "text" and line.text.rstrip(":").lower().strip() in ("goal", "goals", "resources")
        ):
            return False
        return after.kind == "bullet" or has_label(after)

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
        elif self.topic is None or not self._belongs(line):
            self._prose(line)
        else:
            self._entry(self.topic, _Bullet(line, line.text))

    def _belongs(self, line: Line) -> bool:
        """Return whether a line without a bullet is an entry of the topic all the same."""
        label = plain(label_of(line.text)[0])
        return has_label(line) or bool(label and RESOURCE_LABELS.match(label))

    def _before_stages(self, line: Line, label: str, rest: str) -> None:
        if label == "Credit":
            self.credit = plain(rest)
        elif label == "Hours a week" and rest.strip().isdecimal():
            self.hours = int(rest.strip()[:9])
        elif not self.title and len(line.text) <= 200:
            self.title, self.title_line = line.text, line.number
        elif not self.in_chatter and (not self.summary or self.growing == (line.number - 1, "summary")):
            self.summary = f"{self.summary} {plain(line.text)}".strip()
            self.growing = (line.number, "summary")
        else:
            self._leave(line)

    def _prose(self, line: Line) -> None:
        """Put a line of prose where there is room for one: a stage's goal, a topic's summary, the end of one begun."""
        stage, topic = self.stages[-1], self.topic
        goes_on = self.growing[0] == line.number - 1
        if topic and not topic.begun and (not topic.summary or goes_on):
            topic.summary = f"{topic.summary} {plain(line.text)}".strip()
            self.growing = (line.number, "summary")
        elif not topic and (not stage.goal or (goes_on and self.growing[1] == "goal")):
            stage.goal = f"{stage.goal} {plain(line.text)}".strip()
            self.growing = (line.number, "goal")
        else:
            self._leave(line)

    def _bullets(self, place: int) -> int:
        """Read a run of bullets, each with those further in below it; return the place after them."""
        top: list[_Bullet] = []
        trail: list[_Bullet] = []
        while place < len(self.lines):
            line = self.lines[place]
            if line.kind == "text" and trail and line.indent > trail[-1].line.indent:
                trail[-1].text += f" {line.text}"
            elif line.kind in ("bullet", "ordered") and place not in self.shape.stages and not self._heads(place):
                while trail and trail[-1].line.indent >= line.indent:
                    trail.pop()
                bullet = _Bullet(line, line.text)
                (trail[-1].below if trail else top).append(bullet)
                trail.append(bullet)
            elif line.kind != "blank":
                break
            place += 1
        for bullet in top:
            self._place(bullet)
        return place

    def _place(self, bullet: _Bullet) -> None:
        if self.in_chatter or not self.stages:
            self._leave_all(bullet)
            return
        stage = self.stages[-1]
        label, rest = label_of(bullet.text)
        if self.topic is None and GOAL.match(plain(label)) and not bullet.line.task:
            stage.goal = plain(rest)
        elif self.topic is None and any(child.below or label_of(child.text)[1] for child in bullet.below):
            self._begin_topic(replace(bullet.line, text=bullet.text))
            for child in bullet.below:
                self._place(child)
            self.topic = None
        else:
            if self.topic is None:
                self.topic = next((topic for topic in stage.topics if topic.line == stage.line), None)
            if self.topic is None:
                self.topic = _Topic(stage.title, line=stage.line)
                stage.topics.append(self.topic)
                self.remarks.append(
                    Remark(
                        bullet.line.number, f"No topic is named here, so these are put in one called “{stage.title}”."
                    )
                )
            self._entry(self.topic, bullet)

    def _entry(self, topic: _Topic, bullet: _Bullet) -> None:
        """Put a bullet and what is below it into TOPIC."""
        topic.begun = True
        label, rest = label_of(bullet.text)
        words, number = plain(without_emphasis(label)), bullet.line.number
        alone = plain(without_emphasis(bullet.text)).removesuffix(":")
        if not bullet.line.task and RESOURCE_LABELS.match(words or (alone if bullet.below or not rest else "")):
            kind = KIND_OF.get((words or alone).lower().split()[-1], "")
            topic.resources += read_resources(rest if label else "", number, kind)
            for child in _flat(bullet.below):
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

    def _group(self, topic: _Topic, bullet: _Bullet, label: str, rest: str) -> None:
        """Put a bullet with others below it into TOPIC: they are the items, it is their label."""
        name = label or plain(without_emphasis(bullet.text)).removesuffix(":")
        if rest:
            self._add(topic, read_list(rest, name, bullet.line.number))
        for child in bullet.below:
            if child.below:
                child.text = f"{name} · {child.text}"
                self._entry(topic, child)
            else:
                self._add(topic, read_items(child.text, child.line.number, name))

    def _add(self, topic: _Topic, found: tuple[list[ItemNode], list[ResourceNode]]) -> None:
        items, links = found
        topic.items += items
        for link in links:
            topic.resources.append(link)
            self.remarks.append(Remark(link.line, f"The address of “{link.title}” is put among the resources."))

    def _leave(self, line: Line) -> None:
        said = "This line is too long to be read." if line.kind == "long" else "This has no place in a roadmap."
        self.unplaced.append(Remark(line.number, said, line.raw.strip()[:300]))

    def _leave_all(self, bullet: _Bullet) -> None:
        self._leave(bullet.line)
        for child in bullet.below:
            self._leave_all(child)

    def _frozen(self) -> tuple[StageNode, ...]:
        return tuple(
            StageNode(
                stage.title,
                *months,
                stage.slug,
                stage.goal,
                tuple(
                    TopicNode(
                        each.title,
                        each.slug,
                        each.summary,
                        tuple(each.items),
                        tuple(each.resources),
                        each.retired,
                        line=each.line,
                    )
                    for each in stage.topics
                ),
                stage.retired,
                line=stage.line,
            )
            for stage, months in zip(self.stages, self._months(), strict=True)
        )

    def _months(self) -> list[tuple[int, int]]:
        """Return each stage's months, counted from 0, and remark on what had to be assumed."""
        spans: list[tuple[int, int]] = []
        given = [stage.months for stage in self.stages]
        counts_from_one = (
            all(each and each.first is not None and not each.exact for each in given)
            and bool(given)
            and given[0] is not None
            and given[0].first == 1
        )
        for stage in self.stages:
            before = spans[-1][1] if spans else 0
            months = stage.months
            if months is None:
                spans.append((before, before + DEFAULT_MONTHS))
                self.remarks.append(
                    Remark(stage.line, f"No months are named; {before}–{before + DEFAULT_MONTHS} is assumed.")
                )
                continue
            length = {"week": 0.25, "month": 1.0, "year": 12.0}[months.unit]
            first = None if months.first is None else months.first - counts_from_one
            start = before if first is None else round(first * length)
            end = start + max(1, round(months.last * length)) if first is None else round(months.last * length)
            if months.unit != "month":
                end = max(end, start + 1)
            spans.append((start, end))
            if counts_from_one or months.unit != "month" or first is None:
                self.remarks.append(Remark(stage.line, f"Its months are read as {start} to {end}, counted from 0."))
        return spans


def _flat(bullets: list[_Bullet]) -> list[_Bullet]:
    return [each for bullet in bullets for each in (bullet, *_flat(bullet.below))]
