"""Read the history of a roadmap save by save."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Value
from django.db.models.functions import Coalesce

from roadmap_app.domain.saves import Record, saves, summary
from roadmap_app.models import Roadmap, User
from roadmap_app.queries.history import HistoryEntry, histories, latest_first, read_changes

# Of a save that has changed more rows, the first are listed.
LISTED = 12
# As many records are read at first, and four times as many each time that more are needed: each time all are sorted.
FIRST_CHUNK = 200
COLUMNS = ("history_id", "id", "history_type", "history_user_id", "request_id", "reason")


@dataclass(frozen=True)
class Save:
    """What somebody has changed at once: its newest RECORD names it, ENTRIES are the first of its changes."""

    record: Record
    who: User | None
    summary: str
    entries: tuple[HistoryEntry, ...]
    left_out: int
    has_made_the_roadmap: bool


def read_saves(
    roadmap: Roadmap, *, before: datetime | None = None, count: int = 15, editor: User | None = None
) -> tuple[list[Save], datetime | None]:
    """Return COUNT saves of ROADMAP, newest first, and the time BEFORE which the next ones were (None: no more).

    For EDITOR, see histories().
    """
    groups = list(islice(saves(_records(roadmap, before, editor)), count + 1))
    shown = groups[:count]
    people = User.objects.in_bulk({group[0].user_id for group in shown if group[0].user_id})
    wanted = ((each.when, each.kind, each.number) for group in shown for each in group[:LISTED])
    listed = read_changes(wanted, editor)
    entries = iter(listed)
    found = [
        Save(
            record=group[0],
            who=people.get(group[0].user_id or 0),
            summary=summary(group),
            entries=tuple(islice(entries, min(len(group), LISTED))),
            left_out=max(0, len(group) - LISTED),
            has_made_the_roadmap=has_made_the_roadmap(group),
        )
        for group in shown
    ]
    return found, shown[-1][-1].when if len(groups) > count else None


def save_of(roadmap: Roadmap, kind: str, number: int, editor: User | None = None) -> tuple[Record, ...]:
    """Return the records of the save to which record NUMBER of KIND in ROADMAP's history belongs; () without it.

    For EDITOR, see histories().
    """
    history = histories(roadmap, editor).get(kind)
    found = history.filter(history_id=number).first() if history is not None else None
    if found is None:
        return ()
    # What came later may be part of it, too, but never what was written by another request.
    for group in saves(_records(roadmap, None, editor)):
        if any((each.kind, each.number) == (kind, number) for each in group):
            return group
    return ()


def has_made_the_roadmap(save: tuple[Record, ...]) -> bool:
    """Return whether there was no roadmap before SAVE."""
    return any(each.kind == "roadmap" and each.did == "+" for each in save)


def _records(roadmap: Roadmap, before: datetime | None, editor: User | None) -> Iterator[Record]:
    """Yield the records of ROADMAP's history, newest first, reading as many as are asked for."""
    found = {
        kind: (each.filter(history_date__lt=before) if before else each).annotate(
            reason=Coalesce("history_change_reason", Value(""))
        )
        for kind, each in histories(roadmap, editor).items()
    }
    rows, start, size = latest_first(found, *COLUMNS), 0, FIRST_CHUNK
    while chunk := list(rows[start : start + size]):
        yield from (Record(*row) for row in chunk)
        if len(chunk) < size:
            return
        start, size = start + size, 4 * size
