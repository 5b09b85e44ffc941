"""Record what a learner does on a roadmap. Each action sets a state; repeating it changes nothing."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from roadmap_app.actions.plain_sql import Write, insertions, write_all
from roadmap_app.models import Activity, Completion, HelpRequest, Item, Skip, Topic, User
from roadmap_app.queries.plain_sql import read_each, read_rows

Verb = Activity.Verb
# A moment, and the learner's own day when it was recorded.
When = tuple[datetime, date]
# NO KEY lets others insert rows with a foreign key to the user meanwhile.
LOCK = "SELECT id FROM roadmap_app_user WHERE id = %s FOR NO KEY UPDATE"


@transaction.atomic
def set_item(*, user: User, item: Item, done: bool) -> UUID | None:
    """Tick or untick ITEM; return the change, or None if it was in that state already."""
    return _set_items(user, [item], done=done)


@transaction.atomic
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
        _untick(user, ticked, _done(user, ticked), change),
        _tick(user, unticked, _done(user, unticked), change, _last_ticked(user, unticked)),
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
    done_before = _done(user, chosen, locks=True)
    changed = _tick(user, chosen, done_before, change) if done else _untick(user, chosen, done_before, change)
    if changed and done:
        _end_requests(user, chosen)
    return change if changed else None


def _tick(user: User, items: list[Item], done: set[int], change: UUID, earlier: dict[int, When] | None = None) -> bool:
    """Complete those of ITEMS that are not DONE (ids), as of EARLIER (by item id) or now; return whether there are any.

    The caller holds the lock.
    """
    now = _now(user)
    opened = [item for item in items if item.pk not in done]
    times = dict.fromkeys((item.pk for item in opened), now) | (earlier or {})
    rows = [(user.pk, item.pk, *times[item.pk]) for item in opened]
    made = insertions(Completion, ("user_id", "item_id", "done_at", "on"), rows)
    write_all([*made, *_records(user, Verb.TICKED, opened, change, times)])
    return bool(opened)


def _untick(user: User, items: list[Item], done: set[int], change: UUID) -> bool:
    """Delete the completions of those of ITEMS that are DONE (ids); return whether there are any.

    The caller holds the lock.
    """
    if not done:
        return False
    closed = [item for item in items if item.pk in done]
    deletion = Write(f"DELETE {_from_completions(len(done))}", [user.pk, *done])
    write_all([deletion, *_records(user, Verb.UNTICKED, closed, change, dict.fromkeys(done, _now(user)))])
    return True


def _done(user: User, items: list[Item], *, locks: bool = False) -> set[int]:
    """Return the ids of those of ITEMS that USER has completed; LOCKS says to lock the learner before reading them."""
    if not items:
        return set()
    statements, values = [f"SELECT item_id {_from_completions(len(items))}"], [user.pk, *(item.pk for item in items)]
    if locks and connection.features.has_select_for_update:
        # In one message; the second begins once the lock is held, and so sees what others have committed until then.
        statements, values = [LOCK, *statements], [user.pk, *values]
    return {item_id for (item_id,) in read_each(statements, values)[-1]}


def _from_completions(count: int) -> str:
    """Return the end of a statement on a user's completions of COUNT items, in plain SQL, as every tick runs it."""
    places = ", ".join(["%s"] * count)
    return f"FROM roadmap_app_completion WHERE user_id = %s AND item_id IN ({places})"


def _end_requests(user: User, ticked: list[Item]) -> None:
    """End USER's requests for help with the topics of the items TICKED that are complete now."""
    if not user.is_in_team:  # a query less for each tick of those who are in none
        return
    done = Completion.objects.filter(user=user, item=OuterRef("pk"))
    opened = Item.objects.filter(~Exists(done), topic=OuterRef("topic"), retired=False)
    topics = {item.topic_id for item in ticked}
    HelpRequest.objects.filter(~Exists(opened), membership__user=user, topic__in=topics).delete()


def _records(user: User, verb: Verb, items: list[Item], change: UUID, times: dict[int, When]) -> list[Write]:
    """Return what records that USER has done VERB to ITEMS at TIMES (by item id)."""
    names = ("user_id", "verb", "topic_id", "item_id", "change", "at", "on")
    return insertions(
        Activity, names, [(user.pk, verb, item.topic_id, item.pk, change, *times[item.pk]) for item in items]
    )


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
