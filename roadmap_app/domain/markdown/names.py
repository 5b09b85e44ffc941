"""Write long sets of names compactly."""


def names(text: str) -> set[str]:
    """Return the set of the words in TEXT."""
    return set(text.split())
