"""Convert JSON to an outline in Markdown: a graph of nodes and edges, a tree of titles, or a list of texts."""

import json

from roadmap_app.outline.reading.json_drawing import graph_in
from roadmap_app.outline.reading.json_graphs import title_and_tree
from roadmap_app.outline.reading.json_nodes import Node, outline_of
from roadmap_app.outline.reading.json_trees import TooDeep, tree_of
from roadmap_app.outline.reading.omissions import Omissions

NOT_JSON = "is not valid JSON (line {line}: {reason})"
NO_TITLES = (
    "is JSON without titles that could be a roadmap: neither “nodes” and “edges”, nor objects with a “title” and a"
    " list, nor a list of texts"
)
NESTED = "is JSON that is nested too deep to be a roadmap"


class NoOutline(ValueError):
    """The JSON cannot become an outline; the message says why, to follow the name of the file."""


def json_to_markdown(text: str, name: str) -> tuple[str, Omissions, bool]:
    """Return the roadmap in TEXT as Markdown, what is left out of it, and whether it has a title; else it gets NAME."""
    omissions = Omissions()
    try:
        value = json.loads(text)
        if graph := graph_in(value):
            title, nodes = title_and_tree(graph, omissions)
            title, detail, nodes = (title, "", nodes) if title else _root(nodes)
        else:
            title, detail, nodes = _root(tree_of(value, omissions))
    except json.JSONDecodeError as error:
        raise NoOutline(NOT_JSON.format(line=error.lineno, reason=error.msg)) from error
    except (RecursionError, TooDeep) as error:
        raise NoOutline(NESTED) from error
    except ValueError as error:  # a number of thousands of digits
        raise NoOutline(NO_TITLES) from error
    if not isinstance(value, dict | list) or _count(nodes) < 2:
        raise NoOutline(NO_TITLES)
    return outline_of(title or name, detail, nodes), omissions, bool(title)


def _root(nodes: list[Node]) -> tuple[str, str, list[Node]]:
    """Return the title of the roadmap, its summary and its NODES: a single node that holds all is the roadmap."""
    if len(nodes) == 1 and nodes[0].children and not nodes[0].address:
        return nodes[0].title, nodes[0].detail, nodes[0].children
    return "", "", nodes


def _count(nodes: list[Node]) -> int:
    return len(nodes) + sum(_count(node.children) for node in nodes)
