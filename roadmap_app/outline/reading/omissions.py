"""What is left out when a file is converted to text, by kind, with its words."""

from dataclasses import dataclass, field

SHOWN = 200  # characters of the words of a kind


@dataclass
class Omissions:
    """The words that are left out for each reason, such as "navigation"; no words for what nobody reads."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, reason: str, words: str = "") -> None:
        """Note that WORDS are left out."""
        kept = self.found.setdefault(reason, [])
        if words := " ".join(words.split()):
            kept.append(words)

    def __bool__(self) -> bool:
        """Return whether anything is left out."""
        return bool(self.found)

    def words(self) -> str:
        """Return all words that are left out."""
        return " ".join(word for words in self.found.values() for word in words)

    def remarks(self) -> list[str]:
        """Return a sentence for each reason, with the first words."""
        sentences = []
        for reason, kept in self.found.items():
            words = " ".join(kept)
            more = f"{words[:SHOWN]}…" if len(words) > SHOWN else words
            sentences.append(f"Left out: {reason}" + (f" – “{more}”" if more else "") + ".")
        return sentences
