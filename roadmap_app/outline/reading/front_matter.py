"""Read the front matter of a Markdown file: what it says of itself between two lines of --- or +++."""

import re
from collections.abc import Iterable

from roadmap_app.outline.reading.blocks import Block

_FACT = re.compile(r"^([A-Za-z][\w-]{0,60})\s*[:=]\s*(.*)$")


def front_matter_end(lines: list[str]) -> int:
    """Return the index of the line after the front matter of LINES, 0 without any."""
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    mark = lines[start].rstrip() if start < len(lines) else ""
    inner = next((line for line in lines[start + 1 :] if line.strip() and not line.startswith("#")), "")
    if mark not in ("---", "+++") or not _FACT.match(inner):
        return 0
    closing = (index for index in range(start + 1, len(lines)) if lines[index].rstrip() in (mark, "..."))
    return next(closing, -1) + 1


def front_matter_facts(block: Block) -> dict[str, str]:
    """Return what a block of front matter says, such as its title and description, by name in lower case.

    Only text counts: lists and nested facts are left out.
    """
    facts: dict[str, str] = {}
    name = ""
    for line in block.source.split("\n")[1:-1]:
        found = _FACT.match(line)
        if found:
            name = found[1].lower()
            facts[name] = found[2].strip()
        elif name and line[:1].isspace() and not line.strip().startswith("- "):
            facts[name] = f"{facts[name]} {line.strip()}".strip()
    return {name: text for name, text in _texts(facts.items()) if text}


def _texts(facts: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    for name, written in facts:
        text = re.sub(r"^[>|][+-]?(?=\s|$)\s*", "", written)
        if text[:1] in "\"'" and text[:1] and text.endswith(text[0]) and len(text) > 1:
            text = text[1:-1].replace("\\" + text[0], text[0])
        elif text[:1] in ("[", "{"):
            text = ""
        yield name, " ".join(text.split())
