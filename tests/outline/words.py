"""Whether a word of a source was lost: what is markup and no word is said here, once, for all tests."""

import html
import re
import unicodedata
from pathlib import Path

from tests.outline.facts import lines_left_out, tree_text

# Words that say how a text is meant: a reader takes them for a stage, its months, a kind or a label.
STRUCTURE = set((Path(__file__).parent / "structure_words.txt").read_text(encoding="utf-8").split())
# What stands in a line for markup only, and what is left of it.
MARKUP = [
    (r"^\s*\[\^[^\]]+\]:", " "),  # the label of a footnote
    (r"^\s*\[(?!\^)[^\]]+\]:\s*<?(\S*?)>?(?:\s+[\"'(].*)?$", r" \1 "),  # a definition: its label and its title
    (r"\[\^[^\]\s]+\]", " "),  # a mark of a footnote
    (r"^\s*>\s*\[!\w+\][+-]?", " "),  # what a call-out is
    (r"(?<=\])\[[^\]]*\]", " "),  # the label of a reference
    (r"\[!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])\](?:\([^)]*\)|\[[^\]]*\])", " "),  # a badge: a picture that is a link
    (r"\[\[[^\]|]*\|", " "),  # the target of a wiki link that has words of its own
    (r"(?<=\]\()\s*<?(?!https?:)[^\s)>]*>?", " "),  # an address that is no web address, or a picture's
    (r"(?<=\))\{[.#:][^}]*\}|\{#[^}]*\}", " "),  # attributes
    (r"(\]\(\s*<?[^\s)>]*>?)\s+(?:\"[^\"]*\"|'[^']*'|\([^)]*\))\s*(?=\))", r"\1 "),  # the title of a link
    (r"(!\[[^\]]*\]\()[^)]*", r"\1 "),  # the address of a picture
    (r"</?[a-zA-Z][^<>]*>", " "),  # a tag with its attributes
    (r"(?<!\w):[a-z0-9_+]+:(?!\w)", " "),  # an emoji by its name
    (r"\\(?=[^\w\s])", ""),  # a backslash before what it escapes
]
FRONT = re.compile(r"(?:---|\+\+\+)\s*\n(?:.*\n)*?(?:---|\+\+\+)\s*(?:\n|$)")


def source_words(line, *, in_front_matter=False):
    """Return the words of LINE that no reader may lose, case-folded: not numbers, not markup, not structure."""
    if in_front_matter:
        line = re.sub(r"^\s*[\w-]+\s*[:=]", " ", line)
    for pattern, left in MARKUP:
        line = re.sub(pattern, left, line)
    line = re.sub(r"(https?://\S+)|\*+|`+|~~+|==", lambda found: found[1] or "", line)
    line = html.unescape(line)
    words = (word.strip("_") for word in re.findall(r"\w+", line.casefold()))
    return {
        word
        for word in words
        if len(word) > 1 and not re.fullmatch(r"\d+[a-z]?|[ivx]+", word) and word not in STRUCTURE
    } | {word for word in re.findall(r"[^\W\d_a-z]", line.casefold()) if not word.isascii() and f" {word} " in line}


def lost_words(text, reading):
    """Return (number of the line, its words) for each line of TEXT with words that are not in the tree of READING.

    A line that is named as left out loses none, and what a remark says is not lost either.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    front = FRONT.match(text)
    last = front[0].count("\n") if front else 0
    named = lines_left_out(reading)
    kept = unicodedata.normalize("NFC", tree_text(reading.outline))
    kept_words = set(re.findall(r"[^\W_]+", kept))
    kept_words |= {word for word in re.findall(r"(\w+)-\n", text.casefold()) if word in kept}  # parts of a word
    remarks = (*reading.unplaced, *reading.remarks)
    told = "\n".join(f"{remark.message} {remark.text}" for remark in remarks).casefold()
    lost = []
    for number, line in enumerate(text.split("\n"), 1):
        if number in named:
            continue
        words = {
            word
            for word in source_words(line, in_front_matter=number <= last)
            if (word not in kept_words and len(word) <= 3 and word.isascii()) or word not in kept
        }
        if words := {word for word in words if word not in told}:
            lost.append((number, sorted(words)))
    return lost
