"""Rows of an inline form that are not there any more when it comes back: kept as they were typed, as new rows."""

from __future__ import annotations

import re
from typing import Any


def without_gone(data: Any, prefix: str, key: str, there: set[str]) -> tuple[Any, list[int]]:
    """Return DATA of a formset in which rows whose KEY is not THERE stand behind the others, as new ones.

    The second value is their places. Without such rows, DATA is returned as it came.
    """
    try:
        total, initial = (int(data[f"{prefix}-{name}_FORMS"]) for name in ("TOTAL", "INITIAL"))
    except (KeyError, ValueError):
        return data, []
    gone = [place for place in range(min(initial, total)) if data.get(f"{prefix}-{place}-{key}", "") not in there]
    if not gone or total > len(data):
        return data, []
    stay = [place for place in range(initial) if place not in set(gone)]
    order = [*stay, *range(initial, total), *gone]
    rows = _rows(data, prefix)
    moved = data.copy()
    for name in [name for name in moved if re.match(rf"{re.escape(prefix)}-\d+-", name)]:
        del moved[name]
    for place, before in enumerate(order):
        for field, values in rows.get(before, {}).items():
            if field != key or before not in gone:
                moved.setlist(f"{prefix}-{place}-{field}", values)
    moved[f"{prefix}-INITIAL_FORMS"] = str(len(stay))
    return moved, list(range(total - len(gone), total))


def _rows(data: Any, prefix: str) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = {}
    for name in data:
        if match := re.match(rf"{re.escape(prefix)}-(\d{{1,6}})-(\w+)$", name):
            found.setdefault(int(match[1]), {})[match[2]] = data.getlist(name)
    return found
