"""The few plain words that stand for a note in a list."""

from roadmap_app.domain.markdown.blocks import words_of
from roadmap_app.domain.markdown.rendering import MARKDOWN, readable


def excerpt(text: str, length: int = 200) -> str:
    """Return the first words of TEXT without Markdown marks, at most LENGTH characters; not HTML."""
    source = readable(text)
    window = source[: 10 * length + 1_000]
    words: list[str] = []
    for token in MARKDOWN.parse(window):
        if token.type == "footnote_block_open":
            break
        words += words_of(token).split()
    plain = " ".join(words)
    if len(plain) <= length and len(window) == len(source):
        return plain
    if len(plain) >= length:
        plain = plain[:length].rpartition(" ")[0] or plain[: length - 1]
    return plain + "…"
