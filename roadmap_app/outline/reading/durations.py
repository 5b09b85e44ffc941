"""Take durations as people write them out of headings, and lay a document's stages out in time by them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from roadmap_app.domain.spans import months_of_weeks, span_in_words
from roadmap_app.outline.reading.duration import Duration, Meaning, Phrase
from roadmap_app.outline.reading.duration_phrases import phrases
from roadmap_app.outline.reading.duration_words import ABOUT, ABOUT_PAIRS, PREPOSITIONS, QUARTERS, Token

ASSUMED = "No duration is named"  # how the note on such a stage begins
DEFAULT_QUARTERS = 12  # of a month: the length that is assumed where none is named
MAX_TEXT = 1_000  # characters; nobody writes so long a heading
A_YEAR = QUARTERS["year"]

_AS_WRITTEN = re.compile(r"\(([0-9]{1,4})–([0-9]{1,4}) (Month|Week)s\)$")
_SEPARATORS = " -–—:,;|·•：，；、・"
_KEYCAP = "\ufe0f\u20e3"  # they draw a box round the digit before them
_IN_BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]*[)\]）】]")
_OPENING, _CLOSING = tuple("([{（［【"), tuple(")]}）］】")
# Marks that belong to what is beside them instead of setting it apart.
_JOINING = set("$€£%&+*/#@'’")


@lru_cache(maxsize=2048)  # each heading is asked for its role, and again for its title
def take_duration(text: str) -> tuple[str, Duration | None]:
    """Return guarded TEXT without the time that it names, and that time.

    Of several, the one in brackets at the end is taken, else the first that punctuation or the ends of TEXT set apart.
    TEXT stays whole where it is nothing but its time ("Month 1") and where the time is only named in passing. In a
    TEXT of more than MAX_TEXT characters, only our own format is read.
    """
    text = text.strip()
    if found := _AS_WRITTEN.search(text):
        duration = Duration(Meaning.EXACT, int(found[1]), int(found[2]), found[3].lower())
        return text[: found.start()].rstrip() or text, duration
    words, named = phrases(text) if len(text) <= MAX_TEXT else ([], [])
    bracket = _bracket_at_the_end(words)
    ranked = [(_rank(words, phrase, bracket), phrase) for phrase in named]
    # Of equals the first; rank 0 is no duration at all.
    rank, phrase = max(ranked, key=lambda each: each[0], default=(0, None))
    if phrase is None or rank == 0:
        return text, None
    if rank == 1:
        return text, replace(phrase.duration, is_passing=True)
    return _rest(text, words[_with_about(words, phrase)].start, words[phrase.end - 1].end), phrase.duration


def _bracket_at_the_end(words: Sequence[Token]) -> int:
    """Return the index after the bracket that is closed at the end of WORDS; beyond all of them if there is none."""
    if words and words[-1].word in _CLOSING:
        for index in range(len(words) - 2, -1, -1):
            if words[index].word in _OPENING:
                return index + 1
            if words[index].word in _CLOSING:
                break
    return len(words)


def _rank(words: Sequence[Token], phrase: Phrase, bracket: int) -> int:
    """Return how well PHRASE stands apart in WORDS: 3 from BRACKET on, 2 set apart, 1 in passing, 0 not at all."""
    if bracket <= phrase.first and not phrase.is_weak:
        return 3
    first = _with_about(words, phrase)
    before = words[first - 1] if first else None
    after = words[phrase.end] if phrase.end < len(words) else None
    is_apart = _sets_apart(before), _sets_apart(after)
    if phrase.is_weak and not all(is_apart):
        return 0
    if before and before.word in PREPOSITIONS:
        return 1
    if phrase.duration.meaning in (Meaning.POSITION, Meaning.CALENDAR):
        is_first = is_apart[0] or (before is not None and before.kind == "number")
        return 2 if is_apart[1] or (is_first and not (after and after.word in PREPOSITIONS)) else 1
    return 2 if all(is_apart) or after is None else 1


def _sets_apart(token: Token | None) -> bool:
    """Return whether what stands beside a time sets it apart from the words: a mark, or the end of the text (None)."""
    if not token:
        return True
    # An escaped mark, which is a surrogate here, is part of the words.
    is_escaped = "\ud800" <= token.word <= "\udfff"
    return token.kind == "mark" and token.word not in _JOINING and not is_escaped


def _with_about(words: Sequence[Token], phrase: Phrase) -> int:
    """Return the index at which PHRASE begins with words such as "approx." and "Duration:" before it."""
    first = phrase.first
    while first:
        skipped = first - 2 if words[first - 1].word in {":", "."} and first > 1 else first - 1
        if skipped and (words[skipped - 1].word, words[skipped].word) in ABOUT_PAIRS:
            first = skipped - 1
        elif words[skipped].word in ABOUT:
            first = skipped
        else:
            break
    return first


def _rest(text: str, start: int, end: int) -> str:
    """Return TEXT without START to END and the punctuation that this leaves over.

    Return all of TEXT if no word outside of brackets is left.
    """
    before, after = text[:start].rstrip(_SEPARATORS), text[end:].lstrip(_SEPARATORS + _KEYCAP + ".")
    if not before.strip():  # "1. week) Flour"
        after = after.lstrip(_SEPARATORS + ")")
    opens, closes = before[-1:] in _OPENING, after[:1] in _CLOSING
    if opens or closes:
        if opens and closes:
            before, after = before[:-1].rstrip(), after[1:].lstrip()
        joint = "" if opens is not closes or not before or after[:1] in tuple(":,;：，；") else " "
        rest = f"{before}{joint}{after}"
    elif before and after:
        # One of the separators around it stays.
        kept = text[len(before) : start].rstrip() or text[end : len(text) - len(after)].strip(_KEYCAP + " ")
        needs_none = before.endswith(".") or not _has_letters(before) or after[0] in _OPENING
        rest = f"{before}{'' if needs_none else kept} {after}"
    else:
        rest = before or after
    rest = rest.strip() if before.strip() else rest.lstrip(_SEPARATORS)
    return rest if _has_letters(_IN_BRACKETS.sub("", rest)) else text


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def spans_of(durations: Sequence[Duration | None]) -> tuple[list[tuple[float, float]], list[str]]:
    """Return (first month, last month) of each stage, given its duration, and a note on each that was assumed or read.

    Months count from 0 and are whole or end in a quarter; a note is "" where there is nothing to say. Whether the
    numbers count from 0 or from 1, and whether "2–3 weeks" is a length, is decided over all DURATIONS. Except for our
    own format, which is taken as it is, stages are in order and none overlaps another.
    """
    resolved = list(_resolved(durations))
    count = _Counting.of(resolved)
    spans: list[tuple[float, float]] = []
    notes: list[str] = []
    before = 0
    for duration in resolved:
        start, end, note = count.place(duration, before)
        before = max(before, end)
        spans.append((months_of_weeks(start), months_of_weeks(end)))
        notes.append(note.format(span_in_words(*spans[-1])) if note else "")
    return spans, notes


def enclosing(own: Duration | None, below: Iterable[Duration | None]) -> Duration | None:
    """Return the duration of a stage whose heading says OWN and whose topics say BELOW: OWN, or else all of BELOW."""
    named = [each for each in below if each is not None and not each.is_passing]
    if (own and not own.is_passing) or not named:
        return own
    resolved = [each for each in _resolved(named) if each]
    positions = [each for each in resolved if each.first is not None]
    if not positions:
        total = sum(_quarters(each.last, each.unit) for each in resolved)
        return Duration(Meaning.LENGTH, None, total, "week")
    unit = positions[0].unit
    same = [each for each in positions if each.unit == unit and each.meaning == positions[0].meaning]
    first, last = min(each.first or 0 for each in same), max(each.last for each in same)
    if positions[0].meaning == Meaning.CALENDAR:
        first, last = same[0].first or 0, same[-1].last
    return replace(positions[0], first=first, last=last)


def _quarters(number: float, unit: str) -> int:
    """Return how many quarters of a month NUMBER of UNIT are, to the nearest; halves up."""
    if unit == "day":  # 28 days are four weeks, and so are 30 days
        return int(number) // 7 if number % 7 == 0 else int(number * 4 / 30 + 0.5)
    return int(number * QUARTERS[unit] + 0.5)


def _resolved(durations: Sequence[Duration | None]) -> Iterator[Duration | None]:
    """Yield DURATIONS with each pair that may be a length or a position read as one of them: "2–3 weeks" is at most 3.

    They are positions if one begins at 0, or if they go on from 1 without a gap, as in 1–3, 4–6 or 1–3, 3–6.
    """
    pairs = [each for each in durations if each and each.meaning in (Meaning.EITHER, Meaning.POSITION)]
    follow = [
        before.unit == after.unit and (after.first or 0) - before.last in (0, 1) for before, after in pairwise(pairs)
    ]
    eithers = [each for each in pairs if each.meaning == Meaning.EITHER]
    from_zero = any(each.first == 0 for each in eithers)
    go_on = len(pairs) > 1 and all(follow) and (pairs[0].first or 0) <= 1
    before = 0
    for duration in durations:
        if duration and duration.meaning == Meaning.EITHER:
            begins = _quarters(duration.first or 0, duration.unit)
            is_position = go_on or (from_zero and (begins >= before or duration.first == 0))
            meaning = Meaning.POSITION if is_position else Meaning.LENGTH
            duration = replace(duration, meaning=meaning, first=duration.first if is_position else None)
        if duration and duration.first is not None:
            before = _quarters(duration.last, duration.unit)
        yield duration


class _Counting:
    """How the positions of one document count, and where its stages lie by it; in quarters of a month.

    They count from `base`, and `is_inclusive` says whether "1–3" holds the third. Parts of the year count from the
    first stage that names one.
    """

    def __init__(self, base: int, *, is_inclusive: bool) -> None:
        self.base, self.is_inclusive = base, is_inclusive
        self.calendar: int | None = None  # where the year of the last part of a year begins
        self.calendar_first = 0

    @classmethod
    def of(cls, durations: Sequence[Duration | None]) -> "_Counting":
        """Return how the positions in DURATIONS count."""
        given = [each for each in durations if each and each.meaning == Meaning.POSITION and each.first is not None]
        zeros = [each for each in given if each.first == 0]
        if zeros or any(each and each.meaning == Meaning.EXACT for each in durations):
            # "Week 0" is a week; "0–3" ends where "3–6" begins.
            return cls(0, is_inclusive=bool(zeros) and all(each.last == 0 for each in zeros))
        if not given or given[0].first == 1:
            return cls(1, is_inclusive=True)
        lengths = durations[: durations.index(given[0])]
        before = sum(_quarters(each.last, each.unit) if each else DEFAULT_QUARTERS for each in lengths)
        shared = any(one.unit == two.unit and one.last == two.first for one, two in pairwise(given))
        goes_on = before > 0 and before == _quarters(given[0].first or 0, given[0].unit)
        return cls(0, is_inclusive=False) if shared or goes_on else cls(1, is_inclusive=True)

    def place(self, duration: Duration | None, before: int) -> tuple[int, int, str]:
        """Return (start, end, note) of a stage; BEFORE is where the one before it ends."""
        if duration is None:
            return before, before + DEFAULT_QUARTERS, f"{ASSUMED}; {{}} are assumed."
        if duration.meaning == Meaning.EXACT:
            return _quarters(duration.first or 0, duration.unit), _quarters(duration.last, duration.unit), ""
        read = "Its time is read as {}, counted from 0."
        if duration.first is None:
            return (*self._length(duration, before), read)
        if duration.meaning == Meaning.CALENDAR:
            start, end = self._part_of_year(duration, before)
        else:
            start, end = self._position(duration)
            if not self.base and duration.unit == "month" and start >= before and not duration.is_open:
                return start, end, ""
        if start >= before:
            return start, end, read
        end = end if end > before else before + (end - start)
        return before, end, "It would overlap the stage before it; its time is read as {}, counted from 0."

    def _length(self, duration: Duration, before: int) -> tuple[int, int]:
        length = max(1, _quarters(duration.last, duration.unit))
        # "12+ months" after months 6 to 12 goes on from there.
        if duration.is_open and before == length:
            length = DEFAULT_QUARTERS
        return before, before + length

    def _position(self, duration: Duration) -> tuple[int, int]:
        first, last = (duration.first or 0) - self.base, int(duration.last) - self.base
        start = _quarters(first, duration.unit)
        if duration.is_open and last == first:
            return start, start + DEFAULT_QUARTERS
        end = _quarters(last + 1 if self.is_inclusive or last == first else last, duration.unit)
        return start, max(end, start + 1)

    def _part_of_year(self, duration: Duration, before: int) -> tuple[int, int]:
        first, last = duration.first or 1, int(duration.last)
        if self.calendar is None:
            self.calendar = before - 4 * (first - 1)
        elif first < self.calendar_first:
            self.calendar += A_YEAR
        self.calendar_first = first
        months = last - first + 1 if last >= first else last - first + 13
        start = self.calendar + 4 * (first - 1)
        return start, start + 4 * months
