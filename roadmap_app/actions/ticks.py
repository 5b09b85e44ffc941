"""The statements that tick and untick items, in plain SQL, as every tick runs them.

The first statement records each item that is not yet in the wanted state; the second changes the completions of just
those. So nothing has to be read before, and the record and the state cannot differ. The caller must hold the learner's
lock.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from roadmap_app.actions.plain_sql import Write
from roadmap_app.domain.curriculum import RoadmapTree
from roadmap_app.models import Activity, User
from roadmap_app.models.audience import OPEN_TO_ALL

Verb = Activity.Verb
# A moment, and the learner's own day when it was recorded.
When = tuple[datetime, date]
ItemOfTopic = tuple[int, int]  # the ids of an item and of its topic
RECORD = """
    INSERT INTO roadmap_app_activity (user_id, item_id, topic_id, verb, change, at, "on")
    SELECT %s, %s, %s, '{verb}', %s, %s, %s
    WHERE {state} (SELECT 1 FROM roadmap_app_completion WHERE user_id = %s AND item_id = %s)
"""
RECORD_TICK = RECORD.format(verb=Verb.TICKED, state="NOT EXISTS")
RECORD_UNTICK = RECORD.format(verb=Verb.UNTICKED, state="EXISTS")
IF_CURRENT = f" AND EXISTS (SELECT 1 FROM roadmap_app_roadmap WHERE id = %s AND version = %s AND {OPEN_TO_ALL})"  # noqa: S608  # nosec B608
TICK = """
    INSERT INTO roadmap_app_completion (user_id, item_id, done_at, "on")
    SELECT user_id, item_id, at, "on" FROM roadmap_app_activity WHERE change = %s AND verb = 'ticked'
"""
UNTICK = """
    DELETE FROM roadmap_app_completion WHERE user_id = %s
    AND item_id IN (SELECT item_id FROM roadmap_app_activity WHERE change = %s AND verb = 'unticked')
"""
END_REQUESTS = """
    DELETE FROM roadmap_app_helprequest
    WHERE membership_id IN (SELECT id FROM roadmap_app_membership WHERE user_id = %s)
    AND topic_id IN (SELECT topic_id FROM roadmap_app_activity WHERE change = %s AND verb = 'ticked')
    AND NOT EXISTS (
        SELECT 1 FROM roadmap_app_item WHERE topic_id = roadmap_app_helprequest.topic_id AND NOT retired
        AND id NOT IN (SELECT item_id FROM roadmap_app_completion WHERE user_id = %s)
    )
"""


def now_of(user: User) -> When:
    """Return this moment and USER's day."""
    now = timezone.now()
    return now, user.day_of(now)


def tick_statements(
    user: User,
    items: Sequence[ItemOfTopic],
    change: UUID,
    earlier: Mapping[int, When] | None = None,
    only_if_current: RoadmapTree | None = None,
) -> list[Write]:
    """Return the statements that tick those of ITEMS that are open, in USER's CHANGE, as of EARLIER (by id) or now.

    With ONLY_IF_CURRENT, nothing is done unless that is their roadmap as it is now, and everybody may see it. USER's
    requests for help with a topic that is complete then end.
    """
    times = dict.fromkeys((item_id for item_id, _ in items), now_of(user)) | dict(earlier or {})
    writes = [_record(RECORD_TICK, user, items, change, times, only_if_current), Write(TICK, [[change.hex]])]
    if user.is_in_team:  # a statement less for each tick of those who are in none
        writes.append(Write(END_REQUESTS, [[user.pk, change.hex, user.pk]]))
    return writes if items else []


def untick_statements(
    user: User, items: Sequence[ItemOfTopic], change: UUID, only_if_current: RoadmapTree | None = None
) -> list[Write]:
    """Return the statements that untick those of ITEMS that are done; the rest as for tick_statements()."""
    times = dict.fromkeys((item_id for item_id, _ in items), now_of(user))
    record = _record(RECORD_UNTICK, user, items, change, times, only_if_current)
    return [record, Write(UNTICK, [[user.pk, change.hex]])] if items else []


def _record(
    text: str,
    user: User,
    items: Sequence[ItemOfTopic],
    change: UUID,
    times: Mapping[int, When],
    only_if_current: RoadmapTree | None,
) -> Write:
    condition = [only_if_current.id, only_if_current.version] if only_if_current else []
    rows = [
        (user.pk, item_id, topic_id, change.hex, *_stored(times[item_id]), user.pk, item_id, *condition)
        for item_id, topic_id in items
    ]
    return Write(text + IF_CURRENT if only_if_current else text, rows)


def _stored(when: When) -> tuple[Any, Any]:
    """Return WHEN as the database stores it."""
    moment, day = when
    return connection.ops.adapt_datetimefield_value(moment), connection.ops.adapt_datefield_value(day)
