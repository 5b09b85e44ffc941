"""How alike two titles are: by their words, and the words by their letters. What that may cost is bounded."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher

ALIKE = 0.6
# Longer titles than this the gate refuses, and longer words are compared as a whole.
MAX_TITLE = 200
MAX_WORD = 40
MAX_RATIOS = 20_000
STEM = 4


def fold(title: str) -> str:
    """Return TITLE as it is compared: without case, punctuation and doubled spaces."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", title).casefold())) or title


def stems(title: str) -> set[str]:
    """Return the beginnings of the words of TITLE, by which titles that may be alike find each other."""
    return {word[:STEM] for word in fold(title[:MAX_TITLE]).split()}


@dataclass
class Likeness:
    """Compares titles. Letters are compared MAX_RATIOS times at the most; words are the same or different from then on.

    What is compared comes in the order of the text, so that the same texts are always matched in the same way.
    """

    ratios: int = 0
    known: dict[tuple[str, str], float] = field(default_factory=dict)

    def of(self, one: str, other: str) -> float:
        """Return how alike two titles are, 0 to 1: each word of the shorter must have a like in the longer.

        "Linear regression" and "Logistic regression" share most letters and are two things: so words are compared,
        by the ratio of difflib.SequenceMatcher, and the worst of them counts for half.
        """
        if max(len(one), len(other)) > MAX_TITLE:
            return 0.0
        shorter, longer = sorted((fold(one).split(), fold(other).split()), key=len)
        if not shorter or len(longer) > 60:
            return 0.0
        ratios: list[float] = []
        for word in shorter:
            ratios.append(1.0 if word in longer else max(self._words(word, each) for each in longer))
            if ratios[-1] < ALIKE:
                return 0.0
        return (sum(ratios) / len(ratios)) * (0.75 + 0.25 * len(shorter) / len(longer))

    def _words(self, one: str, other: str) -> float:
        shorter, longer = sorted((one, other), key=len)
        if longer.startswith(shorter) and len(shorter) >= 3 and len(longer) - len(shorter) <= 2:
            return 0.9  # a plural
        # CNN and RNN differ by a letter: short words are alike only when they are the same.
        if len(shorter) <= 4 or len(longer) > MAX_WORD:
            return float(one == other)
        # As many letters as the shorter has can be in common, at the most.
        if 2 * len(shorter) < ALIKE * (len(shorter) + len(longer)):
            return 0.0
        if (one, other) not in self.known:
            if self.ratios >= MAX_RATIOS:
                return float(one == other)
            self.ratios += 1
            self.known[one, other] = SequenceMatcher(None, one, other).ratio()
        return self.known[one, other]
