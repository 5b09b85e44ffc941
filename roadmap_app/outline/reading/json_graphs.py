"""Make a tree of a graph of nodes and edges."""

import heapq
from collections import deque
from collections.abc import Mapping

from roadmap_app.outline.reading.json_drawing import PARTS, Drawn, drawn_in
from roadmap_app.outline.reading.json_nodes import Node
from roadmap_app.outline.reading.omissions import Omissions

_MOST_NESTED = 4  # levels; a deeper graph is a sequence with branches


def title_and_tree(graph: Mapping[str, object], omissions: Omissions) -> tuple[str, list[Node]]:
    """Return the title in the GRAPH ("" without one) and its nodes as a tree; add to OMISSIONS what is decoration."""
    drawn, title = drawn_in(graph, omissions)
    if {each.kind for each in drawn} - PARTS in ({"topic"}, {"topic", ""}):
        return title, _topics_with_parts(drawn)
    return title, _forest(drawn)


def _in_order(drawn: list[Drawn], chosen: list[int]) -> list[int]:
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


def _topics_with_parts(drawn: list[Drawn]) -> list[Node]:
    """Return the topics in their order, each with the parts that edges tie to it, or that are drawn nearest to it."""
    topics = _in_order(drawn, [index for index, each in enumerate(drawn) if each.kind not in PARTS])
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
            node = drawn[part].node
            drawn[topic_of[part]].node.children += [node] if node.title else node.children
    return [drawn[index].node for index in topics]


def _nearest(drawn: list[Drawn], part: int, topics: list[int]) -> int:
    down, right, _ = drawn[part].place
    candidates = topics if len(topics) <= 500 else topics[:500]
    return min(candidates, key=lambda each: (drawn[each].place[0] - down) ** 2 + (drawn[each].place[1] - right) ** 2)


def _forest(drawn: list[Drawn]) -> list[Node]:
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
        drawn[index].node.children += [drawn[each].node for each in below[index]]
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
