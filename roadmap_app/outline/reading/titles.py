"""The titles of stages and topics in the words of their headings: without numbers, stage words, times, slugs."""

import re
from dataclasses import dataclass

from roadmap_app.outline.headings import stage_heading, take_slug, topic_heading
from roadmap_app.outline.marks import guard, plain, struck
from roadmap_app.outline.own_format import is_stage_line
from roadmap_app.outline.reading.blocks import Block, Kind
from roadmap_app.outline.reading.duration import Duration
from roadmap_app.outline.reading.durations import take_duration
from roadmap_app.outline.reading.guarded import shown
from roadmap_app.outline.reading.spans_in_words import without_span

_COUNT = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3})+[.)]?|\d{1,3}[.)])\s+(?=\S)")

BLOCK_MARK = re.compile(r"\s+\^[\w-]+$")


@dataclass(frozen=True)
class Title:
    """The title in a heading or an entry, in plain words, and what else it says."""

    text: str
    slug: str = ""
    retired: bool = False
    duration: Duration | None = None


def stage_title(block: Block) -> Title:
    """Return the title of a stage, such as "Foundations" of "Stage 1: Foundations (0–3 Months)"."""
    if block.kind is Kind.HEADING and "~~" in block.source and is_stage_line(block.source):
        heading = stage_heading(guard(block.source[3:].strip()))
        title, retired = struck(heading.title)
        return Title(plain(title), heading.slug, retired, take_duration(take_slug(guard(block.source.strip()))[0])[1])
    text, slug = take_slug(_unmarked(block.words.text))
    rest, duration = take_duration(_bare(text))
    if rest != _bare(text) or duration is None or duration.is_passing:
        rest = without_span(_COUNT.sub("", rest.strip()))
    title = shown(_bare(rest)) or shown(text)
    return Title(title, block.slug or slug, block.words.struck, duration)


def topic_title(block: Block) -> Title:
    """Return the title of a topic; a number before it is dropped, and what it says of its time stays."""
    if block.kind is Kind.HEADING and "~~" in block.source and not block.words.struck:
        heading = topic_heading(guard(block.source.strip().lstrip("#").strip()))
        title, retired = struck(heading.title)
        return Title(plain(title), heading.slug, retired)
    text, slug = take_slug(_unmarked(block.words.text))
    title = shown(_bare(_COUNT.sub("", text.strip()))) or shown(text)
    return Title(title, block.slug or slug, block.words.struck, take_duration(text)[1])


def _unmarked(text: str) -> str:
    """Return guarded TEXT without a block's mark at its end, and with tildes that stand for "about"."""
    return BLOCK_MARK.sub("", text.replace(guard("\\~"), "~"))


def _bare(text: str) -> str:
    return text.strip().removesuffix(":").removesuffix("：").strip()
