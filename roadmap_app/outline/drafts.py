"""Mutable drafts of stages, topics and bullets that the reader fills in, and the months of the stages."""

from __future__ import annotations

from dataclasses import dataclass, field

from roadmap_app.outline.lines import Line
from roadmap_app.outline.marks import Months
from roadmap_app.outline.nodes import OutlineItem, OutlineResource, OutlineStage, OutlineTopic
from roadmap_app.outline.reading.result import Remark

DEFAULT_MONTHS = 3
IN_MONTHS = {"week": 0.25, "month": 1.0, "year": 12.0}


@dataclass
class DraftTopic:
    """A topic. Once it has entries (`has_entries`), text is no longer taken for its summary."""

    title: str
    slug: str = ""
    retired: bool = False
    line: int = 0
    summary: str = ""
    items: list[OutlineItem] = field(default_factory=list)
    resources: list[OutlineResource] = field(default_factory=list)
    has_entries: bool = False

    def frozen(self) -> OutlineTopic:
        """Return the finished topic."""
        items, resources = tuple(self.items), tuple(self.resources)
        return OutlineTopic(self.title, self.slug, self.summary, items, resources, self.retired, line=self.line)


@dataclass
class DraftStage:
    """A stage, with the months as written in its heading."""

    title: str
    slug: str
    retired: bool
    months: Months | None
    line: int
    goal: str = ""
    topics: list[DraftTopic] = field(default_factory=list)

    def frozen(self, start: int, end: int) -> OutlineStage:
        """Return the finished stage, from month START to END."""
        topics = tuple(topic.frozen() for topic in self.topics)
        return OutlineStage(self.title, start, end, self.slug, self.goal, topics, self.retired, line=self.line)


@dataclass
class Bullet:
    """A bullet with its nested bullets."""

    line: Line
    text: str
    children: list[Bullet] = field(default_factory=list)


def flatten(bullets: list[Bullet]) -> list[Bullet]:
    """Return BULLETS and all nested bullets, in the order of the text."""
    return [each for bullet in bullets for each in (bullet, *flatten(bullet.children))]


def months_of(stages: list[DraftStage]) -> tuple[list[tuple[int, int]], list[Remark]]:
    """Return (start, end) for each of STAGES, counted from 0, and a remark on each that was assumed or converted."""
    spans: list[tuple[int, int]] = []
    remarks: list[Remark] = []
    from_one = _counts_from_one([stage.months for stage in stages])
    for stage in stages:
        before = spans[-1][1] if spans else 0
        months = stage.months or Months(None, DEFAULT_MONTHS)
        start, end = _span(months, before, from_one)
        spans.append((start, end))
        if stage.months is None:
            remarks.append(Remark(stage.line, f"No months are named; {start}–{end} is assumed."))
        elif from_one or months.unit != "month" or months.first is None:
            remarks.append(Remark(stage.line, f"Its months are read as {start} to {end}, counted from 0."))
    return spans, remarks


def _span(months: Months, before: int, from_one: bool) -> tuple[int, int]:
    """Return MONTHS as (start, end) counted from 0; a mere length begins at the month BEFORE."""
    length = IN_MONTHS[months.unit]
    if months.first is None:
        return before, before + max(1, round(months.last * length))
    start, end = round((months.first - from_one) * length), round(months.last * length)
    return start, end if months.unit == "month" else max(end, start + 1)


def _counts_from_one(given: list[Months | None]) -> bool:
    """Return whether months (or weeks) are counted from 1, as in "Months 1–3" for the first stage."""
    first = given[0] if given else None
    if first is None or first.first != 1:
        return False
    return all(each is not None and each.first is not None and not each.exact for each in given)
