"""What the reader gathers before it knows all of it: stages, topics and bullets in the making, and their months."""

from __future__ import annotations

from dataclasses import dataclass, field

from roadmap_app.outline.lines import Line
from roadmap_app.outline.marks import Months
from roadmap_app.outline.nodes import Outline, OutlineItem, OutlineResource, OutlineStage, OutlineTopic

DEFAULT_MONTHS = 3
IN_MONTHS = {"week": 0.25, "month": 1.0, "year": 12.0}


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
class DraftTopic:
    """A topic; once it has `begun` its entries, text is no summary any more."""

    title: str
    slug: str = ""
    retired: bool = False
    line: int = 0
    summary: str = ""
    items: list[OutlineItem] = field(default_factory=list)
    resources: list[OutlineResource] = field(default_factory=list)
    begun: bool = False

    def frozen(self) -> OutlineTopic:
        """Return it as a node."""
        rows = tuple(self.items), tuple(self.resources)
        return OutlineTopic(self.title, self.slug, self.summary, *rows, retired=self.retired, line=self.line)


@dataclass
class DraftStage:
    """A stage, with the months as its heading names them."""

    title: str
    slug: str
    retired: bool
    months: Months | None
    line: int
    goal: str = ""
    topics: list[DraftTopic] = field(default_factory=list)

    def frozen(self, start: int, end: int) -> OutlineStage:
        """Return it as a node from month START to END."""
        topics = tuple(topic.frozen() for topic in self.topics)
        return OutlineStage(self.title, start, end, self.slug, self.goal, topics, self.retired, line=self.line)


@dataclass
class Bullet:
    """A bullet with those further in below it."""

    line: Line
    text: str
    below: list[Bullet] = field(default_factory=list)


def flat(bullets: list[Bullet]) -> list[Bullet]:
    """Return BULLETS with all that is below them, in the order of the text."""
    return [each for bullet in bullets for each in (bullet, *flat(bullet.below))]


def months_of(stages: list[DraftStage]) -> tuple[list[tuple[int, int]], list[tuple[int, str]]]:
    """Return the months of STAGES, counted from 0, and (line, sentence) for each that had to be assumed."""
    spans: list[tuple[int, int]] = []
    said: list[tuple[int, str]] = []
    from_one = _counts_from_one([stage.months for stage in stages])
    for stage in stages:
        before = spans[-1][1] if spans else 0
        months = stage.months or Months(None, DEFAULT_MONTHS)
        start, end = _span(months, before, from_one)
        spans.append((start, end))
        if stage.months is None:
            said.append((stage.line, f"No months are named; {start}–{end} is assumed."))
        elif from_one or months.unit != "month" or months.first is None:
            said.append((stage.line, f"Its months are read as {start} to {end}, counted from 0."))
    return spans, said


def _span(months: Months, before: int, from_one: bool) -> tuple[int, int]:
    length = IN_MONTHS[months.unit]
    if months.first is None:
        return before, before + max(1, round(months.last * length))
    start, end = round((months.first - from_one) * length), round(months.last * length)
    return start, end if months.unit == "month" else max(end, start + 1)


def _counts_from_one(given: list[Months | None]) -> bool:
    """Return whether the first stage begins with month (or week) 1, as in "Months 1–3", and none says otherwise."""
    first = given[0] if given else None
    if first is None or first.first != 1:
        return False
    return all(each is not None and each.first is not None and not each.exact for each in given)
