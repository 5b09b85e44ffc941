"""Read a learner's activity by their own days."""

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
# By how many the completions of an item changed on a day: their sum is 1 for an item that is done, else 0.
NET = """
    SELECT "on", item_id, SUM(CASE verb WHEN 'ticked' THEN 1 ELSE -1 END) FROM roadmap_app_activity
    WHERE user_id = %s AND "on" IS NOT NULL AND item_id IS NOT NULL
    GROUP BY "on", item_id HAVING SUM(CASE verb WHEN 'ticked' THEN 1 ELSE -1 END) <> 0
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
    counted, changes = frozenset(items), dict[date, int]()
    for day, item_id, net in read_rows(NET, [user.pk]):
        if item_id in counted:
            changes[as_date(day)] = changes.get(as_date(day), 0) + net
    return {day: changes[day] for day in sorted(changes)}
