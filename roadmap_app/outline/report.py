"""Format planned changes as text for the terminal."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from roadmap_app.domain.reach import Reach
from roadmap_app.outline.mending.mend import Decision
from roadmap_app.outline.plan import ORDER, OutlineChange


class AffectedChange(Protocol):
    """A change with the learners it affects."""

    @property
    def change(self) -> OutlineChange:
        """Return the change."""

    @property
    def reach(self) -> Reach:
        """Return how many learners have completed it or its items."""


def lines_of(rows: Iterable[AffectedChange]) -> Iterator[str]:
    """Yield a heading for each kind of change, and a line for each change with its old and new values."""
    rows = list(rows)
    for kind in ORDER:
        found = [row for row in rows if row.change.kinds[0] == kind]
        if found:
            yield f"{kind.capitalize()} ({len(found)}):"
            yield from map(_line, found)


def cure_lines(decisions: Iterable[Decision]) -> Iterator[str]:
    """Yield a line for each kind of problem that can be mended in bulk, with the options that do it."""
    for decision in decisions:
        cures = [offer.cure for offer in decision.offers]
        if cures:
            options = " or ".join(f"--mend {cure.name}{'=…' if cure.asked else ''}" for cure in cures)
            yield f"{decision.title.capitalize()} ({decision.count:,}): {options}"


def _line(row: AffectedChange) -> str:
    change = row.change
    parts = [f"  {change.word} “{change.title}”"]
    if change.place and "moved" not in change.kinds:
        parts.append(f" in “{change.place}”")
    also = [kind for kind in change.kinds[1:] if kind not in ("edited", "renamed")]
    details = [f"{field}: {_short(was)} → {_short(now)}" for field, was, now in change.details]
    parts.append(f"; {', '.join([*also, *details])}" if also or details else "")
    if row.reach.is_told or "retired" in change.kinds:
        parts.append(f" ({row.reach.words})")
    if change.kinds == ("retired",):
        parts.append(f" [if an added one is the same: --same {change.key}=TITLE]")
    if change.proposed:
        parts.append(f" [if it is not the same: --decline {change.key}]")
    return "".join(parts)


def _short(text: str) -> str:
    text = text or "nothing"
    return f"“{text}”" if len(text) <= 80 else f"“{text[:77]}…”"
