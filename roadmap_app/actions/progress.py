"""What a learner does on a roadmap. Each verb sets a state; saying it twice changes nothing."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from roadmap_app.models import Activity, Completion, Enrolment, Item, Roadmap, Skip, Topic, User

Verb = Activity.Verb
TRIES = 3


def set_item(*, user: User, item: Item, done: bool) -> UUID | None:
    """Tick or untick ITEM; returns the change, or None where it stood so already."""
    for tries_left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _tick(user, [item]) if done else _untick(user, [item])
        except IntegrityError:
            # Another tab ticked it in the same moment: the state is the one wished for, unless a third has unticked it.
            if Completion.objects.filter(user=user, item=item).exists():
                return None
            if not tries_left:
                raise
    return None


@transaction.atomic
def set_topic(*, user: User, topic: Topic, done: bool) -> UUID | None:
    """Tick all open items of TOPIC, or untick all; returns the change, or None where nothing changed."""
    _one_at_a_time(user)
    own = Completion.objects.filter(user=user, item__topic=topic).values("item")
    if done:
        return _tick(user, list(topic.items.filter(retired=False).exclude(pk__in=own)), together=True)
    return _untick(user, list(topic.items.filter(pk__in=own)))


@transaction.atomic
def set_skip(*, user: User, topic: Topic, skipped: bool) -> UUID | None:
    """Skip TOPIC or take it back; returns the change, or None where it stood so already."""
    if skipped:
        _, changed = Skip.objects.get_or_create(user=user, topic=topic)
        return _record(user, Verb.SKIPPED, topic) if changed else None
    gone, _ = Skip.objects.filter(user=user, topic=topic).delete()
    return _record(user, Verb.TAKEN_BACK, topic) if gone else None


@transaction.atomic
def undo(*, user: User, rows: Iterable[Activity]) -> UUID | None:
    """Put back what ROWS (one change of USER's) changed; returns the change that this makes, None where it made none.

    An item that was unticked is done again since the moment at which it was ticked before.
    """
    _one_at_a_time(user)
    rows = list(rows)
    change = uuid4()
    by_verb: dict[str, list[Activity]] = {}
    for row in rows:
        by_verb.setdefault(row.verb, []).append(row)
    changed = False
    if ticked := by_verb.get(Verb.TICKED):
        changed |= _untick(user, list(_items(ticked)), change) is not None
    if unticked := by_verb.get(Verb.UNTICKED):
        done = Completion.objects.filter(user=user, item__in=[row.item_id for row in unticked]).values("item")
        items = list(_items(unticked).exclude(pk__in=done))
        changed |= _tick(user, items, change, _last_ticked(user, items), together=True) is not None
    for row in by_verb.get(Verb.SKIPPED, []):
        gone, _ = Skip.objects.filter(user=user, topic=row.topic).delete()
        changed |= bool(gone and _record(user, Verb.TAKEN_BACK, row.topic, change))
    for row in by_verb.get(Verb.TAKEN_BACK, []):
        _, made = Skip.objects.get_or_create(user=user, topic=row.topic)
        changed |= bool(made and _record(user, Verb.SKIPPED, row.topic, change))
    return change if changed else None


def enrol(*, user: User, roadmap: Roadmap, started_on: date, hours_per_week: int) -> Enrolment:
    """Set the day on which USER starts ROADMAP (in their time zone) and their hours a week."""
    enrolment, _ = Enrolment.objects.update_or_create(
        user=user, roadmap=roadmap, defaults={"started_on": started_on, "hours_per_week": hours_per_week}
    )
    return enrolment


def _one_at_a_time(user: User) -> None:
    """Let a change of many items that USER makes in another tab wait until this one is done."""
    User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk").first()


def _tick(
    user: User,
    items: list[Item],
    change: UUID | None = None,
    since: dict[int, datetime] | None = None,
    *,
    together: bool = False,
) -> UUID | None:
    """Complete ITEMS. TOGETHER passes over one that another tab completes in this moment; one alone raises.

    What was passed over is not recorded: unticked in a third tab meanwhile, it would stay done in the record.
    """
    if not items:
        return None
    change, now = change or uuid4(), timezone.now()
    moments = {item.pk: (since or {}).get(item.pk, now) for item in items}
    Completion.objects.bulk_create(
        [Completion(user=user, item=item, done_at=moments[item.pk]) for item in items], ignore_conflicts=together
    )
    if together:
        found = Completion.objects.filter(user=user, item__in=items).values_list("item_id", "done_at")
        ours = {item_id for item_id, done_at in found if done_at == moments[item_id]}
        items = [item for item in items if item.pk in ours]
    _record_items(user, Verb.TICKED, items, change, moments)
    return change if items else None


def _untick(user: User, items: list[Item], change: UUID | None = None) -> UUID | None:
    own = Completion.objects.filter(user=user)
    if len(items) == 1:
        # The common case in one statement: what was deleted is what was done.
        gone = items if own.filter(item=items[0]).delete()[0] else []
    else:
        held = own.select_for_update().filter(item__in=items).values_list("item_id", flat=True)
        done = set(held)
        # Just what is locked: a tick that another tab adds in this moment stays, as it will not be in the record.
        own.filter(item__in=done).delete()
        gone = [item for item in items if item.pk in done]
    if not gone:
        return None
    change, now = change or uuid4(), timezone.now()
    _record_items(user, Verb.UNTICKED, gone, change, dict.fromkeys((item.pk for item in gone), now))
    return change


def _record(user: User, verb: str, topic: Topic, change: UUID | None = None) -> UUID:
    return Activity.objects.create(user=user, verb=verb, topic=topic, change=change or uuid4()).change


def _record_items(user: User, verb: str, items: list[Item], change: UUID, moments: dict[int, datetime]) -> None:
    Activity.objects.bulk_create(
        Activity(user=user, verb=verb, topic_id=item.topic_id, item=item, change=change, at=moments[item.pk])
        for item in items
    )


def _items(rows: list[Activity]) -> QuerySet[Item]:
    return Item.objects.filter(pk__in=[row.item_id for row in rows])


def _last_ticked(user: User, items: list[Item]) -> dict[int, datetime]:
    ticks = Activity.objects.filter(user=user, verb=Verb.TICKED, item__in=items).order_by("pk")
    return dict(ticks.values_list("item_id", "at"))
