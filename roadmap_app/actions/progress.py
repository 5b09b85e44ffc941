"""Record what a learner does on a roadmap. Each action sets a state; repeating it changes nothing."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from roadmap_app.actions.plain_sql import Write, write_all
from roadmap_app.models import Activity, Completion, HelpRequest, Item, Skip, Topic, User
from roadmap_app.queries.plain_sql import read_rows

Verb = Activity.Verb
# A moment, and the learner's own day when it was recorded.
When = tuple[datetime, date]
# NO KEY lets others insert rows with a foreign key to the user meanwhile.
LOCK = "SELECT id FROM roadmap_app_user WHERE id = %s FOR NO KEY UPDATE"
# Plain SQL, as every tick runs it. What changes an item is recorded before, as the record depends on the state.
RECORD = """
    INSERT INTO roadmap_app_activity (user_id, item_id, topic_id, verb, change, at, "on")
    SELECT %s, %s, %s, '{verb}', %s, %s, %s
    WHERE {condition} (SELECT 1 FROM roadmap_app_completion WHERE user_id = %s AND item_id = %s)
"""
RECORD_TICK = RECORD.format(verb=Verb.TICKED, condition="NOT EXISTS")
RECORD_UNTICK = RECORD.format(verb=Verb.UNTICKED, condition="EXISTS")
TICK = """
    INSERT INTO roadmap_app_completion (user_id, item_id, done_at, "on") VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
UNTICK = "DELETE FROM roadmap_app_completion WHERE user_id = %s AND item_id = %s"


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
    ticked, unticked = _items(by_verb[Verb.TICKED]), _items(by_verb[Verb.UNTICKED])
    changed = [
        *write_all([*_unticks(user, ticked, change), *_ticks(user, unticked, change, _last_ticked(user, unticked))]),
        *(_take_back(user, row.topic, change) for row in by_verb[Verb.SKIPPED]),
        *(_skip(user, row.topic, change) for row in by_verb[Verb.TAKEN_BACK]),
    ]
    _end_requests(user, unticked)
    return change if any(changed) else None


def lock_learner(user: User) -> None:
    """Make changes from the user's other tabs wait until this transaction ends, so that what it reads stays true."""
    # SQLite needs no statement: the transaction holds the write lock since BEGIN IMMEDIATE.
    if connection.features.has_select_for_update:
        read_rows(LOCK, [user.pk])


def _set_items(user: User, items: Iterable[Item], *, done: bool) -> UUID | None:
    change, chosen = uuid4(), list(items)
    lock = [Write(LOCK, [[user.pk]])] if connection.features.has_select_for_update else []
    writes = [*lock, *(_ticks if done else _unticks)(user, chosen, change)]
    if not (done and user.is_in_team):
        return change if any(write_all(writes)[len(lock) :]) else None
    with transaction.atomic():
        changed = any(write_all(writes)[len(lock) :])
        if changed:
            _end_requests(user, chosen)
    return change if changed else None


def _ticks(user: User, items: list[Item], change: UUID, earlier: dict[int, When] | None = None) -> list[Write]:
    """Return what ticks those of ITEMS that are open, as of EARLIER (by item id) or now, and records it first."""
    times = {item.pk: _stored((earlier or {}).get(item.pk) or _now(user)) for item in items}
    ticks = [(user.pk, item.pk, *times[item.pk]) for item in items]
    return [_records(RECORD_TICK, user, items, change, times), Write(TICK, ticks)]


def _unticks(user: User, items: list[Item], change: UUID) -> list[Write]:
    """Return what unticks those of ITEMS that are done, and records it first."""
    times = dict.fromkeys((item.pk for item in items), _stored(_now(user)))
    return [
        _records(RECORD_UNTICK, user, items, change, times),
        Write(UNTICK, [(user.pk, item.pk) for item in items]),
    ]


def _records(statement: str, user: User, items: list[Item], change: UUID, times: dict[int, tuple[Any, Any]]) -> Write:
    rows = [(user.pk, item.pk, item.topic_id, change.hex, *times[item.pk], user.pk, item.pk) for item in items]
    return Write(statement, rows)


def _stored(when: When) -> tuple[Any, Any]:
    """Return WHEN as the database stores it."""
    moment, day = when
    return connection.ops.adapt_datetimefield_value(moment), connection.ops.adapt_datefield_value(day)


def _end_requests(user: User, ticked: list[Item]) -> None:
    """End USER's requests for help with the topics of the items TICKED that are complete now."""
    if not user.is_in_team:  # a query less for each tick of those who are in none
        return
    done = Completion.objects.filter(user=user, item=OuterRef("pk"))
    opened = Item.objects.filter(~Exists(done), topic=OuterRef("topic"), retired=False)
    topics = {item.topic_id for item in ticked}
    HelpRequest.objects.filter(~Exists(opened), membership__user=user, topic__in=topics).delete()


def _record_topic(user: User, verb: Verb, topic: Topic, change: UUID) -> None:
    at, on = _now(user)
    Activity.objects.create(user=user, verb=verb, topic=topic, change=change, at=at, on=on)


def _now(user: User) -> When:
    now = timezone.now()
    return now, user.day_of(now)


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


def _items(rows: list[Activity]) -> list[Item]:
    return [row.item for row in rows if row.item]


def _last_ticked(user: User, items: list[Item]) -> dict[int, When]:
    """Return when each of ITEMS was last ticked, by item id."""
    ticks = Activity.objects.filter(user=user, verb=Verb.TICKED, item__in=items).order_by("pk")
    rows = ticks.values_list("item_id", "at", "on")
    return {item_id: (at, on or user.day_of(at)) for item_id, at, on in rows}
