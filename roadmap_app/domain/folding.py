"""Text as people compare it: however it was typed, encoded or capitalised."""

import re
import unicodedata

# Accents and the like of European scripts; marks of other scripts are letters to those who read them.
_ACCENTS = re.compile("[\u0300-\u036f]")
_DOTLESS = str.maketrans("ı", "i")


def fold(text: str) -> str:
    """Return TEXT so that what people take for the same word is equal: for comparing, not for showing.

    Compatibility forms are made alike and case is folded (Unicode 3.13, D146: NFKD, fold, NFKD); then accents,
    characters that cannot be seen and repeated white space go. Folding twice changes nothing.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    # Twice: the first may make letters that fold further.
    for _ in range(2):
        decomposed = unicodedata.normalize("NFKD", decomposed.casefold())
    bare = _ACCENTS.sub("", decomposed).translate(_DOTLESS)
    seen = (" " if char.isspace() else char for char in bare if char.isspace() or unicodedata.category(char)[0] != "C")
    return unicodedata.normalize("NFC", " ".join("".join(seen).split()))


def words(text: str) -> list[str]:
    """Return the folded words of TEXT, each once and in their order."""
    return list(dict.fromkeys(fold(text).split()))
