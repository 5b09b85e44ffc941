"""Fill in the learner's day of activities that were recorded without one."""

from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from roadmap_app.models import Activity, User
from roadmap_app.models.accounts import zone_named

BATCH = 1_000


def fill_missing_days() -> int:
    """Store the day of each activity without one, in the time zone that its learner has now; return how many.

    During an upgrade, web servers of the release before still add such rows.
    """
    return fill_days(Activity.objects.all(), User.objects.all())


def fill_days(activities: QuerySet[Any], users: QuerySet[Any]) -> int:
    """Store the day of those of ACTIVITIES without one, in batches; a day that is stored stays. Return how many.

    The querysets may be those of a migration. It can be interrupted and run again.
    """
    missing = activities.filter(on=None).order_by("pk")
    count = last = 0
    while rows := list(missing.filter(pk__gt=last).values_list("pk", "user_id", "at")[:BATCH]):
        zones = _zones(users, {user_id for _, user_id, _ in rows})
        by_day = defaultdict(list)
        for pk, user_id, at in rows:
            by_day[at.astimezone(zones[user_id]).date()].append(pk)
        # Rows are added in the order of time, so that a batch holds few days.
        for day, pks in by_day.items():
            count += activities.filter(pk__in=pks, on=None).update(on=day)
        last = rows[-1][0]
    return count


def _zones(users: QuerySet[Any], ids: set[int]) -> dict[int, ZoneInfo]:
    return {pk: zone_named(name) for pk, name in users.filter(pk__in=ids).values_list("pk", "time_zone")}
