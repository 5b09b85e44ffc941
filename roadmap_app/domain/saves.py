"""Which records of a roadmap's history were written by one save."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

KINDS = ("roadmap", "stage", "topic", "item", "resource")
DID = {"+": "made", "~": "changed", "-": "deleted"}
# Between two records that a command writes one after the other, or a request of a release that did not store its id.
LONGEST_GAP = timedelta(seconds=2)


class Record(NamedTuple):
    """A record of the history: what was done to which row, who did it, in which request ("": in none), and why."""

    when: datetime
    kind: str
    number: int
    row: int
    did: str  # "+", "~" or "-"
    user_id: int | None
    request_id: str
    reason: str


def saves(records: Iterable[Record]) -> Iterator[tuple[Record, ...]]:
    """Yield RECORDS, newest first, in groups of those that one save has written."""
    group: list[Record] = []
    for record in records:
        if group and not _belong_together(group[-1], record):
            yield tuple(group)
            group = []
        group.append(record)
    if group:
        yield tuple(group)


def summary(save: Iterable[Record]) -> str:
    """Return in words what a SAVE did, such as "1 topic, 3 items made; 1 item changed"."""
    rows = {(record.kind, record.did, record.row) for record in save}
    counts = Counter((kind, did) for kind, did, _ in rows)
    parts = []
    for did, word in DID.items():
        counted = [f"{n} {kind}{'' if n == 1 else 's'}" for kind in KINDS if (n := counts[kind, did])]
        parts += [f"{', '.join(counted)} {word}"] if counted else []
    return "; ".join(parts)


def _belong_together(later: Record, earlier: Record) -> bool:
    if (later.user_id, later.request_id) != (earlier.user_id, earlier.request_id):
        return False
    return bool(later.request_id) or (later.reason == earlier.reason and later.when - earlier.when <= LONGEST_GAP)
