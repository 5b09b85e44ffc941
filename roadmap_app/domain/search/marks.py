"""Show where a text holds the words that were searched for."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from html import escape, unescape

from roadmap_app.domain.search.likeness import MIN_INSIDE
from roadmap_app.domain.search.words import is_unspaced, loosen

# A text in pieces, each with whether it is marked.
Pieces = list[tuple[str, bool]]
# The characters of a note that are shown, those before the first mark, and those that are looked through for it.
SHOWN, BEFORE, READ = 180, 50, 20_000
# Letters with something between them that words leave out.
_JOINED = re.compile(r"[A-Za-z0-9+#][^A-Za-z0-9\s+#]+[A-Za-z0-9+#]")
# A tag of clean HTML, or a formula.
_TAG = re.compile(r"(<math.*?</math>|<[^>]+>)", re.DOTALL)
# What Markdown writes around words: addresses, the beginnings of lines, boxes of tasks, emphasis.
_SYNTAX = re.compile(
    r"\]\([^)\s]*\)|^[ \t]*(?:#+|>+|[-+*])(?=\s)|\[[ xX]\]|[*`~|$\[\]\\]+|(?<![^\W_])_+|_+(?![^\W_])", re.MULTILINE
)


def mark(text: str, words: Collection[str]) -> Pieces:
    """Return TEXT in pieces, of which those that hold WORDS (folded) are marked, however they are written."""
    text = unicodedata.normalize("NFC", text)
    pieces: Pieces = []
    done = 0
    for start, end in _merged(_spans(text, words)):
        pieces += [(text[done:start], False)] * (start > done) + [(text[start:end], True)]
        done = end
    return pieces + [(text[done:], False)] * (done < len(text))


def mark_html(html: str, words: Collection[str]) -> str:
    """Return HTML, such as an excerpt, with mark elements around WORDS (folded) in its text, not in its formulas."""
    return "".join(part if part.startswith("<") else _marked(unescape(part), words) for part in _TAG.split(html))


def plain_text(html: str) -> str:
    """Return the text of HTML, such as an excerpt, without its formulas."""
    return unescape(" ".join(part for part in _TAG.split(html) if not part.startswith("<")))


def _marked(text: str, words: Collection[str]) -> str:
    return "".join(
        f"<mark>{escape(piece)}</mark>" if is_marked else escape(piece) for piece, is_marked in mark(text, words)
    )


def snippet(body: str, folded: str, words: Collection[str]) -> Pieces:
    """Return the part of a note's BODY where one of WORDS comes first, marked; FOLDED is the body folded."""
    at = min((place for word in words if (place := folded.find(word)) >= 0), default=0)
    # Folding changes the length a little, so that the place in the body is only about the same.
    middle = at * len(body) // max(len(folded), 1)
    text = _SYNTAX.sub(" ", body[max(middle - READ // 2, 0) : middle + READ // 2])
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    first = min((start for start, _ in _spans(text, words)), default=0)
    start = text.rfind(" ", 0, first - BEFORE) + 1 if first > BEFORE else 0
    start = max(start, first - 2 * BEFORE)  # in scripts without spaces
    end = start + SHOWN
    if end < len(text):
        space = text.rfind(" ", first + BEFORE, end)
        end = space if space > 0 else end
    shown = mark(text[start:end], words)
    return [("…", False)] * (start > 0) + shown + [("…", False)] * (end < len(text))


def _spans(text: str, words: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield where TEXT holds WORDS: as they are, or with hyphens and the like between their letters."""
    run, places = _letters(text)
    for word in words:
        at = run.find(word)
        while at >= 0:
            start, end = places[at], places[at + len(word) - 1] + 1
            if _counts(text, start, end, word):
                yield start, end + _marks_after(text, end)
            at = run.find(word, at + 1)


def _letters(text: str) -> tuple[str, Sequence[int]]:
    """Return the letters of TEXT as words have them, and the place of each."""
    plain = text.replace("…", " ")  # where an excerpt ends
    if plain.isascii() and not _JOINED.search(plain):  # what is between its words matters to none of them
        return plain.lower(), range(len(plain))
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        bare = _bare(char)
        letters += bare
        places += [place] * len(bare)
    return "".join(letters), places


@lru_cache(maxsize=2048)
def _bare(char: str) -> str:
    """Return CHAR as words have it, "" if it is none of their letters."""
    return "".join(letter for letter in loosen(char) if letter.isalnum() or letter in "+#" or _is_sign(letter))


def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter) in ("Mn", "Mc")


def _counts(text: str, start: int, end: int, word: str) -> bool:
    """Return whether WORD, at START to END of TEXT, is one to mark: at the start of a word, or long enough inside."""
    if any(char.isspace() for char in text[start:end]):
        return False
    if is_unspaced(word):
        return True
    starts = start == 0 or not text[start - 1].isalnum()
    ends = end == len(text) or not text[end].isalnum()
    return (starts and (ends or len(word) > 1)) or len(word) >= MIN_INSIDE


def _marks_after(text: str, end: int) -> int:
    """Return how many combining characters follow at END, which belong to the letter before."""
    count = 0
    while end + count < len(text) and _is_sign(text[end + count]):
        count += 1
    return count


def _merged(spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    last: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if last is None:
            last = (start, end)
        elif start <= last[1]:
            last = (last[0], max(last[1], end))
        else:
            yield last
            last = (start, end)
    if last is not None:
        yield last
