"""Find the depth of a line from the indents of the lines before it."""

from dataclasses import dataclass

MAX_DEPTH = 40


@dataclass
class _Open:
    """An item that later lines can belong to: its indent, the kind of its bullet, whether its list nests others."""

    indent: int
    kind: str
    is_first: bool = True
    has_children: bool = False


class Nesting:
    """The items, or the indented lines, that the line being read is in, outermost first."""

    def __init__(self) -> None:
        self._items: list[_Open] = []
        self._indents: list[int] = []  # of text that is in no item

    @property
    def depth(self) -> int:
        """The depth of the last line from 1, or 0 if it is in nothing."""
        return len(self._items) or max(0, len(self._indents) - 1)

    @property
    def in_item(self) -> bool:
        """Whether the last line is in an item."""
        return bool(self._items)

    def is_inside(self, indent: int) -> bool:
        """Return whether a line with this INDENT is further in than the last item."""
        return bool(self._items) and indent > self._items[-1].indent

    def add_item(self, indent: int, kind: str) -> int:
        """Put an item with a bullet of this KIND below those that it is in; return its depth."""
        items = self._items
        while items and items[-1].indent > indent:
            items.pop()
        if items and items[-1].indent == indent - 1 and items[-1].kind == kind != "bullet":
            indent -= 1  # numbers are often set flush right
        level = [each for each in items if each.indent == indent]
        sibling = next((each for each in level if each.kind == kind), None)
        if sibling is None and level and not (level[-1].has_children or level[-1].is_first):
            # Bullets right below a number belong to it, unless numbers before it have none.
            sibling = level[-1]
        if sibling is not None:
            del items[items.index(sibling) :]
        if items:
            items[-1].has_children = True
        if len(items) >= MAX_DEPTH:
            items.pop()
        items.append(_Open(indent, kind, sibling is None, sibling.has_children if sibling else False))
        self._indents = []
        return len(items)

    def leave(self, indent: int) -> None:
        """Close the items that a line with this INDENT is not in."""
        while self._items and self._items[-1].indent >= indent:
            self._items.pop()

    def add_text(self, indent: int) -> bool:
        """Place a line of text that is in no item; return whether it is at another depth than the line before."""
        before = self._indents[-1] if self._indents else indent
        while self._indents and self._indents[-1] > indent:
            self._indents.pop()
        if not self._indents or self._indents[-1] < indent:
            self._indents.append(indent)
        return indent != before

    def forget_text(self) -> None:
        """Begin anew with the next line of text, whatever its indent."""
        self._indents = []
