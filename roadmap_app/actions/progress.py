"""Record what a learner does on a roadmap. Each action sets a state; repeating it changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from roadmap_app.actions.plain_sql import Write, write_all
from roadmap_app.actions.ticks import Place, When, now_of, ticks, unticks
from roadmap_app.domain.curriculum import RoadmapTree
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.models import Activity, Item, Skip, Topic, User
from roadmap_app.models.prepared import Run
from roadmap_app.queries.curriculum import RoadmapRow
from roadmap_app.queries.plain_sql import read_rows
from roadmap_app.queries.progress import roadmap_and_state, roadmap_and_state_run

Verb = Activity.Verb
# NO KEY lets others insert rows with a foreign key to the user meanwhile.
LOCK = "SELECT id FROM roadmap_app_user WHERE id = %s FOR NO KEY UPDATE"


@dataclass(frozen=True)
class Ticked:
    """What ticking an item of a snapshot has done: the change (None: it was in that state), and what is true then."""

    change: UUID | None
    roadmap: RoadmapRow
    state: LearnerState


def set_item_of(tree: RoadmapTree, *, user: User, item_id: int, done: bool) -> Ticked | None:
    """Tick or untick an item of TREE if that is the roadmap as it is now, and everybody may see it; else return None.

    This checks access where it writes, so that nothing is to be read before, and reads USER's rows in the same message.
    """
    change, item = uuid4(), (item_id, tree.known_items[item_id].topic_id)
    writes = (ticks if done else unticks)(user, [item], change, current=tree)
    has_changed, rows = _write(user, writes, roadmap_and_state_run(user, tree.slug))
    roadmap, state = roadmap_and_state(rows)
    is_current = roadmap and roadmap.version == tree.version and roadmap.is_published and not roadmap.teams_only
    # What is written was allowed, even if somebody has edited the roadmap before it was read.
    if roadmap is None or not (is_current or has_changed):
        return None
    return Ticked(change if has_changed else None, roadmap, state)


def set_item(*, user: User, item: Item, done: bool) -> UUID | None:
    """Tick or untick ITEM; return the change, or None if it was in that state already."""
    return _set_items(user, [item], done=done)


def set_topic(*, user: User, topic: Topic, done: bool) -> UUID | None:
    """Tick all open items of TOPIC that are not retired, or untick all; return the change, or None for no change."""
    return _set_items(user, topic.items.filter(retired=False) if done else topic.items.all(), done=done)


@transaction.atomic
def set_skip(*, user: User, topic: Topic, skipped: bool) -> UUID | None:
    """Skip TOPIC or take it back; return the change, or None if it was in that state already."""
    lock_learner(user)
    change = uuid4()
    changed = _skip(user, topic, change) if skipped else _take_back(user, topic, change)
    return change if changed else None


@transaction.atomic
def undo(*, user: User, rows: Iterable[Activity]) -> UUID | None:
    """Reverse ROWS, one change of this user; return the change that this makes, or None for no change.

    An item that was unticked gets back the time and the day on which it was done before.
    """
    lock_learner(user)
    change = uuid4()
    by_verb: dict[str, list[Activity]] = {verb: [] for verb in Verb}
    for row in rows:
        by_verb[row.verb].append(row)
    ticked, unticked = _places(by_verb[Verb.TICKED]), _places(by_verb[Verb.UNTICKED])
    again = _last_ticked(user, unticked)
    changed = [
        *write_all([*unticks(user, ticked, change), *ticks(user, unticked, change, again)]).counts,
        *(_take_back(user, row.topic, change) for row in by_verb[Verb.SKIPPED]),
        *(_skip(user, row.topic, change) for row in by_verb[Verb.TAKEN_BACK]),
    ]
    return change if any(changed) else None


def lock_learner(user: User) -> None:
    """Make changes from the user's other tabs wait until this transaction ends, so that what it reads stays true."""
    # SQLite needs no statement: the transaction holds the write lock since BEGIN IMMEDIATE.
    if connection.features.has_select_for_update:
        read_rows(LOCK, [user.pk])


def _set_items(user: User, items: Iterable[Item], *, done: bool) -> UUID | None:
    change, chosen = uuid4(), [(item.pk, item.topic_id) for item in items]
    has_changed, _ = _write(user, (ticks if done else unticks)(user, chosen, change))
    return change if has_changed else None


def _write(user: User, writes: Sequence[Write], reading: Run | None = None) -> tuple[bool, list[Any]]:
    """Lock USER, run WRITES and then READING; return whether anything has changed, and the rows that were read."""
    # With it in one message: what follows begins once the lock is held, and sees what others have committed until then.
    lock = [Write(LOCK, [[user.pk]])] if connection.features.has_select_for_update else []
    counts, rows = write_all([*lock, *writes], reading)
    return any(counts[len(lock) :]), rows


def _record_topic(user: User, verb: Verb, topic: Topic, change: UUID) -> None:
    at, on = now_of(user)
    Activity.objects.create(user=user, verb=verb, topic=topic, change=change, at=at, on=on)


def _skip(user: User, topic: Topic, change: UUID) -> bool:
    _, made = Skip.objects.get_or_create(user=user, topic=topic)
    if made:
        _record_topic(user, Verb.SKIPPED, topic, change)
    return made


def _take_back(user: User, topic: Topic, change: UUID) -> bool:
    gone, _ = Skip.objects.filter(user=user, topic=topic).delete()
    if gone:
        _record_topic(user, Verb.TAKEN_BACK, topic, change)
    return bool(gone)


def _places(rows: list[Activity]) -> list[Place]:
    return [(row.item.pk, row.item.topic_id) for row in rows if row.item]


def _last_ticked(user: User, items: list[Place]) -> dict[int, When]:
    """Return when each of ITEMS was last ticked, by item id."""
    found = Activity.objects.filter(user=user, verb=Verb.TICKED, item__in=[item_id for item_id, _ in items])
    rows = found.order_by("pk").values_list("item_id", "at", "on")
    return {item_id: (at, on or user.day_of(at)) for item_id, at, on in rows}
