"""Read a learner's activity by their own days."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from roadmap_app.domain.activity_calendar import Work
from roadmap_app.models import User
from roadmap_app.queries.plain_sql import as_date, read_rows

# Each item counts once a day: if it was ticked more often than unticked. So does each topic with a note written.
# A visit, a skip and what was unticked on the same day are no work.
STUDY = """
    SELECT "on" AS day, item_id, CASE WHEN item_id IS NULL THEN topic_id END AS topic_id FROM roadmap_app_activity
    WHERE user_id = %s AND "on" IS NOT NULL AND verb IN ('ticked', 'unticked', 'noted')
    GROUP BY "on", item_id, CASE WHEN item_id IS NULL THEN topic_id END
    HAVING item_id IS NULL OR SUM(CASE verb WHEN 'ticked' THEN 1 ELSE -1 END) > 0
"""
# Read as one row a day, so that years stay small.
PER_DAY = "SELECT day, COUNT(item_id), COUNT(*) - COUNT(item_id) FROM ({study}) AS work GROUP BY day ORDER BY day"
WORK = PER_DAY.format(study=STUDY)
# The ticks of an item less its unticks, by day: their sum is 1 for an item that is done, else 0. On one day they can be
# 2: undoing an untick records the tick once more on the day on which the item was done before.
NET = """
    SELECT "on", item_id, SUM(CASE verb WHEN 'ticked' THEN 1 ELSE -1 END) FROM roadmap_app_activity
    WHERE user_id = %s AND "on" IS NOT NULL AND item_id IS NOT NULL
    GROUP BY "on", item_id HAVING SUM(CASE verb WHEN 'ticked' THEN 1 ELSE -1 END) <> 0
    ORDER BY "on"
"""


def work_by_day(user: User) -> dict[date, Work]:
    """Return the user's work on each day with any, oldest first."""
    return {as_date(day): Work(items, notes) for day, items, notes in read_rows(WORK, [user.pk])}


def studied_days(user: User, items: Iterable[int], topics: Iterable[int]) -> list[date]:
    """Return the user's days with a tick on one of ITEMS or a note on one of TOPICS (ids), oldest first."""
    items, topics = frozenset(items), frozenset(topics)
    return sorted(
        {as_date(day) for day, item, topic in read_rows(STUDY, [user.pk]) if item in items or topic in topics}
    )


def done_by_day(user: User, items: Iterable[int]) -> dict[date, int]:
    """Return by how many the completions of ITEMS (ids) changed on each of the user's days, oldest first."""
    counted, ticks, changes = frozenset(items), Counter[int](), Counter[date]()
    for day, item_id, net in read_rows(NET, [user.pk]):
        if item_id in counted:
            was_done = ticks[item_id] > 0
            ticks[item_id] += net
            is_done = ticks[item_id] > 0
            changes[as_date(day)] += is_done - was_done
    return {day: change for day, change in changes.items() if change}
