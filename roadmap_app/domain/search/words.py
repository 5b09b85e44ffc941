"""Divide text into the words that searching compares."""

import re
from dataclasses import dataclass
from functools import lru_cache

from roadmap_app.domain.folding import fold

# What people type in place of letters that have no accent to drop.
_PLAIN = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
_LETTERS = str.maketrans(_PLAIN | {"_": "-"})
# Hebrew and Arabic vowel points, and the Arabic stroke that only lengthens a word: most people leave them out.
_POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u0640]")
# Python's \w leaves out the vowel signs of Indian and South-East Asian scripts and of Japanese.
_LETTER = r"\w\u0900-\u0963\u0966-\u0e3e\u0e40-\u109f\u1780-\u17d3\u3099\u309a"
_WORD = rf"[{_LETTER}]+(?:[+#]+(?![{_LETTER}]))?"  # C++, C#
_PART = re.compile(_WORD)
_TERM = re.compile(rf"{_WORD}(?:[-‐–./&'’·]{_WORD})*")
# Scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, kana, Chinese characters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several that hyphens and the like join: “k-NN” has the parts k and nn, and is knn."""

    parts: tuple[str, ...]
    joined: str

    @property
    def words(self) -> tuple[str, ...]:
        """The parts, and what they are together."""
        return self.parts if self.joined in self.parts else (*self.parts, self.joined)


def loosen(text: str) -> str:
    """Return TEXT as searching compares it: folded, and without points and strokes that most people do not type."""
    return _POINTS.sub("", fold(text)).translate(_LETTERS)


def loosen_folded(text: str) -> str:
    """Return what `loosen` does, of TEXT that is folded already; faster for long texts, where little changes."""
    if text.isascii():
        return text
    for letter, plain in _PLAIN.items():
        text = text.replace(letter, plain)
    return _POINTS.sub("", text)


@lru_cache(maxsize=4096)
def terms_of(text: str) -> tuple[Term, ...]:
    """Return the terms of TEXT, in order."""
    found = (_PART.findall(term) for term in _TERM.findall(loosen(text)))
    return tuple(Term(tuple(parts), "".join(parts)) for parts in found)


def squeeze(text: str) -> str:
    """Return the words of TEXT without anything between them, so that “ROC-AUC” and “roc auc” are equal."""
    return "".join(term.joined for term in terms_of(text))


@lru_cache(maxsize=4096)
def is_unspaced(word: str) -> bool:
    """Return whether WORD is in a script without spaces, so that words lie inside of others."""
    return _UNSPACED.search(word) is not None
