"""The statements that tick and untick items, in plain SQL, as every tick runs them.

What is not in the wanted state is recorded, and what is recorded is done: so nothing has to be read before, and the
record and the state cannot differ. Whoever runs them holds the learner's lock.
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

Verb = Activity.Verb
# A moment, and the learner's own day when it was recorded.
When = tuple[datetime, date]
Place = tuple[int, int]  # the ids of an item and of its topic
RECORD = """
    INSERT INTO roadmap_app_activity (user_id, item_id, topic_id, verb, change, at, "on")
    SELECT %s, %s, %s, '{verb}', %s, %s, %s
    WHERE {state} (SELECT 1 FROM roadmap_app_completion WHERE user_id = %s AND item_id = %s)
"""
RECORD_TICK = RECORD.format(verb=Verb.TICKED, state="NOT EXISTS")
RECORD_UNTICK = RECORD.format(verb=Verb.UNTICKED, state="EXISTS")
IF_CURRENT = """ AND EXISTS (
    SELECT 1 FROM roadmap_app_roadmap WHERE id = %s AND version = %s AND is_published AND NOT teams_only
)"""
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


def ticks(
    user: User,
    items: Sequence[Place],
    change: UUID,
    earlier: Mapping[int, When] | None = None,
    current: RoadmapTree | None = None,
) -> list[Write]:
    """Return what ticks those of ITEMS that are open, as of EARLIER (by item id) or now, as USER's CHANGE.

    With CURRENT, only if that is still their roadmap as it is now, and everybody may see it. USER's requests for help
    with a topic that is complete then end.
    """
    times = dict.fromkeys((item_id for item_id, _ in items), now_of(user)) | dict(earlier or {})
    writes = [_record(RECORD_TICK, user, items, change, times, current), Write(TICK, [[change.hex]])]
    if user.is_in_team:  # a statement less for each tick of those who are in none
        writes.append(Write(END_REQUESTS, [[user.pk, change.hex, user.pk]]))
    return writes


def unticks(user: User, items: Sequence[Place], change: UUID, current: RoadmapTree | None = None) -> list[Write]:
    """Return what unticks those of ITEMS that are done, as USER's CHANGE; CURRENT as for ticks()."""
    times = dict.fromkeys((item_id for item_id, _ in items), now_of(user))
    return [_record(RECORD_UNTICK, user, items, change, times, current), Write(UNTICK, [[user.pk, change.hex]])]


def _record(
    statement: str,
    user: User,
    items: Sequence[Place],
    change: UUID,
    times: Mapping[int, When],
    current: RoadmapTree | None,
) -> Write:
    rest = [current.id, current.version] if current else []
    rows = [
        (user.pk, item_id, topic_id, change.hex, *_stored(times[item_id]), user.pk, item_id, *rest)
        for item_id, topic_id in items
    ]
    return Write(statement + IF_CURRENT if current else statement, rows)


def _stored(when: When) -> tuple[Any, Any]:
    """Return WHEN as the database stores it."""
    moment, day = when
    return connection.ops.adapt_datetimefield_value(moment), connection.ops.adapt_datefield_value(day)
