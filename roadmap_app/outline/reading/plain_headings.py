"""Which lines of a text without markup are its headings, and at which level: equal forms have equal levels."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from roadmap_app.outline.reading.labels import is_resource_label
from roadmap_app.outline.reading.plain_lines import NARROWEST, SENTENCE_END, TextLine, is_label
from roadmap_app.outline.reading.spans_in_words import SPANS, span_of

_LONGEST = 100
_NOT_THE_END_OF_A_TITLE = (*SENTENCE_END, ",", ";", "،", "，", "、", "；")


@dataclass
class Headings:
    """The levels of headings by their index, and the indexes of lines in the form of a title with nothing below."""

    levels: dict[int, int] = field(default_factory=dict)
    entries: set[int] = field(default_factory=set)


def headings_of(lines: list[TextLine]) -> Headings:
    """Return the headings among LINES."""
    following = _following(lines)
    forms = _Forms(lines).found
    first = _first_title(lines)
    if first is not None:
        rest = {index: form for index, form in forms.items() if index != first}
        found = _levels(rest, following, top=2)
        after = lines[following[first]] if first in following else None
        leads = after and following[first] in found.levels and (after.blank_before or span_of(after.text))
        signed = after and not after.is_marked and after.blank_after and is_title(after) and first not in forms
        if lines[first].underline == "=" or not _is_below(after, lines[first]) or leads or signed:
            found.levels[first] = 1
            return found
    return _levels(forms, following, top=1)


def _levels(forms: dict[int, str], following: dict[int, int], top: int) -> Headings:
    """Return the levels of the lines of FORMS from TOP, without the forms that most often have nothing below them."""
    order = _order(forms)
    rank = {form: place for place, form in enumerate(order)}
    below: dict[str, list[bool]] = defaultdict(list)
    for index, form in forms.items():
        after = following.get(index)
        below[form].append(after is not None and rank.get(forms.get(after, ""), len(rank)) > rank[form])
    entries = {form for form, found in below.items() if _is_entry(form, len(found), sum(found))}
    kept = [form for form in order if form not in entries]
    level = {form: min(6, top + place) for place, form in enumerate(kept)}
    return Headings(
        {index: level[form] for index, form in forms.items() if form in level},
        {index for index, form in forms.items() if form in entries},
    )


def _is_entry(form: str, count: int, filled: int) -> bool:
    """Return whether lines of FORM, of which FILLED have something below them, are entries and no headings."""
    if form[0] in "=-" or (count == 1 and (form in SPANS or form == "capitals")):
        return False
    # The last entry of a numbered list is followed by something else.
    return 2 * filled <= count if " " in form and not form.startswith("indent") else 2 * filled < count


def is_title(line: TextLine) -> bool:
    """Return whether LINE can be a title: short, not a sentence, and not "Label: one, two"."""
    text = line.text
    if line.kind != "text" or not text or len(text) > _LONGEST or text.endswith(_NOT_THE_END_OF_A_TITLE):
        return False
    return not text[0].islower() and (not is_label(text) or bool(span_of(text)) or bool(line.marker.style))


def _following(lines: list[TextLine]) -> dict[int, int]:
    """Return for the index of each text in LINES that of the next one."""
    texts = [index for index, line in enumerate(lines) if line.kind in ("text", "long")]
    return dict(pairwise(texts))


def _first_title(lines: list[TextLine]) -> int | None:
    """Return the index of the first line if it can be the title of the document."""
    first = next((index for index, line in enumerate(lines) if line.kind == "text"), None)
    if first is None:
        return None
    line, span = lines[first], span_of(lines[first].text)
    if line.is_marked or is_label(line.text) or len(line.text) > _LONGEST or line.text.endswith((".", "。", ":", "：")):
        return None
    return None if span and any(span_of(other.text) == span for other in lines[first + 1 :]) else first


def _is_below(line: TextLine | None, title: TextLine) -> bool:
    """Return whether LINE belongs to the line TITLE above it, so that this one is a heading among others."""
    return line is not None and (line.is_marked or line.indent > title.indent or not line.blank_before)


class _Forms:
    """The form of each line that can be a heading, by its index: two lines of one form have one level."""

    def __init__(self, lines: list[TextLine]) -> None:
        self.lines = lines
        texts = [line for line in lines if line.kind == "text"]
        self.margin = min((line.indent for line in texts), default=0)
        self.under_entry = self._under_entries()
        indented = [i for i, line in enumerate(lines) if self._is_plain(i) and line.indent > self.margin]
        self.is_tree = len(indented) > 1 and all(is_title(lines[i]) for i in indented[:3])
        self.runs = _NumberRuns()
        self.found: dict[int, str] = {}
        for index in range(len(lines)):
            if form := self._form(index):
                self.found[index] = form
        if "bare" not in self.found.values():
            self._find_leads()

    def _is_plain(self, index: int) -> bool:
        line = self.lines[index]
        return line.kind == "text" and not line.is_marked and index not in self.under_entry

    def _under_entries(self) -> set[int]:
        """Return the indexes of the lines that are indented below a list entry."""
        found: set[int] = set()
        entry: TextLine | None = None
        for index, line in enumerate(self.lines):
            if line.marker.sign:
                entry = line
            elif entry and line.indent > entry.indent:
                found.add(index)
            else:
                entry = None
        return found

    def _next(self, index: int) -> TextLine | None:
        return self.lines[index + 1] if index + 1 < len(self.lines) else None

    def _form(self, index: int) -> str:
        """Return the form of the line at INDEX, "" if it is no heading."""
        line = self.lines[index]
        if line.underline:
            return "=" if line.underline == "=" else "-"
        if line.marker.style and line.kind == "text":
            run = self.runs.depth(line)
            return (
                f"{line.marker.style} {line.indent} {run}" if is_title(line) and index not in self.under_entry else ""
            )
        self.runs.interrupt(line)
        if not self._is_plain(index) or not is_title(line):
            return ""
        return span_of(line.text) or self._form_by_look(index, line)

    def _form_by_look(self, index: int, line: TextLine) -> str:
        after = self._next(index)
        if self.is_tree and (line.indent > self.margin or self._has_indented_below(index)):
            return f"indent {line.indent}"
        opens = after is not None and after.kind == "text" and (after.is_marked or after.indent > line.indent)
        if line.text.isupper() and len(line.text) > 3 and (line.blank_before or opens):
            return "capitals"
        if line.text.endswith((":", "：")):
            return "colon" if after and not is_resource_label(line.text) else ""  # "Resources:" rules what follows
        if (
            after
            and not after.blank_before
            and not after.is_marked
            and is_label(after.text)
            and not is_label(line.text)
        ):
            return "bare"
        stands_alone = line.blank_before and (line.blank_after or opens or self._heads_prose(line, after))
        return "bare" if stands_alone and after and line.first == line.last else ""

    def _has_indented_below(self, index: int) -> bool:
        after = self._next(index)
        return after is not None and self._is_plain(index + 1) and after.indent > self.lines[index].indent

    def _heads_prose(self, line: TextLine, after: TextLine | None) -> bool:
        long = after is not None and after.kind == "text" and len(after.text) > max(NARROWEST, 2 * len(line.text))
        return long and after is not None and after.text.endswith(SENTENCE_END)

    def _find_leads(self) -> None:
        """Take the first of each group of short lines for its heading, where no heading stands alone."""
        leads = []
        for index, line in enumerate(self.lines[:-1]):
            after = self.lines[index + 1]
            opens = line.blank_before and index not in self.found
            pair = self._is_plain(index) and self._is_plain(index + 1) and not after.blank_before
            if opens and pair and is_title(line) and is_title(after):
                leads.append(index)
        if len(leads) > 1:
            self.found |= dict.fromkeys(leads, "bare")


class _NumberRuns:
    """The numbered lists that are open: "1." directly below "1." begins a list inside the first."""

    def __init__(self) -> None:
        self.open: dict[tuple[str, int], list[int]] = {}
        self.last: tuple[str, int] | None = None

    def depth(self, line: TextLine) -> int:
        """Return how many lists of its style are open around LINE, which begins with an ordinal."""
        key = (line.marker.style, line.indent)
        if not line.marker.ordinal.isdecimal() or line.marker.style.startswith("chain"):
            return 0
        number = int(line.marker.ordinal)
        run = self.open.setdefault(key, [])
        while run and run[-1] + 1 != number and number > 1:
            run.pop()
        if number > 1 and run:
            run[-1] = number
        elif run and self.last == key and len(run) == 1:
            run.append(number)
        else:
            run[1 if len(run) > 1 and self.last == key else 0 :] = [number]
        self.last = key
        return len(run) - 1

    def interrupt(self, line: TextLine) -> None:
        """Take notice of a LINE without an ordinal."""
        if line.kind == "text" and not line.is_marked:
            self.last = None


def _order(forms: dict[int, str]) -> list[str]:
    """Return the FORMS from the outermost to the innermost."""
    first: dict[str, int] = {}
    for index, form in forms.items():
        first.setdefault(form, index)
    numbered = min((index for form, index in first.items() if form.startswith("number")), default=None)

    def place(form: str) -> tuple[int, int, int]:
        if form in ("=", "-"):
            spans = [index for other, index in first.items() if other in SPANS and index < first[form]]
            return (1 if spans else 0, len(SPANS) if spans else "=-".index(form), 0)
        if form in SPANS:
            return (1, SPANS.index(form), 0)
        if form.startswith("indent"):
            return (3, int(form.split()[1]), 0)
        if form in ("bare", "colon"):
            return (4, ("bare", "colon").index(form), 0)
        if form.startswith("chain"):
            return (2, first[form] if numbered is None else numbered, int(form.split()[0][5:]))
        return (2, first[form], 0)

    return _enclosing_first(sorted(first, key=place), forms)


def _enclosing_first(order: list[str], forms: dict[int, str]) -> list[str]:
    """Return ORDER with each form moved before another that nearly always follows it and is there more often."""
    in_order = list(forms.values())
    counts = Counter(in_order)
    after: dict[str, Counter[str]] = defaultdict(Counter)
    for form, following in pairwise(in_order):
        after[form][following] += 1
    for form in list(order):
        if form in "=-" or counts[form] < 2 or not after[form]:
            continue
        other, times = after[form].most_common(1)[0]
        if counts[other] > counts[form] and times >= 0.8 * counts[form] and order.index(other) < order.index(form):
            order.remove(form)
            order.insert(order.index(other), form)
    return order
