"""The lines of a text without markup as they were before a width broke them."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from roadmap_app.outline.reading.blocks import MAX_LINE
from roadmap_app.outline.reading.markers import Marker, marker_of
from roadmap_app.outline.reading.printed_lines import PrintedLine, columns, printed_lines, running_heads

_RULE = re.compile(r"(?:[-*_–—=~⸻]\s*){3,}")
_UNDERLINE = re.compile(r"={3,}|-{3,}|~{3,}")
_LABEL = re.compile(r"([^:：]{1,60})[:：](?!//)\s*\S")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CJK = "[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]"
_NO_SPACE = re.compile(rf"{_CJK}\n{_CJK}")
SENTENCE_END = tuple(".!?。！？…؟।")
NARROWEST = 40  # columns; nobody wraps text at less
WIDEST = 130


@dataclass(slots=True)
class TextLine:
    """A line that has been joined again, on lines FIRST to LAST of the source.

    `kind` is text, rule, long or running head; `underline` the sign that underlines it; `indent` is in columns.
    """

    kind: str
    first: int
    last: int
    indent: int
    marker: Marker
    source: str
    blank_before: bool
    blank_after: bool = True
    underline: str = ""

    @property
    def text(self) -> str:
        """The text without its marker."""
        return self.marker.rest

    @property
    def is_marked(self) -> bool:
        """True if a bullet or an ordinal begins the line."""
        return bool(self.marker.sign or self.marker.style)


def is_label(text: str) -> bool:
    """Return whether TEXT reads as "Label: one, two"."""
    found = _LABEL.match(text)
    return found is not None and len(found[1].split()) <= 6


def text_lines(text: str) -> list[TextLine]:
    """Return the lines of TEXT in their order; every line that is not blank is in one of them."""
    printed = printed_lines(text)
    heads = running_heads(printed)
    letter_o = sum(line.bare.startswith("o ") for line in printed) > 1
    width, words = _width(printed), _Vocabulary(text)
    drafts: list[_Draft] = []
    current: _Draft | None = None
    blank, passed_head = True, False  # above this line, below the current draft
    for line in printed:
        blank = blank or line.blank_before
        if line.number in heads:
            drafts.append(_Draft("running head", line, Marker(line.bare)))
            blank = passed_head = True
            continue
        marker = marker_of(line.bare, letter_o=letter_o)
        if not (current and current.takes(line, marker, width, blank=blank, passed_head=passed_head)):
            current = _Draft(_kind(line), line, marker, blank_before=blank)
            drafts.append(current)
        blank = passed_head = False
    found = [draft.line(words) for draft in drafts]
    for above, below in pairwise(found):
        above.blank_after = below.blank_before or below.kind != "text"
    return found


def _kind(line: PrintedLine) -> str:
    if len(line.raw) > MAX_LINE:
        return "long"
    return "rule" if _RULE.fullmatch(line.bare) else "text"


def _width(lines: list[PrintedLine]) -> int:
    """Return the width in columns at which the text was wrapped, 0 if it was not."""
    pairs = pairwise(lines)
    above = [columns(line.wide) for line, after in pairs if not after.blank_before and len(line.wide) <= WIDEST]
    widths = sorted(above, reverse=True)
    if len(widths) < 2:
        return 0
    width = widths[len(widths) // 20]  # a few longer lines, such as addresses, could not be broken
    near = sum(each >= 0.8 * width for each in widths)
    return width if width > NARROWEST and near * 2 >= len(widths) else 0


class _Vocabulary:
    """The words of a text, to tell a hyphen that is written from one that a line's end has made."""

    def __init__(self, text: str) -> None:
        self.words = set(_WORD.findall(text.casefold())) if re.search(r"[-\u2010\u00ad]\s*\n", text) else set()

    def keeps(self, before: str, after: str) -> bool:
        """Return whether the hyphen between the two halves of a word is its own."""
        halves = _WORD.findall(before.casefold())[-1:] + _WORD.findall(after.casefold())[:1]
        return "".join(halves) not in self.words and "-".join(halves) in self.words


def _is_broken(before: str, after: str) -> bool:
    """Return whether a hyphen at the end of the line BEFORE parts a word that goes on in the line AFTER."""
    return before[-1:] in ("-", "\u2010", "\u00ad") and before[-2:-1].isalpha() and after[0].islower()


class _Draft:
    """A line that is being joined."""

    def __init__(self, kind: str, line: PrintedLine, marker: Marker, *, blank_before: bool = True) -> None:
        self.kind, self.first, self.marker, self.blank_before = kind, line, marker, blank_before
        self.lines, self.parts, self.size, self.underline = [line], [marker.rest], len(line.bare), ""

    def takes(self, line: PrintedLine, marker: Marker, width: int, *, blank: bool, passed_head: bool) -> bool:
        """Add LINE if it continues this one; return whether it does. PASSED_HEAD: the page ends between them."""
        if self.kind != "text" or self.underline:
            return False
        if not blank and self._is_underline(line):
            self.underline = line.bare[0]
            self.lines.append(line)
            return True
        if _kind(line) != "text" or marker.sign or marker.style or self.size > MAX_LINE:
            return False
        if self.parts == [""] or (
            self._goes_over_page(line) if blank and passed_head else not blank and self._goes_on(line, width)
        ):
            self.lines.append(line)
            self.parts.append(line.bare)
            self.size += len(line.bare)
            return True
        return False

    def _is_underline(self, line: PrintedLine) -> bool:
        bare = line.bare
        if len(self.lines) > 1 or self.marker.sign or not _UNDERLINE.fullmatch(bare):
            return False
        return 2 * len(bare) >= len(self.parts[0]) and len(bare) <= 2 * len(self.parts[0]) + 8

    def _goes_over_page(self, line: PrintedLine) -> bool:
        return line.bare[0].islower() and not self.parts[-1].endswith((*SENTENCE_END, ":", "："))

    def _goes_on(self, line: PrintedLine, width: int) -> bool:
        """Return whether LINE, directly below, is what did not fit on the last one."""
        before, after, marked = self.lines[-1], line.bare, bool(self.marker.sign or self.marker.style)
        if (is_label(after) and not after[0].islower()) or (line.indent > before.indent + 1 and not marked):
            return False
        if _is_broken(before.bare, after):
            return True
        word = after[0] if columns(after[0]) == 2 else after.split(maxsplit=1)[0]
        filled = columns(before.wide) + 1 + columns(word)
        if before.bare.endswith((*SENTENCE_END, ":", "：")):
            return 0 < width < filled
        if after[0].islower() and (filled > NARROWEST or (marked and line.indent > self.first.indent)):
            return True
        return 0 < 0.92 * width < filled

    def line(self, words: _Vocabulary) -> TextLine:
        """Return the finished line."""
        sources = [line.raw for line in self.lines]
        joined, last = [self.parts[0]], self.parts[0]
        for part in self.parts[1:]:
            if _is_broken(last, part):
                if not words.keeps(last.split()[-1][:-1], part.split(maxsplit=1)[0]):
                    joined[-1] = joined[-1][:-1]
            elif not _NO_SPACE.fullmatch(f"{last[-1:]}\n{part[0]}"):
                joined.append(" ")
            joined.append(part)
            last = part
        marker = self.marker if len(joined) == 1 else replace(self.marker, rest="".join(joined).strip())
        return TextLine(
            self.kind,
            self.first.number,
            self.lines[-1].number,
            self.first.indent,
            marker,
            "\n".join(sources),
            self.blank_before,
            underline=self.underline,
        )
