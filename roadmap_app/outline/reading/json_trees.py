"""Find titles in nested JSON: lists of texts, objects with a title and lists, objects whose keys are titles."""

from collections.abc import Iterable, Mapping

from roadmap_app.outline.reading.json_nodes import ADDRESSES, DETAILS, TITLES, Node, text_at
from roadmap_app.outline.reading.omissions import Omissions

MAX_DEPTH = 24
# Keys that only say that something follows. The lists of others are groups with the key for a title.
_HOLDERS = {"children", "items", "nodes", "topics", "subtopics", "steps", "stages", "phases", "modules", "sections"}
_HOLDERS |= {
    "lessons",
    "units",
    "weeks",
    "months",
    "days",
    "tasks",
    "roadmap",
    "roadmaps",
    "curriculum",
    "data",
    "content",
}
_HOLDERS |= {"schedule", "syllabus", "plan", "path", "parts", "levels", "chapters", "courses", "entries"}
# Numbers of a part, such as {"week": 3, "lessons": [...]}.
_COUNTED = ("year", "part", "phase", "stage", "month", "module", "unit", "chapter", "week", "step", "lesson", "day")
_DURATIONS = ("duration", "length", "time", "period")


class TooDeep(ValueError):
    """The JSON is nested deeper than anybody writes."""


def tree_of(value: object, omissions: Omissions) -> list[Node]:
    """Return the nodes in VALUE, as JSON was read; add to OMISSIONS what is no title of one."""
    return list(_nodes(value, omissions, 0))


def _nodes(value: object, omissions: Omissions, depth: int) -> Iterable[Node]:
    if depth > MAX_DEPTH:
        raise TooDeep
    if isinstance(value, str):
        return [Node(" ".join(value.split()))] if value.strip() else []
    if isinstance(value, list):
        return [node for each in value for node in _nodes(each, omissions, depth + 1)]
    if isinstance(value, dict):
        key, title = text_at(value, TITLES)
        counted, place = _place_of(value)
        title = ": ".join(filter(None, (place, title)))
        used = {key, counted} - {""}
        return [_titled(used, title, value, omissions, depth)] if title else _by_key(value, omissions, depth)
    if value is not None:
        omissions.add("values that are no text", str(value))
    return []


def _place_of(value: Mapping[str, object]) -> tuple[str, str]:
    """Return the key of VALUE that numbers it, and its place in words, such as "Week 3"; ("", "") without one."""
    for key, each in value.items():
        word = key.lower().removesuffix("number").rstrip("_ ")
        if word in _COUNTED and isinstance(each, int) and not isinstance(each, bool):
            return key, f"{word.capitalize()} {each}"
    return "", ""


def _titled(used: set[str], title: str, value: Mapping[str, object], omissions: Omissions, depth: int) -> Node:
    """Return the node TITLE for VALUE; the title comes from the USED keys."""
    found = {}
    for name, keys in (("address", ADDRESSES), ("detail", DETAILS), ("duration", _DURATIONS)):
        key, found[name] = text_at(value, tuple(key for key in keys if key not in used))
        used.add(key)
    if found["duration"]:
        title = f"{title} ({found['duration']})"
    node = Node(title, found["address"], found["detail"])
    for key, each in value.items():
        if key in used:
            continue
        if isinstance(each, dict | list):
            children = list(_nodes(each, omissions, depth + 1))
            node.children += (
                children if not children or key.lower() in _HOLDERS else [Node(_words(key), children=children)]
            )
        elif each is not None:
            omissions.add("other values", f"{key}: {each}")
    return node


def _by_key(value: Mapping[str, object], omissions: Omissions, depth: int) -> list[Node]:
    found: list[Node] = []
    for key, each in value.items():
        children = list(_nodes(each, omissions, depth + 1))
        if key.lower() in _HOLDERS:
            found += children
        elif children:
            found.append(Node(_words(key), children=children))
        else:
            omissions.add("names of values that are no text", key)
    return found


def _words(key: str) -> str:
    return " ".join(key.replace("_", " ").split()) or "…"
