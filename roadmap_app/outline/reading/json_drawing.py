"""Read the nodes and edges of a graph in JSON, as roadmap sites and drawing tools export it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from roadmap_app.outline.reading.json_nodes import ADDRESSES, DETAILS, TITLES, Node, text_at
from roadmap_app.outline.reading.omissions import Omissions

PARTS = frozenset(("subtopic", "todo", "checklist", "resourcebutton"))  # of the topics of a map
_WRAPPERS = ("data", "roadmap", "graph", "elements", "flow", "map")
_EDGES = ("edges", "links", "connections")
_PARENTS = ("parentId", "parent_id", "parent", "parentNode")
# Kinds of nodes that are drawn around the map and are no part of it.
_DECORATION = {"vertical", "horizontal", "line", "arrow", "legend", "image", "shape", "section", "button", "linksgroup"}
_DECORATION |= {"background", "comment", "note", "paragraph", "divider", "icon", "title"}
_ABOVE = (80.0, 200.0)  # how far above a list and beside it its label is drawn, at the most
_DEEPEST = 4


@dataclass
class Drawn:
    """A node of the graph; `place` (down, right, number) orders it among others."""

    node: Node
    kind: str
    place: tuple[float, float, int]
    after: list[int] = field(default_factory=list)  # the nodes that its edges lead to
    before: list[int] = field(default_factory=list)


def graph_in(value: object) -> Mapping[str, object] | None:
    """Return the part of VALUE that has a list of nodes with their ids, None if there is none."""
    if not isinstance(value, dict):
        return None
    nodes = value.get("nodes")
    if isinstance(nodes, list) and nodes and all(isinstance(node, dict) and _id_of(node) for node in nodes):
        return value
    return next((found for key in _WRAPPERS if (found := graph_in(value.get(key)))), None)


def drawn_in(graph: Mapping[str, object], omissions: Omissions) -> tuple[list[Drawn], str]:
    """Return the nodes of the GRAPH with their edges and its title; add to OMISSIONS what is decoration."""
    found: list[Drawn] = []
    labels: list[Drawn] = []
    index_of: dict[str, int] = {}
    _, title = text_at(graph, TITLES)
    raws = _raw_nodes(graph)
    for number, raw in enumerate(raws):
        each, shown = _node(number, raw)
        if each.kind == "title" and not title:
            title = each.node.title
        elif each.kind in _DECORATION:
            omissions.add("nodes that are drawn around the map", shown)
        elif each.kind == "label":
            labels.append(each)
        elif each.node.title or each.node.children:
            index_of.setdefault(_id_of(raw), len(found))
            found.append(each)
    for label in _unused(labels, found):
        omissions.add("nodes that are drawn around the map", label.node.title)
    for source, target in (*_edges(graph), *_named_by_nodes(raws)):
        if source in index_of and target in index_of and source != target:
            found[index_of[source]].after.append(index_of[target])
            found[index_of[target]].before.append(index_of[source])
    return found, title


def _node(number: int, raw: Mapping[str, object]) -> tuple[Drawn, str]:
    """Return a RAW node, and all the words that it shows."""
    kind = str(raw.get("type") or _data(raw).get("type") or "").lower()
    merged = {key: value for key, value in raw.items() if key != "data"} | dict(_data(raw))
    _, label = text_at(merged, ("label", *TITLES))
    node = Node(label, text_at(merged, ADDRESSES)[1], text_at(merged, DETAILS)[1])
    entries = merged.get("checklists")
    for entry in entries if isinstance(entries, list) else []:
        node.children += [Node(" ".join(text.split())) for text in _texts(entry)]
    # Lines have a label that nobody sees.
    shown = "" if label == f"{kind} node" else " ".join(_texts(merged))
    return Drawn(node, kind, (_number(raw, "y"), _number(raw, "x"), number)), shown


def _unused(labels: list[Drawn], found: list[Drawn]) -> list[Drawn]:
    """Give each list without a title the label that is drawn above it; return the LABELS that are above none."""
    rest = sorted(labels, key=lambda label: label.place)
    for each in found:
        if not each.node.title:
            down, right, _ = each.place
            above = [
                label
                for label in rest
                if 0 <= down - label.place[0] <= _ABOVE[0] and abs(right - label.place[1]) <= _ABOVE[1]
            ]
            if above:
                each.node.title = above[-1].node.title
                rest.remove(above[-1])
    return rest


def _id_of(node: Mapping[str, object]) -> str:
    return _first_named(node.get("id"), _data(node).get("id"))


def _first_named(*ids: object) -> str:
    """Return the first of IDS that is there, as text; "" if none is. An id may be 0, but not None or ""."""
    return next((str(each) for each in ids if each is not None and each != ""), "")


def _data(node: Mapping[str, object]) -> Mapping[str, object]:
    data = node.get("data")
    return data if isinstance(data, dict) else {}


def _raw_nodes(graph: Mapping[str, object]) -> list[Mapping[str, object]]:
    nodes = graph["nodes"]
    rows = [graph.get("root"), *(nodes if isinstance(nodes, list) else [])]
    return [row for row in rows if isinstance(row, dict)]


def _named_by_nodes(raws: list[Mapping[str, object]]) -> list[tuple[str, str]]:
    """Return the edges that the nodes name: to the node that holds each, and to those that each holds."""
    named: list[tuple[str, str]] = []
    for raw in raws:
        named += [(str(raw[key]), _id_of(raw)) for key in _PARENTS if isinstance(raw.get(key), str | int)][:1]
        children = raw.get("children")
        named += [(_id_of(raw), str(each)) for each in (children if isinstance(children, list) else [])]
    return named


def _texts(value: object, key: str = "label", depth: int = 0) -> list[str]:
    """Return the words that VALUE shows: the texts at keys such as label, however deep."""
    if isinstance(value, str):
        return [value] if key in ("label", *TITLES) else []
    if depth > _DEEPEST:
        return []
    if isinstance(value, dict):
        return [text for name, each in value.items() for text in _texts(each, name, depth + 1)]
    return [text for each in value for text in _texts(each, key, depth + 1)] if isinstance(value, list) else []


def _number(node: Mapping[str, object], axis: str) -> float:
    position = node.get("position")
    value = position.get(axis) if isinstance(position, dict) else node.get(axis)
    return float(value) if isinstance(value, int | float) and abs(value) < 1e9 else 0.0


def _edges(graph: Mapping[str, object]) -> list[tuple[str, str]]:
    listed = next((edges for key in _EDGES if isinstance(edges := graph.get(key), list)), [])
    ends = [{**edge, **_data(edge)} for edge in listed if isinstance(edge, dict)]
    return [
        (_first_named(edge.get("source"), edge.get("from")), _first_named(edge.get("target"), edge.get("to")))
        for edge in ends
    ]
