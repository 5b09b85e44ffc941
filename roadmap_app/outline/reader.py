"""Read an outline: our own format exactly, and any other text as well as possible.

What has no place is reported with its lines, never dropped silently.
"""

from dataclasses import replace

from roadmap_app.outline.lines import clean
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
