"""Read a graph of nodes and edges in JSON, as roadmap sites and drawing tools export it, as a tree."""

import heapq
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from roadmap_app.outline.reading.json_nodes import ADDRESSES, DETAILS, TITLES, Node, text_at
from roadmap_app.outline.reading.omissions import Omissions

_WRAPPERS = ("data", "roadmap", "graph", "elements", "flow", "map")
_EDGES = ("edges", "links", "connections")
# Kinds of nodes that are drawn around the map and are no part of it.
_DECORATION: tuple[str, ...] = (
    "vertical",
    "horizontal",
    "line",
    "arrow",
    "legend",
    "label",
    "image",
    "shape",
    "section",
    "button",
)
_DECORATION += ("resourcebutton", "linksgroup", "background", "comment", "note", "paragraph", "divider", "icon")
_MOST_NESTED = 4  # levels; a deeper graph is a sequence with branches
_PLACED = tuple[float, float, int]


@dataclass
class _Drawn:
    """A node of the graph; `place` (down, right, number) orders it among others."""

    node: Node
    kind: str
    place: _PLACED
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


def title_and_tree(graph: Mapping[str, object], omissions: Omissions) -> tuple[str, list[Node]]:
    """Return the title in the GRAPH ("" without one) and its nodes as a tree; add to OMISSIONS what is decoration."""
    drawn, title = _drawn(graph, omissions)
    if any(_is_sub(each) for each in drawn) and not all(_is_sub(each) for each in drawn):
        return title, _topics_with_parts(drawn)
    return title, _forest(drawn)


def _id_of(node: Mapping[str, object]) -> str:
    return str(node.get("id") or _data(node).get("id") or "")


def _data(node: Mapping[str, object]) -> Mapping[str, object]:
    data = node.get("data")
    return data if isinstance(data, dict) else {}


def _drawn(graph: Mapping[str, object], omissions: Omissions) -> tuple[list[_Drawn], str]:
    """Return the nodes of the GRAPH with their edges, without decoration, and the title that is drawn on it."""
    found: list[_Drawn] = []
    index_of: dict[str, int] = {}
    _, title = text_at(graph, TITLES)
    nodes = graph["nodes"]
    for number, raw in enumerate(nodes if isinstance(nodes, list) else []):
        kind = str(raw.get("type") or _data(raw).get("type") or "").lower()
        merged = {key: value for key, value in raw.items() if key != "data"} | dict(_data(raw))
        _, label = text_at(merged, ("label", *TITLES))
        if kind == "title" and not title:
            title = label
        elif kind in (*_DECORATION, "title"):
            omissions.add("nodes that are drawn around the map", " ".join(_texts(merged)) or label)
        elif label:
            place = (_number(raw, "y"), _number(raw, "x"), number)
            node = Node(label, text_at(merged, ADDRESSES)[1], text_at(merged, DETAILS)[1])
            index_of.setdefault(_id_of(raw), len(found))
            found.append(_Drawn(node, kind, place))
    for source, target in _edges(graph):
        if source in index_of and target in index_of and source != target:
            found[index_of[source]].after.append(index_of[target])
            found[index_of[target]].before.append(index_of[source])
    return found, title


def _texts(value: object, key: str = "label", depth: int = 0) -> list[str]:
    """Return the words that VALUE shows: the texts at keys such as label, however deep."""
    if isinstance(value, str):
        return [value] if key in ("label", *TITLES) else []
    if depth > _MOST_NESTED:
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
        (str(edge.get("source") or edge.get("from") or ""), str(edge.get("target") or edge.get("to") or ""))
        for edge in ends
    ]


def _is_sub(each: _Drawn) -> bool:
    return "sub" in each.kind


def _in_order(drawn: list[_Drawn], chosen: list[int]) -> list[int]:
    """Return the CHOSEN indexes along the edges between them, else by place; a cycle begins at its first place."""
    waiting = dict.fromkeys(chosen, 0)
    for index in chosen:
        for after in drawn[index].after:
            if after in waiting:
                waiting[after] += 1
    ready = [(drawn[index].place, index) for index, count in waiting.items() if not count]
    heapq.heapify(ready)
    rest = deque(sorted(chosen, key=lambda index: drawn[index].place))
    order: list[int] = []
    done: set[int] = set()
    while ready or rest:
        index = heapq.heappop(ready)[1] if ready else rest.popleft()
        if index in done:
            continue
        done.add(index)
        order.append(index)
        for after in drawn[index].after:
            if after in waiting and after not in done:
                waiting[after] -= 1
                if not waiting[after]:
                    heapq.heappush(ready, (drawn[after].place, after))
    return order


def _topics_with_parts(drawn: list[_Drawn]) -> list[Node]:
    """Return the topics in their order, each with the parts that edges tie to it, or that are drawn nearest to it."""
    topics = _in_order(drawn, [index for index, each in enumerate(drawn) if not _is_sub(each)])
    topic_of = {index: index for index in topics}
    queue = deque(topics)
    while queue:
        index = queue.popleft()
        for other in (*drawn[index].after, *drawn[index].before):
            if other not in topic_of:
                topic_of[other] = topic_of[index]
                queue.append(other)
    for part in sorted(range(len(drawn)), key=lambda index: drawn[index].place):
        if part not in topic_of:
            topic_of[part] = _nearest(drawn, part, topics)
        if topic_of[part] != part:
            drawn[topic_of[part]].node.children.append(drawn[part].node)
    return [drawn[index].node for index in topics]


def _nearest(drawn: list[_Drawn], part: int, topics: list[int]) -> int:
    down, right, _ = drawn[part].place
    candidates = topics if len(topics) <= 500 else topics[:500]
    return min(candidates, key=lambda each: (drawn[each].place[0] - down) ** 2 + (drawn[each].place[1] - right) ** 2)


def _forest(drawn: list[_Drawn]) -> list[Node]:
    """Return the nodes below those that lead to them; the longest branch of a sequence goes on beside its node."""
    order = _in_order(drawn, list(range(len(drawn))))
    rank = {index: place for place, index in enumerate(order)}
    parent: dict[int, int] = {}
    for index in order:
        # Only an earlier node can be above: so cycles are cut, and a node with several before it has one place.
        parent[index] = min(
            (each for each in drawn[index].before if rank[each] < rank[index]), key=rank.__getitem__, default=-1
        )
    below: dict[int, list[int]] = {index: [] for index in (-1, *order)}
    for index in order:
        below[parent[index]].append(index)
    height = {-1: 0}
    for index in reversed(order):
        height[index] = 1 + max((height[each] for each in below[index]), default=0)
    deepest = max((height[each] for each in below[-1]), default=0)
    is_path = all(len(below[index]) < 2 for index in order)
    if deepest > _MOST_NESTED or (is_path and deepest > 1):
        below = _unrolled(below, height)
    for index in order:
        drawn[index].node.children = [drawn[each].node for each in below[index]]
    return [drawn[index].node for index in below[-1]]


def _unrolled(below: dict[int, list[int]], height: dict[int, int]) -> dict[int, list[int]]:
    """Return BELOW with the highest child of each node put after the node itself, and not below it."""
    found: dict[int, list[int]] = {index: [] for index in below}
    waiting = [-1]
    while waiting:
        index = waiting.pop()
        for child in below[index]:
            step: int | None = child
            while step is not None:
                found[index].append(step)
                waiting.append(step)
                goes_on = [each for each in below[step] if height[each] > 1 or len(below[step]) == 1]
                following = max(goes_on, key=height.__getitem__, default=None)
                below[step] = [each for each in below[step] if each != following]
                step = following
    return found
