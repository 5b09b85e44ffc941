"""Rows of an inline formset that were deleted or moved while the form was open: kept as new rows."""

from __future__ import annotations

import re

from django.http import QueryDict


def move_missing_to_end(data: QueryDict, prefix: str, key: str, there: set[str]) -> tuple[QueryDict, list[int]]:
    """Return the DATA of a formset with the rows whose KEY is not in THERE moved to the end, as new rows.

    The second value is the indexes of these rows. DATA is returned unchanged if there are none.
    """
    try:
        total, initial = (int(str(data[f"{prefix}-{name}_FORMS"])) for name in ("TOTAL", "INITIAL"))
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


def _rows(data: QueryDict, prefix: str) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = {}
    for name in data:
        if match := re.match(rf"{re.escape(prefix)}-(\d{{1,6}})-(\w+)$", name):
            found.setdefault(int(match[1]), {})[match[2]] = data.getlist(name)
    return found
