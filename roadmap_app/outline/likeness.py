"""Measure the similarity of two titles, word by word, with a limit on the number of comparisons."""

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher

ALIKE = 0.6
# The gate refuses longer titles. Longer words are only compared for equality.
MAX_TITLE = 200
MAX_WORD = 40
MAX_RATIOS = 20_000
STEM_LENGTH = 4


def fold(title: str) -> str:
    """Return TITLE for comparing: case-folded, without punctuation and repeated spaces."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", title).casefold())) or title


def stems(title: str) -> set[str]:
    """Return the first letters of each word of TITLE: a cheap index for finding similar titles."""
    return {word[:STEM_LENGTH] for word in fold(title[:MAX_TITLE]).split()}


@dataclass
class Likeness:
    """Compare titles. After MAX_RATIOS comparisons by letters, words are only compared for equality.

    Callers compare in the order of the text, so that the same texts are always matched in the same way.
    """

    ratios: int = 0
    known: dict[tuple[str, str], float] = field(default_factory=dict)

    def of(self, one: str, other: str) -> float:
        """Return the similarity of two titles, 0 to 1; 0 if a word of the shorter has no similar word in the longer.

        The mean of the words' best similarities (difflib.SequenceMatcher.ratio), times 0.75 + 0.25 * (words of the
        shorter / words of the longer). Word by word, because "Linear regression" and "Logistic regression" share
        most letters but differ.
        """
        if max(len(one), len(other)) > MAX_TITLE:
            return 0.0
        shorter, longer = sorted((fold(one).split(), fold(other).split()), key=len)
        if not shorter or len(longer) > 60:
            return 0.0
        ratios: list[float] = []
        for word in shorter:
            ratios.append(1.0 if word in longer else max(self._word_ratio(word, each) for each in longer))
            if ratios[-1] < ALIKE:
                return 0.0
        return (sum(ratios) / len(ratios)) * (0.75 + 0.25 * len(shorter) / len(longer))

    def _word_ratio(self, one: str, other: str) -> float:
        shorter, longer = sorted((one, other), key=len)
        if longer.startswith(shorter) and len(shorter) >= 3 and len(longer) - len(shorter) <= 2:
            return 0.9  # a plural
        # CNN and RNN differ by one letter: short words must be equal.
        if len(shorter) <= 4 or len(longer) > MAX_WORD:
            return float(one == other)
        # An upper bound of the ratio: all letters of the shorter word match.
        if 2 * len(shorter) < ALIKE * (len(shorter) + len(longer)):
            return 0.0
        if (one, other) not in self.known:
            if self.ratios >= MAX_RATIOS:
                return float(one == other)
            self.ratios += 1
            self.known[one, other] = SequenceMatcher(None, one, other).ratio()
        return self.known[one, other]
