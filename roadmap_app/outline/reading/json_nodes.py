"""Nodes found in JSON, and how they are written as an outline in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from roadmap_app.outline.reading.escaping import address_for_markdown, escaped, inline_escaped

TITLES = ("title", "name", "label", "heading", "topic", "text", "stage", "phase", "module", "week", "step", "task")
ADDRESSES = ("url", "href", "link")
DETAILS = ("description", "summary", "goal", "details")
_DEEPEST_LIST = 8


@dataclass
class Node:
    """A title with what is below it."""

    title: str
    address: str = ""
    detail: str = ""
    children: list[Node] = field(default_factory=list)


def text_at(mapping: Mapping[str, object], keys: tuple[str, ...]) -> tuple[str, str]:
    """Return the first of KEYS that MAPPING has a text for, and that text on one line; ("", "") without one."""
    for key in keys:
        value = mapping.get(key)
        if isinstance(value, str) and value.strip():
            return key, " ".join(value.split())
    return "", ""


def outline_of(title: str, detail: str, nodes: list[Node]) -> str:
    """Return NODES as Markdown: headings as far as most nodes of a level have something below them, then bullets."""
    lines = [f"# {escaped(title)}", ""]
    if detail:
        lines += [escaped(detail), ""]
    headings = _levels_of_headings(nodes)
    for depth, node in _walk(nodes, 0):
        if depth < headings:
            space = [""] if lines[-1] else []
            lines += [*space, f"{'#' * (depth + 2)} {_title(node)}", ""]
            if node.detail:
                lines += [escaped(node.detail), ""]
        else:
            indent = "  " * min(depth - headings, _DEEPEST_LIST)
            detail = f" ({inline_escaped(node.detail)})" if node.detail else ""
            lines.append(f"{indent}- {_title(node)}{detail}")
    return "\n".join(lines).rstrip() + "\n"


def _title(node: Node) -> str:
    if not node.address:
        return escaped(node.title or "…")
    title = re.sub(r"[\[\]]", lambda found: f"\\{found[0]}", inline_escaped(node.title))
    return f"[{title}]({address_for_markdown(node.address)})"


def _walk(nodes: list[Node], depth: int) -> Iterator[tuple[int, Node]]:
    for node in nodes:
        yield depth, node
        yield from _walk(node.children, depth + 1)


def _levels_of_headings(nodes: list[Node]) -> int:
    """Return how many levels of NODES, two at the most, are headings."""
    level, count = nodes, 0
    while count < 2 and 2 * sum(bool(node.children) for node in level) >= len(level) > 0:
        level = [child for node in level for child in node.children]
        count += 1
    return count
