"""Search in roadmaps and notes, and put what is found in the order in which people expect it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from roadmap_app.domain.search.entries import FITS, IN_DETAIL, MISSING, MISSPELT, Entry, Kind, is_of_itself
from roadmap_app.domain.search.index import Source
from roadmap_app.domain.search.likeness import Fit
from roadmap_app.domain.search.words import Term, squeeze, terms_of

MAX_LENGTH = 200
# Words after these are not looked for, so that a pasted paragraph costs no more than a question.
MAX_TERMS = 8
# Words of up to this length may be missing where nothing has them all: how, to, the.
SHORT = 3
# A title may hold this much of what was typed without spaces, inside of its words.
MIN_RUN = 4
# For each typed word, by source: the quality of each entry that holds it.
Holding = Mapping[str, Sequence[Mapping[int, int]]]


class Likeness(IntEnum):
    """How a title as a whole is like what was typed."""

    SAME = 0
    BEGINNING = 1
    NOT = 2


@dataclass(frozen=True)
class Found:
    """The entries that were found, best first, and the words to mark in them, folded."""

    entries: tuple[Entry, ...] = ()
    marked: frozenset[str] = frozenset()

    def by_kind(self) -> dict[Kind, list[Entry]]:
        """Return the entries of each kind; the kind of the best entry comes first."""
        groups: dict[Kind, list[Entry]] = {}
        for entry in self.entries:
            groups.setdefault(entry.kind, []).append(entry)
        return groups


def search(text: str, sources: Sequence[Source]) -> Found:
    """Find in SOURCES what TEXT says: all of its words; if no entry has them, words that it may have misspelt.

    If that finds nothing either, entries with all words but the short ones, and then with at least half of the words.
    """
    terms = tuple(dict.fromkeys(terms_of(text[:MAX_LENGTH])))[:MAX_TERMS]
    if not terms:
        return Found()
    run = squeeze(text[:MAX_LENGTH])
    parts = list(dict.fromkeys(part for term in terms for part in term.parts))
    typed = dict.fromkeys(word for term in terms for word in term.words)
    holding: dict[str, list[dict[int, int]]] = {word: [source.holding(word) for source in sources] for word in typed}
    meant: dict[str, set[str]] = {}
    for misspelt, wanted, least in _attempts(terms, parts, holding):
        for word in misspelt:
            meant[word] = _meant(word, sources)
            holding[word] = _with_meant(holding[word], meant[word], sources)
        ranked = sorted(_ranked(wanted, run, least, holding, sources))
        if ranked:
            found = tuple(sources[source].entries[number] for *_, source, number in ranked)
            return Found(found, frozenset(typed).union(*meant.values()))
    return Found()


def _attempts(
    terms: tuple[Term, ...], parts: list[str], holding: Holding
) -> Iterator[tuple[list[str], tuple[Term, ...], int]]:
    """Yield what to try in turn: words that may be misspelt in addition, the terms to look for, how many are enough."""
    unknown = [part for part in parts if not any(holding[part])]
    yield unknown, terms, len(terms)
    yield [part for part in parts if part not in unknown], terms, len(terms)
    long = tuple(term for term in terms if len(term.joined) > SHORT)
    if 0 < len(long) < len(terms):
        yield [], long, len(long)
    if len(terms) > 1:
        yield [], terms, (len(terms) + 1) // 2


def _meant(typed: str, sources: Sequence[Source]) -> set[str]:
    """Return the words that TYPED may be meant for: those with the fewest wrong letters."""
    near = {word: wrong for source in sources for word, wrong in source.near(typed).items() if word != typed}
    fewest = min(near.values(), default=0)
    return {word for word, wrong in near.items() if wrong == fewest}


def _with_meant(
    held: Sequence[dict[int, int]], meant: Collection[str], sources: Sequence[Source]
) -> list[dict[int, int]]:
    """Return HELD with the entries that hold a word that is MEANT; they are worse than any that hold the typed one."""
    result = []
    for known, source in zip(held, sources, strict=True):
        found: dict[int, int] = {}
        for word in meant:
            for number, quality in source.holding(word).items():
                if quality % FITS != Fit.INSIDE:
                    found[number] = min(MISSPELT + quality, found.get(number, MISSING))
        result.append(found | known)
    return result


def _ranked(
    terms: Sequence[Term], run: str, least: int, holding: Holding, sources: Sequence[Source]
) -> Iterator[tuple[int, ...]]:
    """Yield for each entry with at least LEAST of TERMS what to sort by, then the numbers of its source and itself."""
    for place, source in enumerate(sources):
        held = [_held(term, place, holding) for term in terms]
        counts = Counter(number for numbers in held for number in numbers)
        alike = dict(_alike(run, source.squeezed))
        for number in {number for number, count in counts.items() if count >= least} | alike.keys():
            likeness = alike.get(number, Likeness.NOT)
            best = [numbers.get(number, MISSING) for numbers in held]
            if number in alike and max(best) == MISSING:
                best = [int(Fit.INSIDE)]
            if any(map(is_of_itself, best)):
                entry, worst = source.entries[number], max(best)
                # Of titles that hold the words, the shortest says the least else; other entries keep their order.
                length = len(entry.title) if worst % MISSPELT < IN_DETAIL and worst < MISSING else 0
                yield likeness, worst, sum(best), length, entry.kind, place, number


def _held(term: Term, place: int, holding: Holding) -> Mapping[int, int]:
    """Return the entries of the source at PLACE that hold TERM: joined, or all of its parts."""
    joined = holding[term.joined][place]
    if len(term.parts) == 1:
        return joined
    first, *others = (holding[part][place] for part in term.parts)
    parted = {
        number: max(quality, *(other[number] for other in others))
        for number, quality in first.items()
        if all(number in other for other in others)
    }
    return parted | {number: min(quality, parted.get(number, MISSING)) for number, quality in joined.items()}


def _alike(run: str, titles: Iterable[str]) -> Iterator[tuple[int, Likeness]]:
    """Yield the titles that are, begin with or hold RUN, which is what was typed without spaces."""
    for number, title in enumerate(titles):
        if run in title:
            if title.startswith(run):
                yield number, Likeness.SAME if title == run else Likeness.BEGINNING
            elif len(run) >= MIN_RUN:
                yield number, Likeness.NOT
