"""Find the phrases of a text that name a time, such as "6 weeks", "Week 5", "Year 2 · Semester 1" and "Jan–Mar"."""

from dataclasses import replace

from roadmap_app.outline.reading.duration import Duration, Meaning, Phrase
from roadmap_app.outline.reading.duration_numbers import MAX_NUMBER, Numbers
from roadmap_app.outline.reading.duration_words import (
    ABOUT,
    AFTERTHOUGHTS,
    ALTERNATIVES,
    ARTICLES,
    DASHES,
    FINEST_FIRST,
    GERMAN,
    HALVES,
    HOURS,
    JOINERS,
    LISTED,
    MONTHS,
    ORDINALS,
    PREPOSITIONS,
    QUARTERS,
    RATES,
    ROMAN,
    ROMAN_UNITS,
    Token,
    tokens,
)

MAX_YEARS = 40  # a greater number is a year of the calendar


def phrases(text: str) -> tuple[list[Token], list[Phrase]]:
    """Return the tokens of TEXT, and the phrases in it that name a time, none of which overlap."""
    found: list[Phrase] = []
    words = tokens(text)
    if not any(word.kind in ("unit", "length") or word.word in MONTHS or word.word in ("q", "an") for word in words):
        return words, found
    # Marks that never match end every look ahead.
    parser = _Parser([*words, *[Token("mark", len(text) + 1, len(text) + 1, "\0")] * 12])
    index = 0
    while index < len(words):
        phrase = parser.phrase(index)
        if phrase:
            found.append(phrase)
        index = phrase.end if phrase else index + 1
    return words, found


class _Parser(Numbers):
    """Parse phrases at a given index of the tokens. Each method looks ahead a bounded number of them."""

    def phrase(self, index: int) -> Phrase | None:
        """Return the phrase that begins at INDEX, None if none does."""
        position = self._position(index)
        if position:
            return self._within(position)
        found = self._length(index) or self._calendar(index)
        return found if found and not self._is_rate(found) else None

    def _position(self, index: int) -> Phrase | None:
        found = self._unit_first(index) or self._nth(index) or self._ordinal(index)
        if not found or found.duration.last > MAX_NUMBER:
            return None
        is_date = found.duration.unit == "year" and found.duration.last > MAX_YEARS
        return None if is_date or self._is_rate(found) else found

    def _within(self, outer: Phrase) -> Phrase:
        """Return OUTER with the finer positions that follow it, as in "Year 2 · Semester 1"."""
        while outer.duration.first == outer.duration.last:
            at = outer.end
            bracket = self.tokens[at].word == "("
            at += self.tokens[at].word in {"(", ",", "·", "|", "/", ":", "-", "–", "—", "•"}
            inner = self._position(at)
            if not inner or FINEST_FIRST.index(inner.duration.unit) >= FINEST_FIRST.index(outer.duration.unit):
                return outer
            end = inner.end
            if bracket:
                if self.tokens[end].word != ")":
                    return outer
                end += 1
            outer = Phrase(_inside(outer.duration, inner.duration), outer.first, end)
        return outer

    def _unit_first(self, index: int) -> Phrase | None:
        """Parse "Week 5", "Weeks 5–8", "Weeks 1 and 2", "Week 1 – Week 4", "Week 12+", "Day 3 of 30"."""
        unit = self.tokens[index]
        if unit.kind != "unit":
            return None
        at = index + 1
        mark = self.tokens[at].word
        at += (
            mark in {"#", "№", "no", "nr"}
            or (mark == "-" and self.is_close(at))
            or (mark == "." and len(unit.word) < 4)
        )
        number = self.whole(at)
        if unit.unit in ROMAN_UNITS and number is None:
            number = ROMAN.get(self.tokens[at].word)
        if number is None or (number == 1 and self.tokens[at].word.startswith("واحد")):
            return None
        at, last = at + 1, number
        while (further := self._further(at, unit, last)) is not None:
            at, last = further
            if not unit.is_plural:
                break
        if self.tokens[at].word in {"of", "von", "de", "sur", "из", "/"} and self.whole(at + 1) is not None:
            at += 2
        is_open = self.tokens[at].word == "+"
        first, last = sorted((number, last))
        return Phrase(Duration(Meaning.POSITION, first, last, unit.unit, is_open), index, at + is_open)

    def _further(self, at: int, unit: Token, before: int) -> tuple[int, int] | None:
        """Return (end, number) of the "– 8" or "– Week 8" at AT, None if there is none."""
        joiner, after = self.tokens[at], at + 1
        allowed = LISTED | {",", "/"} if unit.is_plural else LISTED - {"+"}
        if joiner.word not in allowed:
            return None
        again = self.tokens[after].unit == unit.unit and self.tokens[after].kind == "unit"
        number = self.whole(after + again)
        if number is None or number == before:
            return None
        if number < before and not (unit.is_plural and self._is_tight(at)):
            return None
        end = after + again + 1
        if joiner.word == "," and self.tokens[end].kind != "mark" and self.tokens[end].word not in LISTED:
            return None
        # "Week 1 – 10 loaves" is the first week.
        is_spaced = joiner.start > self.tokens[at - 1].end
        begins_words = self.tokens[end].kind in ("word", "unit") and self.tokens[end].word not in PREPOSITIONS
        is_word = joiner.word in JOINERS - DASHES  # "Week 1 to 3 Flour"
        if is_spaced and begins_words and not (is_word or unit.is_plural or again):
            return None
        return end, number

    def _nth(self, index: int) -> Phrase | None:
        """Parse "第1周", "第1–3个月", "第1周–第4周" and "1週目"."""
        found = self._one_nth(index)
        if found and self.tokens[index].word == "第" and self.tokens[found.end].word in JOINERS:
            other = self._one_nth(found.end + 1)
            if other and other.duration.unit == found.duration.unit and other.duration.last >= found.duration.last:
                return replace(found, duration=replace(found.duration, last=other.duration.last), end=other.end)
        return found

    def _one_nth(self, index: int) -> Phrase | None:
        at = index + (self.tokens[index].word in ("第", "제"))
        number = self.whole(at)
        if number is None:
            return None
        last, end = number, at + 1
        if self.tokens[end].word in JOINERS:
            skipped = end + 1 + (self.tokens[end + 1].word in ("第", "제"))
            further = self.whole(skipped)
            last, end = (further, skipped + 1) if further is not None and further >= number else (last, end)
        unit = self.tokens[end]
        is_marked = self.tokens[end + 1].word in ("目", "차")
        if unit.kind != "unit" or (at == index and not is_marked):
            return None
        return Phrase(Duration(Meaning.POSITION, number, last, unit.unit), index, end + 1 + is_marked)

    def _ordinal(self, index: int) -> Phrase | None:
        """Parse "first week", "1st week", "2-я неделя", "1. Woche" and "الأسبوع الأول"."""
        token = self.tokens[index]
        if token.kind == "unit" and (number := ORDINALS.get(self.tokens[index + 1].word)):
            return Phrase(Duration(Meaning.POSITION, number, number, token.unit), index, index + 2)
        first = last = ORDINALS.get(token.word) or 0
        if token.word in ROMAN and self.tokens[index + 1].unit in ROMAN_UNITS:
            first = last = ROMAN[token.word]
        end = index + 1
        if not first:
            first = last = self.whole(index) or 0
            end = self.after_suffix(index + 1)
            if first and self.tokens[end].word in JOINERS and end > index + 1:
                further = self.whole(end + 1)
                last, end = (further, self.after_suffix(end + 2)) if further else (last, end)
            if end == index + 1:
                return None
        unit = self.tokens[end]
        if not first or last < first or unit.kind != "unit" or unit.is_plural:
            return None
        if self.tokens[end - 1].word == "." and (unit.word not in GERMAN or self.whole(end + 1) is not None):
            return None
        return Phrase(Duration(Meaning.POSITION, first, last, unit.unit), index, end + 1)

    def _length(self, index: int) -> Phrase | None:
        """Parse "6 weeks", "2–3 weeks", "4+ weeks", "1 ½ months", "six-week", "half a year" and "a month"."""
        token = self.tokens[index]
        if token.kind == "length":
            return Phrase(Duration(Meaning.LENGTH, None, token.value, token.unit), index, index + 1)
        if token.kind == "unit" and self.tokens[index + 1].word.startswith("واحد"):
            return Phrase(Duration(Meaning.LENGTH, None, 1, token.unit), index, index + 2)
        if token.word in HALVES or self.tokens[index + (token.word in ARTICLES)].word in HALVES:
            return self._half(index)
        if token.word in ARTICLES and self.tokens[index + 1].kind == "unit" and not self.tokens[index + 1].is_plural:
            return Phrase(Duration(Meaning.LENGTH, None, 1, self.tokens[index + 1].unit), index, index + 2, True)
        amount = self._amount(index)
        return self._with_more(amount) if amount else None

    def _with_more(self, amount: Phrase) -> Phrase:
        """Return AMOUNT with the finer one after it, as in "1 month 2 weeks"; both as weeks."""
        one = amount.duration
        at = amount.end + (self.tokens[amount.end].word in LISTED - JOINERS)
        more = self._amount(at) if one.meaning == Meaning.LENGTH and not one.is_open and one.unit != "day" else None
        if not more or more.duration.meaning != Meaning.LENGTH:
            return amount
        other = more.duration
        if other.unit == "day" or QUARTERS[other.unit] >= QUARTERS[one.unit]:
            return amount
        weeks = one.last * QUARTERS[one.unit] + other.last * QUARTERS[other.unit]
        return replace(amount, duration=replace(one, last=weeks, unit="week"), end=more.end)

    def _half(self, index: int) -> Phrase | None:
        at = index + (self.tokens[index].word in ARTICLES) + 1
        at += self.tokens[at].word in ARTICLES or self.tokens[at].word in {"-", "of"}
        at += self.tokens[at].word in ARTICLES
        unit = self.tokens[at]
        if unit.kind != "unit" or unit.is_plural:
            return None
        return Phrase(Duration(Meaning.LENGTH, None, 0.5, unit.unit), index, at + 1)

    def _amount(self, index: int) -> Phrase | None:
        one = self.number(index)
        if one is None:
            return None
        (first, at), last = one, one[0]
        unit = self.unit_after(at)
        skipped = at + (unit is not None)
        if self.tokens[skipped].word in ALTERNATIVES and (further := self.number(skipped + 1)):
            other = self.unit_after(further[1])
            in_order = further[0] >= first or self._is_tight(at)
            has_same_unit = other and (not unit or other.unit == unit.unit)
            if in_order and has_same_unit:
                (last, at), unit = further, other
                first, last = sorted((first, last))
        is_open = self.tokens[at].word == "+"
        at += is_open
        at += self.tokens[at].word == "-" and self.is_close(at)
        unit = self.unit_after(at) if unit is None else unit
        if unit is None or self.tokens[at].kind not in ("unit", "word") or self._names_what_follows(at):
            return None
        is_pair = last > first and first == int(first)
        if is_pair and self._is_numbered(index):
            return None
        meaning = Meaning.EITHER if is_pair else Meaning.LENGTH
        end = at + 1
        if [self.tokens[end + ahead].word for ahead in range(3)] == ["(", "s", ")"]:
            end += 3
        return Phrase(Duration(meaning, int(first) if is_pair else None, last, unit.unit, is_open), index, end)

    def _is_tight(self, joiner: int) -> bool:
        """Return whether the JOINER stands between its numbers without spaces: "5-2 weeks", where "2-5" was meant."""
        return self.tokens[joiner].word in DASHES and self.is_close(joiner - 1) and self.is_close(joiner)

    def _is_numbered(self, index: int) -> bool:
        """Return whether the number at INDEX belongs to the word before it, as in "Module 1 – 4 weeks"."""
        before, joiner = self.tokens[index - 1], self.tokens[index + 1]
        is_word = index > 0 and before.kind == "word" and before.word not in ABOUT | PREPOSITIONS
        return is_word and joiner.word in DASHES and not self.is_close(index) and not self.is_close(index + 1)

    def _names_what_follows(self, at: int) -> bool:
        """Return whether the unit at AT belongs to the number after it, as in "Stage 1 Week 2"."""
        after = self.tokens[at + 2]
        return self.whole(at + 1) is not None and after.kind != "unit" and after.word not in HOURS

    def _calendar(self, index: int) -> Phrase | None:
        """Parse "Q1", "Q1–Q2 2026", "Jan–Mar", "1月–3月" and "January"."""
        one = self.part_of_year(index)
        if one is None:
            return None
        first, last, end = one
        if self.tokens[end].word in JOINERS and (other := self.part_of_year(end + 1)):
            return Phrase(Duration(Meaning.CALENDAR, first, other[1]), index, other[2])
        return Phrase(Duration(Meaning.CALENDAR, first, last), index, end, True)

    def _is_rate(self, phrase: Phrase) -> bool:
        """Return whether PHRASE is part of a rate or an afterthought: "10 hours per week", "4+ years of experience"."""
        before = self.tokens[phrase.first - 1].word if phrase.first else ""
        after, then = self.tokens[phrase.end], self.tokens[phrase.end + 1]
        if phrase.duration.meaning in (Meaning.LENGTH, Meaning.EITHER):
            amount = self.tokens[phrase.first - 1].kind == "number" or before in HOURS
            if (before in RATES - ARTICLES) or (phrase.is_weak and phrase.first and amount):
                return True
            if after.word in RATES and then.kind == "unit":
                return True
        return any(self.tokens[phrase.end + ahead].word in AFTERTHOUGHTS for ahead in range(3))


def _inside(outer: Duration, inner: Duration) -> Duration:
    """Return the finer position INNER, counted within OUTER, as one that is counted from the start."""
    if inner.unit == "day":
        number_in_one = {"week": 7, "fortnight": 14}.get(outer.unit, 30 * QUARTERS[outer.unit] // 4)
    else:
        number_in_one = QUARTERS[outer.unit] // QUARTERS[inner.unit]
    if outer.first is None or inner.first is None or inner.last > number_in_one:
        return inner  # it is counted from the start already
    passed = max(0, outer.first - 1) * number_in_one
    return replace(inner, first=passed + inner.first, last=passed + inner.last)
