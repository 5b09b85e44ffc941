"""Sets of names, written one after the other."""


def names(text: str) -> set[str]:
    """Return the words of TEXT."""
    return set(text.split())
