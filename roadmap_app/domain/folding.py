"""Normalise text for searching and comparing, however it was typed, encoded or capitalised."""

import re
import unicodedata

# Combining accents of European scripts. Combining marks of other scripts are part of the letter, so they stay.
_ACCENTS = re.compile("[\u0300-\u036f]")
_DOTLESS = str.maketrans("ı", "i")


def fold(text: str) -> str:
    """Return a key for comparing TEXT: equal for what people take for the same text. Not meant for display.

    A compatibility caseless match (Unicode 3.13, D146: NFKD, case folding, NFKD) that also drops accents, invisible
    characters and repeated white space. Idempotent.
    """
    if text.isascii() and text.isprintable():  # the same, ten times as fast
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text)
    # Twice: the first pass can produce characters that fold further.
    for _ in range(2):
        decomposed = unicodedata.normalize("NFKD", decomposed.casefold())
    bare = _ACCENTS.sub("", decomposed).translate(_DOTLESS)
    visible = "".join(char for char in bare if char.isspace() or unicodedata.category(char)[0] != "C")
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def words(text: str) -> list[str]:
    """Return the distinct folded words of TEXT, in order."""
    return list(dict.fromkeys(fold(text).split()))
