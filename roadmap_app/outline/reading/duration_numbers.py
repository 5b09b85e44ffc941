"""Read the numbers and parts of the year that phrases of time are made of."""

from collections.abc import Sequence

from roadmap_app.outline.reading.duration_words import FRACTIONS, MONTHS, SUFFIXES, Token

MAX_NUMBER = 9_999


class Numbers:
    """Read what stands at an index of TOKENS. Each method looks ahead a bounded number of tokens."""

    def __init__(self, words: Sequence[Token]) -> None:
        self.tokens = words

    def number(self, index: int) -> tuple[float, int] | None:
        """Return (number, end) of "6", "six", "1.5", "½", "1/2", "1 ½" and "1 1/2" at INDEX, None if there is none."""
        token = self.tokens[index]
        if token.word in FRACTIONS:
            return FRACTIONS[token.word], index + 1
        if token.kind != "number" or not 0 <= token.value <= MAX_NUMBER:
            return None
        part = self.tokens[index + 1]
        if part.word in FRACTIONS:
            return token.value + FRACTIONS[part.word], index + 2
        if self.tokens[index + 1].word == "/" and token.value < (under := self.whole(index + 2) or 0):
            return token.value / under, index + 3
        over, under = self.whole(index + 1), self.whole(index + 3) or 0
        if over and over < under and self.tokens[index + 2].word == "/":
            return token.value + over / under, index + 4
        return token.value, index + 1

    def whole(self, index: int) -> int | None:
        """Return the whole number at INDEX that no letters are written to, None if there is none."""
        token, after = self.tokens[index], self.tokens[index + 1]
        if token.kind != "number" or token.value != int(token.value) or not 0 <= token.value <= MAX_NUMBER:
            return None
        joined = after.kind == "word" and after.start == token.end and after.word.isascii() and after.word.isalpha()
        return None if joined and after.word not in SUFFIXES else int(token.value)

    def is_close(self, at: int) -> bool:
        """Return whether no space stands between the tokens at AT and after it."""
        return self.tokens[at].end == self.tokens[at + 1].start

    def after_suffix(self, at: int) -> int:
        """Return the index after the suffix of an ordinal at AT, such as "st", "-я" and "."; AT without one."""
        if not self.is_close(at - 1):
            return at
        if self.tokens[at].word == ".":
            return at + 1
        hyphen = self.tokens[at].word == "-" and self.is_close(at)
        return at + hyphen + 1 if self.tokens[at + hyphen].word in SUFFIXES else at

    def unit_after(self, at: int) -> Token | None:
        """Return the unit at AT, which follows a number."""
        token = self.tokens[at]
        if token.word == "an":
            return token._replace(kind="unit", unit="year")
        return token if token.kind == "unit" and token.word != "月" else None

    def part_of_year(self, index: int) -> tuple[int, int, int] | None:
        """Return (first month, last month, end) of the month or quarter at INDEX, with the year before or after it."""
        if 1900 <= (self.whole(index) or 0) <= 2200:
            index += 1
        token, number = self.tokens[index], self.whole(index)
        months, end = (0, 0), index + 2
        if token.word == "q" and self.is_close(index) and 1 <= (self.whole(index + 1) or 0) <= 4:
            quarter = self.whole(index + 1) or 0
            months = 3 * quarter - 2, 3 * quarter
        elif number and number <= 12 and self.tokens[index + 1].word == "月":
            months = number, number
        elif token.word in MONTHS and (token.kind == "word" or self.tokens[index + 1].kind != "unit"):
            # "Sept" is a month, "sept mois" are seven.
            months, end = (MONTHS[token.word],) * 2, index + 1
            end += self.tokens[end].word == "." and self.is_close(index)
        if not months[0]:
            return None
        return (*months, end + (1900 <= (self.whole(end) or 0) <= 2200))
