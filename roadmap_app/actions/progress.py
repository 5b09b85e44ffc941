"""Record what a learner does on a roadmap. Each action sets a state; repeating it changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from roadmap_app.actions.plain_sql import Write, write_all
from roadmap_app.actions.ticks import ItemOfTopic, When, now_of, tick_statements, untick_statements
from roadmap_app.domain.curriculum import RoadmapTree
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.models import Activity, Item, Skip, Topic, User
from roadmap_app.models.audience import is_open_to_all
from roadmap_app.models.prepared import Statement
from roadmap_app.queries.curriculum import RoadmapRow
from roadmap_app.queries.plain_sql import read_rows
from roadmap_app.queries.progress import roadmap_and_state, roadmap_and_state_statement

Verb = Activity.Verb
# NO KEY lets others insert rows with a foreign key to the user meanwhile.
LOCK = "SELECT id FROM roadmap_app_user WHERE id = %s FOR NO KEY UPDATE"


@dataclass(frozen=True)
class TickResult:
    """The change that a tick or untick has made (None: it was so already), and the roadmap and the state after it."""

    change: UUID | None
    roadmap: RoadmapRow
    state: LearnerState


def set_item_if_current(tree: RoadmapTree, *, user: User, item_id: int, done: bool) -> TickResult | None:
    """Tick or untick an item of TREE if that is the roadmap as it is now, and everybody may see it; else return None.

    This checks access where it writes, so that nothing is to be read before, and reads USER's rows in the same message.
    """
    change, item = uuid4(), (item_id, tree.known_items[item_id].topic_id)
    writes = (tick_statements if done else untick_statements)(user, [item], change, only_if_current=tree)
    has_changed, rows = _write(user, writes, roadmap_and_state_statement(user, tree.slug))
    roadmap, state = roadmap_and_state(rows)
    if roadmap is None or roadmap.id != tree.id:  # its slug is another roadmap's by now
        return None
    # What is written was allowed, whatever has changed since. If nothing is, it must be so already.
    is_current = roadmap.version == tree.version and is_open_to_all(roadmap)
    if not (has_changed or (is_current and (item_id in state.done) == done)):
        return None
    return TickResult(change if has_changed else None, roadmap, state)


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
    ticked, unticked = _items_of_topics(by_verb[Verb.TICKED]), _items_of_topics(by_verb[Verb.UNTICKED])
    again = _last_ticked(user, unticked)
    changed = [
        *write_all([*untick_statements(user, ticked, change), *tick_statements(user, unticked, change, again)]).counts,
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
    has_changed, _ = _write(user, (tick_statements if done else untick_statements)(user, chosen, change))
    return change if has_changed else None


def _write(user: User, writes: Sequence[Write], reading: Statement | None = None) -> tuple[bool, list[Any]]:
    """Lock USER, run WRITES and then READING; return whether anything has changed, and the rows that were read."""
    # What follows begins once the lock is held, and sees what others have committed until then.
    lock = (LOCK, [user.pk]) if connection.features.has_select_for_update else None
    counts, rows = write_all(writes, lock=lock, reading=reading)
    return any(counts), rows


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


def _items_of_topics(rows: list[Activity]) -> list[ItemOfTopic]:
    return [(row.item.pk, row.item.topic_id) for row in rows if row.item]


def _last_ticked(user: User, items: list[ItemOfTopic]) -> dict[int, When]:
    """Return when each of ITEMS was last ticked, by item id."""
    found = Activity.objects.filter(user=user, verb=Verb.TICKED, item__in=[item_id for item_id, _ in items])
    rows = found.order_by("pk").values_list("item_id", "at", "on")
    return {item_id: (at, on or user.day_of(at)) for item_id, at, on in rows}
