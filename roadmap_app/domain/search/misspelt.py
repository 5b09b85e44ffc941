"""The words that a misspelt one may be meant for.

It is loaded at the first search, since rapidfuzz takes 4 MB of memory, with the library of C++.
"""

from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from roadmap_app.domain.search.likeness import wrong_letters

# In texts, words below this length would be like too many others.
MIN_IN_TEXT = 5


def near_words(typed: str, words: Sequence[str]) -> dict[str, int]:
    """Return those of WORDS that TYPED may be meant for, or the beginning of, with the number of wrong letters."""
    most = wrong_letters(typed)
    if not most:
        return {}
    found = _near(typed, words, most)
    return found or _near_beginnings(typed, words, most)


def near_word_in(text: str, typed: str) -> str | None:
    """Return a word of TEXT, which is folded, with one wrong letter against TYPED; None if there is none.

    One wrong letter leaves one half of a word as it is, unless it swaps the two letters in the middle.
    """
    if len(typed) < MIN_IN_TEXT:
        return None
    middle = len(typed) // 2
    swapped = typed[: middle - 1] + typed[middle] + typed[middle - 1] + typed[middle + 1 :]
    for piece, starts in ((typed[:middle], True), (typed[middle:], False), (swapped, True)):
        for word in _words_with(text, piece, starts=starts):
            if abs(len(word) - len(typed)) <= 1 and OSA.distance(typed, word, score_cutoff=1) <= 1:
                return word
    return None


def _words_with(text: str, piece: str, *, starts: bool, most: int = 20) -> Iterator[str]:
    """Yield words of TEXT that start with PIECE, or else end with it, from the first MOST places of PIECE."""
    at = text.find(piece)
    while at >= 0 and most:
        start, end = at, at + len(piece)
        beside = text[start - 1 : start] if starts else text[end : end + 1]
        if not beside.isalnum():
            while start and text[start - 1].isalnum():
                start -= 1
            while end < len(text) and text[end].isalnum():
                end += 1
            yield text[start:end]
        at, most = text.find(piece, end), most - 1


def _near(typed: str, words: Iterable[str], most: int) -> dict[str, int]:
    return {
        word: distance
        for word, distance, _ in process.extract_iter(typed, words, scorer=OSA.distance, score_cutoff=most)
    }


def _near_beginnings(typed: str, words: Sequence[str], most: int) -> dict[str, int]:
    found: dict[str, int] = {}
    alike = [word for word in words if word[0] == typed[0] and len(word) > len(typed)]
    for size in (len(typed) - 1, len(typed), len(typed) + 1):
        beginnings = [word[:size] for word in alike]
        for _, distance, number in process.extract_iter(typed, beginnings, scorer=OSA.distance, score_cutoff=most):
            found[alike[number]] = min(distance, found.get(alike[number], most))
    return found
