"""Classify the lines of an outline, and find those that begin a stage or a topic."""

import re
import unicodedata
from dataclasses import dataclass, replace

from roadmap_app.domain.titles import REFUSED, is_visible, without_refused
from roadmap_app.outline.marks import guard, label_of, without_emphasis
from roadmap_app.outline.reading.duration import Duration
from roadmap_app.outline.reading.durations import take_duration

MAX_LINE = 8_000
BOLD = 7  # the level of a bold line, which is taken for a heading

_HEADING = re.compile(r"^(#{1,6})(?:\s+|(?<=##)(?=\w))(.*?)(?:\s+#+)?\s*$")
_UNDERLINE = re.compile(r"^(?:(=+)|-{3,})$")
_RULE = re.compile(r"^(?:[-*_–—=~⸻]\s*){3,}$")
_BULLET = re.compile(r"^(?:[-*+–—]\s+|[•◦▪‣●]\s*)(.*)$")
_ORDERED = re.compile(r"^(?:\d{1,3}[.)]|[a-zA-Z]\))\s+(.*)$")
_BOLD = re.compile(r"^(\*\*|__)([^*_]+)\1(:?)$")
_TASK = re.compile(r"^\[[ xX]\]\s+")
_NUMBER = r"(?:\d{1,2}|[ivx]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)"
_KEYWORD = re.compile(
    rf"(?i)^(?:\d+(?:\.\d+)*[.)]?\s+)?[^\w\s]*\s*(?:stage|phase|step|part|level|module|milestone)\s+{_NUMBER}(?!\w)\s*(?:[:.)|·–—-]+\s*)?"
)
_COUNTED = re.compile(r"^(?:\d+(?:\.\d+)+[.)]?|\d+[.)])\s+")
_SLUG = re.compile(r"\s*\{#([-a-zA-Z0-9_]+)\}\s*$")


@dataclass(frozen=True)
class Line:
    """A line without its leading markup.

    `kind` is blank, heading, bullet, ordered, text or long (not parsed); `indent` is in columns.
    """

    number: int
    kind: str
    text: str = ""
    indent: int = 0
    level: int = 0
    task: bool = False
    raw: str = ""


def clean(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Return TEXT in NFC without refused characters (`titles.REFUSED`), and (line, codes) for each line with some."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not REFUSED.search(text):
        return text, []
    lines, removed = text.split("\n"), []
    for index, line in enumerate(lines):
        codes = sorted({f"U+{ord(char):04X}" for char in REFUSED.findall(line)})
        if codes:
            lines[index] = without_refused(line)
            removed.append((index + 1, ", ".join(codes)))
    return "\n".join(lines), removed


def scan(text: str) -> list[Line]:
    """Return the lines of TEXT, numbered from 1."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found: list[Line] = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = _line(number, raw)
        under = _UNDERLINE.match(raw.strip())
        if under and found and found[-1].kind == "text" and not found[-1].indent:
            found[-1] = replace(found[-1], kind="heading", level=1 if under[1] else 2)
            line = Line(number, "blank", raw=raw)
        found.append(line)
    return found


def _line(number: int, raw: str) -> Line:
    wide = raw.expandtabs(4)
    bare = wide.strip()
    indent = len(wide) - len(wide.lstrip())
    if not bare or _RULE.match(bare) or not is_visible(bare):
        return Line(number, "blank", raw=raw)
    if len(raw) > MAX_LINE:
        return Line(number, "long", raw=raw)
    text = guard(bare)
    if found := _HEADING.match(text):
        return Line(number, "heading", found[2], indent, len(found[1]), raw=raw)
    if found := _BOLD.match(text):
        return Line(number, "heading", found[2] + found[3], indent, BOLD, raw=raw)
    for kind, pattern in (("bullet", _BULLET), ("ordered", _ORDERED)):
        if found := pattern.match(text):
            task = _TASK.match(found[1])
            return Line(number, kind, found[1][task.end() if task else 0 :], indent, task=bool(task), raw=raw)
    return Line(number, "text", text, indent, raw=raw)


@dataclass(frozen=True)
class Heading:
    """A parsed heading: its title (guarded), the slug in {#…}, and the duration of a stage."""

    title: str
    slug: str
    duration: Duration | None = None


def take_slug(text: str) -> tuple[str, str]:
    """Return guarded TEXT without a {#slug} at its end, and that slug."""
    found = _SLUG.search(text)
    return (text[: found.start()], found[1]) if found else (text, "")


def stage_heading(text: str) -> Heading:
    """Parse the heading of a stage, such as "Stage 1: Foundations (0–3 Months) {#slug}"."""
    text, slug = take_slug(text)
    text, duration = take_duration(text)
    keyword = _KEYWORD.match(text)
    title = (text[keyword.end() :] if keyword else _COUNTED.sub("", text)).strip() or text.strip(" :")
    return Heading(_without_colon(title), slug, duration)


def topic_heading(text: str) -> Heading:
    """Parse the heading of a topic; a number before it is dropped."""
    text, slug = take_slug(text)
    return Heading(_without_colon(_COUNTED.sub("", text.strip())), slug)


def _without_colon(title: str) -> str:
    # Before removing the emphasis and after: both **Title:** and **Title**: are common.
    return without_emphasis(title.strip().removesuffix(":").strip()).removesuffix(":").strip()


@dataclass(frozen=True)
class Shape:
    """The layout of a document: indexes of the lines that begin a stage, and heading levels of stages and topics."""

    stages: frozenset[int]
    stage_level: int
    topic_level: int


def shape_of(lines: list[Line]) -> Shape:
    """Return the layout of LINES, from the headings that name a stage, else from heading levels alone."""
    stages = frozenset(_stage_lines(lines))
    first = min(stages, default=len(lines))
    level = lines[first].level if stages else 0
    deeper = [
        line.level
        for index, line in enumerate(lines)
        if index > first and index not in stages and line.kind == "heading" and line.level > min(level, BOLD - 1)
    ]
    # Bold lines are topics only if there are no other headings.
    real = [each for each in deeper if each < BOLD]
    return Shape(stages, level, min(real or deeper, default=0))


def names_stage(line: Line) -> bool:
    """Return whether LINE begins a stage: it has a stage number or, in a heading, a duration that is set apart."""
    if line.kind not in ("heading", "text", "ordered") or len(line.text) > 400:
        return False
    if line.level == 1 and _SLUG.search(line.text):
        return False  # the slug marks it as the title of the roadmap, whatever it says
    text = without_emphasis(line.text)
    if _KEYWORD.match(text):
        return True
    duration = take_duration(text)[1] if line.kind != "text" else None
    return duration is not None and not duration.is_passing


def _stage_lines(lines: list[Line]) -> list[int]:
    """Return the indexes of the lines that begin a stage."""
    named = [index for index, line in enumerate(lines) if names_stage(line)]
    headings = [index for index in named if lines[index].kind == "heading"]
    # "Bake bread: twelve months" above stages is the title.
    firsts = [index for index in headings if lines[index].level == 1]
    if len(firsts) == 1 < len(headings) and headings[0] == firsts[0]:
        headings = headings[1:]
    if headings:
        return _at_level(lines, headings, min(lines[index].level for index in headings))
    if named and not any(line.level == 1 and _SLUG.search(line.text) for line in lines):
        return [index for index in named if lines[index].kind == lines[named[0]].kind]
    headings = [index for index, line in enumerate(lines) if line.kind == "heading" and line.level < BOLD]
    levels = sorted({lines[index].level for index in headings})
    # A single heading at the top is the title of the roadmap.
    if levels and len(_at_level(lines, headings, levels[0])) == 1 and (len(levels) > 1 or levels == [1]):
        levels = levels[1:]
    return _at_level(lines, headings, levels[0]) if levels else []


def _at_level(lines: list[Line], indexes: list[int], level: int) -> list[int]:
    return [index for index in indexes if lines[index].level == level]


def has_label(line: Line) -> bool:
    """Return whether a line without a bullet reads as "Label: one, two"."""
    label, rest = label_of(line.text)
    return line.kind == "text" and 0 < len(label) <= 60 and len(label.split()) <= 6 and bool(rest)


def is_short_title(line: Line) -> bool:
    """Return whether a line without markup can be a title: short, not a sentence and not "Label: one, two"."""
    label, rest = label_of(line.text)
    alone = line.text.rstrip(":").strip().lower()
    if (label and rest) or alone in ("goal", "goals", "resources"):
        return False
    return line.kind == "ordered" or (len(line.text) <= 100 and not line.text.endswith((".", "!", "?")))


def next_filled(lines: list[Line]) -> list[Line | None]:
    """Return for each of LINES the next one that is not blank, or None."""
    found: list[Line | None] = [None] * len(lines)
    for index in range(len(lines) - 2, -1, -1):
        after = lines[index + 1]
        found[index] = after if after.kind != "blank" else found[index + 1]
    return found
