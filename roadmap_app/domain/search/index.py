"""Where words stand: in a roadmap, indexed once for each of its snapshots, and in a learner's notes."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from weakref import WeakKeyDictionary

from roadmap_app.domain.curriculum import RoadmapTree
from roadmap_app.domain.search.entries import FIELDS, MISSING, Entry, Field, entries_of, quality
from roadmap_app.domain.search.likeness import Fit, fit_of
from roadmap_app.domain.search.words import loosen_folded, squeeze, terms_of

# Look at this many places of a note for a better one than the first.
MOST_PLACES = 5
# A word of up to this length may be written with a hyphen in a note, as “k-NN” is.
HYPHENATED = 6


class Source(Protocol):
    """Entries in their order, their titles without anything between the words, and which of them hold a word."""

    @property
    def entries(self) -> Sequence[Entry]: ...

    @property
    def squeezed(self) -> Sequence[str]: ...

    def holding(self, typed: str) -> dict[int, int]:
        """Return the quality (entries.py) of each entry that holds TYPED, by its number."""
        ...

    def near(self, typed: str) -> dict[str, int]:
        """Return the words that TYPED may be meant for, with the number of wrong letters."""
        ...


@dataclass(frozen=True, slots=True)
class Index:
    """A roadmap. A posting of a word is the number of an entry, times the number of fields, plus the field's."""

    entries: tuple[Entry, ...]
    squeezed: tuple[str, ...]
    words: tuple[str, ...]
    postings: "dict[str, array[int]]"

    def holding(self, typed: str) -> dict[int, int]:
        """Return the quality of each entry that holds TYPED."""
        found: dict[int, int] = {}
        for word in [word for word in self.words if typed in word]:
            fit = fit_of(typed, starts=word.startswith(typed), ends=len(word) == len(typed))
            if fit is not None:
                for posting in self.postings[word]:
                    number, field = divmod(posting, FIELDS)
                    found[number] = min(quality(field, fit), found.get(number, MISSING))
        return found

    def near(self, typed: str) -> dict[str, int]:
        """Return the words of the roadmap that TYPED may be meant for."""
        from roadmap_app.domain.search.misspelt import near_words

        return near_words(typed, self.words)


_indexes: WeakKeyDictionary[RoadmapTree, Index] = WeakKeyDictionary()


def index_of(tree: RoadmapTree) -> Index:
    """Return the index of TREE, which is kept as long as TREE is."""
    found = _indexes.get(tree)
    if found is None:
        found = _indexes[tree] = _index(tuple(entries_of(tree)))
    return found


def _index(entries: tuple[Entry, ...]) -> Index:
    postings: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    for number, entry in enumerate(entries):
        fields = {Field.PLACE: " ".join(entry.place), Field.DETAIL: entry.detail, Field.TITLE: entry.title}
        # The last field of a word counts: the title.
        for word, field in {word: field for field, text in fields.items() for word in _words(text)}.items():
            postings[word].append(number * FIELDS + field)
    return Index(entries, tuple(squeeze(entry.title) for entry in entries), tuple(postings), dict(postings))


def _words(text: str) -> Iterator[str]:
    return (word for term in terms_of(text) for word in term.words)


class Notes:
    """A learner's notes: an entry for each, and its text, folded."""

    def __init__(self, entries: Sequence[Entry], bodies: Sequence[str]) -> None:
        self.entries, self.bodies = entries, [loosen_folded(body) for body in bodies]
        self.squeezed = [squeeze(entry.title) for entry in entries]
        self._titles = [tuple(_words(entry.title)) for entry in entries]

    def holding(self, typed: str) -> dict[int, int]:
        """Return the quality of each note that holds TYPED, in the title of its topic or in its text."""
        found = {}
        for number, (title, body) in enumerate(zip(self._titles, self.bodies, strict=True)):
            # A word in the title counts more than any in the text.
            best = min(_in_title(typed, title), default=None)
            if best is None:
                best = min(_in_body(typed, body), default=None)
            if best is not None:
                found[number] = best
        return found

    def near(self, typed: str) -> dict[str, int]:
        """Return a word of each note that TYPED may be meant for."""
        from roadmap_app.domain.search.misspelt import near_word_in, near_words

        words = (near_word_in(body, typed) for body in self.bodies)
        titles = list({word for title in self._titles for word in title})
        return {word: 1 for word in words if word} | near_words(typed, titles)


def _in_title(typed: str, title: Iterable[str]) -> Iterator[int]:
    for word in title:
        if typed in word:
            fit = fit_of(typed, starts=word.startswith(typed), ends=len(word) == len(typed))
            if fit is not None:
                yield quality(Field.TITLE, fit)


def _in_body(typed: str, body: str) -> Iterator[int]:
    for at, length in _places(typed, body):
        end = at + length
        starts = at == 0 or not body[at - 1].isalnum()
        fit = fit_of(typed, starts=starts, ends=end == len(body) or not body[end].isalnum())
        if fit is not None:
            yield quality(Field.DETAIL, fit)
        if fit is Fit.SAME:
            return


def _places(typed: str, body: str) -> Iterator[tuple[int, int]]:
    """Yield some places of TYPED in BODY, or where it is written with a hyphen: (index, length)."""
    at = body.find(typed)
    if at < 0 and len(typed) <= HYPHENATED:
        hyphenated = (f"{typed[:cut]}-{typed[cut:]}" for cut in range(1, len(typed)))
        yield from ((body.find(each), len(each)) for each in hyphenated if each in body)
    for _ in range(MOST_PLACES):
        if at < 0:
            return
        yield at, len(typed)
        at = body.find(typed, at + 1)
