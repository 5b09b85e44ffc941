"""Read our own format, as the writer writes it: exactly, or not at all.

Each line that is not blank must be one of these, in this order: `# Title {#slug}`, a line of summary,
`Hours a week: 10`, `Credit: x`; then `## Stage 1: Title (0–3 Months) {#slug}` (or, if a bound is
no whole month, weeks, of which a month has four: `(2–6 Weeks)`), `Goal: x`; then `### Topic {#slug}`, a
line of summary; then `- Group: item (detail) (30 min) (to be shown), item`, `- item` or
`- Resources: [title](address) (kind, author)`. What is read here, Markdown reads in the same way; a text with anything
else, such as an emphasised word, is guessed at.
"""

import re

from roadmap_app.domain.titles import is_visible
from roadmap_app.outline.entries import LINK, PROJECT_LABELS, RESOURCE_LABELS, read_items, read_list, read_resources
from roadmap_app.outline.headings import stage_heading, topic_heading
from roadmap_app.outline.marks import guard, label_of, plain, struck, without_emphasis
from roadmap_app.outline.nodes import WEEKLY_HOURS, Outline, OutlineItem, OutlineResource
from roadmap_app.outline.reading.blocks import MAX_LINE
from roadmap_app.outline.reading.drafts import DraftStage, DraftTopic
from roadmap_app.outline.reading.duration import Meaning
from roadmap_app.outline.reading.durations import spans_of
from roadmap_app.outline.reading.result import Reading

_STAGE = re.compile(r"## Stage \d{1,4}: \S.*\)(?: \{#[-\w]+\})?")
_TASK = re.compile(r"\[[ xX]\] (?=\S)")
# What Markdown reads as more than words inside a line; and at its start.
_MARKUP = re.compile(r"\]\s*[(\[]|\*\*|__|`|~~|<[/!?a-zA-Z]|&#?\w+;|!\[|https?://|\[\^|\\$", re.IGNORECASE)
_BLOCK = re.compile(
    r"#{1,6}(?:\s|$)|[>|]|[-*_=]{2,}|~{3,}|:-|[-*+–—](?:\s|$)|[•◦▪‣●]"
    r"|\d{1,9}[.)](?:\s|$)|[a-zA-Z]\)\s|\[[^\]]*\]:|\[.?\]|=+$|[☐☑☒]"
)


def read_own_format(text: str) -> Reading | None:
    """Return the outline in TEXT if it is wholly in our own format, else None."""
    reader = _Reader()
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if is_visible(line) and not (len(line) <= MAX_LINE and reader.takes(line.rstrip(), number)):
            return None
    return reader.reading()


def resembles_own_format(text: str) -> bool:
    """Return whether the stages of TEXT are written as ours, so that a slip, not another format, may be in it."""
    headings = [line for line in text.split("\n") if line.startswith("## ")]
    return sum(map(is_stage_line, headings)) * 2 >= len(headings) > 0


def is_stage_line(line: str) -> bool:
    """Return whether LINE is the heading of a stage in our own format."""
    if len(line) > MAX_LINE or not _STAGE.fullmatch(line.rstrip()):
        return False
    duration = stage_heading(guard(line[3:].rstrip())).duration
    return duration is not None and duration.meaning == Meaning.EXACT


def is_plain(text: str) -> bool:
    """Return whether guarded TEXT is only words for Markdown, too."""
    return not _MARKUP.search(text) and without_emphasis(text) == text


def begins_plainly(text: str) -> bool:
    """Return whether a line or an entry that begins with guarded TEXT is no list, heading or other block."""
    return not _BLOCK.match(text)


def is_prose(line: str, *, in_topic: bool) -> bool:
    """Return whether LINE (guarded) is prose: only words, and in a topic not an entry such as "Label: one, two"."""
    label, rest = label_of(line)
    is_entry = (bool(rest) and 0 < len(label) <= 60 and len(label.split()) <= 6) or RESOURCE_LABELS.match(label)
    return begins_plainly(line) and is_plain(line) and not (in_topic and is_entry)


class _Reader:
    """Take line by line; `state` is what the last one was."""

    def __init__(self) -> None:
        self.state, self.line = "start", 0
        self.title, self.slug, self.summary, self.credit, self.hours = "", "", "", "", WEEKLY_HOURS
        self.title_line = 0
        self.stages: list[DraftStage] = []

    @property
    def topic(self) -> DraftTopic:
        return self.stages[-1].topics[-1]

    def takes(self, raw: str, number: int) -> bool:
        """Read the line RAW, which is not blank; return False if it is not in our own format."""
        self.line = number
        line = guard(raw)
        if raw.startswith("# "):
            return self._title(line[2:])
        if raw.startswith("## "):
            return self._stage(raw)
        if raw.startswith("### "):
            return self._topic(line[4:])
        if raw.startswith("- "):
            return self._entry(line[2:])
        return raw[0] not in " \t" and self._text(line)

    def reading(self) -> Reading | None:
        """Return the outline; without stages it is ours only if its title has a slug."""
        if not (self.stages or self.slug):
            return None
        spans, _ = spans_of([stage.duration for stage in self.stages])
        stages = tuple(stage.frozen(*span) for stage, span in zip(self.stages, spans, strict=True))
        outline = Outline(self.title, self.slug, self.summary, self.credit, self.hours, stages, line=self.title_line)
        return Reading(outline, (), (), is_own_format=True)

    def _title(self, text: str) -> bool:
        heading = topic_heading(text)
        self.title, self.slug, self.title_line = plain(heading.title), heading.slug, self.line
        return self._follows("title", "start") and is_title(heading.title)

    def _stage(self, raw: str) -> bool:
        heading = stage_heading(guard(raw[3:]))
        title, retired = struck(heading.title)
        self.stages.append(DraftStage(plain(title), heading.slug, retired, self.line, heading.duration))
        self.state = "stage"
        return is_stage_line(raw) and is_plain(title)

    def _topic(self, text: str) -> bool:
        heading = topic_heading(text)
        title, retired = struck(heading.title)
        if self.stages:
            self.stages[-1].topics.append(DraftTopic(plain(title), heading.slug, retired, self.line))
        self.state = "topic"
        return bool(self.stages) and is_title(title)

    def _text(self, line: str) -> bool:
        label, rest = label_of(line)
        if label == "Goal" and self.state == "stage":
            self.stages[-1].goal = plain(rest)
            return is_plain(rest) and bool(rest) and self._follows("goal", "stage")
        if label == "Credit" and not self.stages:
            self.credit = plain(rest)
            return is_plain(rest) and bool(rest) and self._follows("facts", "title", "summary", "facts")
        if label == "Hours a week" and not self.stages:
            self.hours = int(rest) if rest.isascii() and rest.isdecimal() and len(rest) < 10 else 0
            return bool(self.hours) and self._follows("facts", "title", "summary", "facts")
        if self.state == "title":
            self.summary = plain(line)
            return is_prose(line, in_topic=False) and self._follows("summary", "title")
        if self.state == "topic":
            self.topic.summary = plain(line)
            return is_prose(line, in_topic=True) and self._follows("topic summary", "topic")
        return False

    def _entry(self, text: str) -> bool:
        if not self._follows("entries", "topic", "topic summary", "entries"):
            return False
        task = _TASK.match(text)
        text = text[task.end() :] if task else text
        label, rest = label_of(text)
        words = plain(label)
        if not task and words == "Resources" and rest:
            found = read_resources(rest, self.line)
            self.topic.resources += found
            return _is_plain_list(LINK.sub(r"\1", text), found) and all(
                ":" in plain(url) for _, url in LINK.findall(rest)
            )
        if not task and RESOURCE_LABELS.match(words or plain(text).removesuffix(":")):
            return False
        listed = bool(task and label and PROJECT_LABELS.match(words))
        items, _ = read_list(rest, words, self.line) if listed else read_items(text, self.line)
        self.topic.items += items
        return bool(task or begins_plainly(text)) and _is_plain_list(text, items) and (bool(rest) or not label)

    def _follows(self, state: str, *before: str) -> bool:
        """Enter STATE; return whether it may follow the last one: whether that is one of BEFORE."""
        follows = self.state in before
        self.state = state
        return follows


def is_title(text: str) -> bool:
    """Return whether guarded TEXT is a title for Markdown, too: only words."""
    return is_plain(text) and begins_plainly(text) and not re.search(r"(?:^|\s)#+$", text)


def _is_plain_list(text: str, found: list[OutlineItem] | list[OutlineResource]) -> bool:
    """Return whether TEXT is only words, apart from what strikes out whole entries of those FOUND in it."""
    retired = sum(each.retired for each in found)
    return bool(found) and text.count("~~") == 2 * retired and is_plain(text.replace("~~", ""))
