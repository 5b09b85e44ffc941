"""Read an outline: our own format exactly, and any other text as well as possible.

What has no place is reported with its lines, never dropped silently.
"""

import unicodedata
from dataclasses import replace

from roadmap_app.domain.titles import REFUSED, without_refused
from roadmap_app.outline.own_format import read_own_format
from roadmap_app.outline.reading.choices import Choices
from roadmap_app.outline.reading.guess import guess
from roadmap_app.outline.reading.result import Reading, Remark


def read_outline(text: str, choices: Choices = Choices()) -> Reading:  # noqa: B008 (frozen)
    """Return the outline in TEXT, read as CHOICES say. Any text can be read; the gate finds its errors."""
    text, removed = clean(text)
    is_free = not (choices.levels or choices.blocks)
    reading = (read_own_format(text) if is_free else None) or guess(text, choices)
    message = "Characters that hide or turn text ({}) are left out of it."
    remarks = [*reading.remarks, *(Remark(line, message.format(codes)) for line, codes in removed)]
    return replace(reading, remarks=tuple(sorted(remarks, key=lambda remark: remark.line)))


def clean(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Return TEXT in NFC without refused characters (`titles.REFUSED`), and (line, codes) for each line with some."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not REFUSED.search(text):
        return text, []
    lines, removed = text.split("\n"), []
    for index, line in enumerate(lines):
        codes = sorted({f"U+{ord(char):04X}" for char in REFUSED.findall(line)})
        if codes:
            lines[index] = without_refused(line)
            removed.append((index + 1, ", ".join(codes)))
    return "\n".join(lines), removed
