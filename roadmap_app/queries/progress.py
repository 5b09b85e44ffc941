"""Read a learner's own rows and their standing on a roadmap."""

import json
from collections.abc import Iterable
from datetime import date, datetime, time, tzinfo
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from roadmap_app.domain.curriculum import RoadmapTree
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.schedule import PlanTerm
from roadmap_app.domain.standing import RoadmapStanding, compute_standing
from roadmap_app.domain.weeks import monday_of
from roadmap_app.models import Activity, User
from roadmap_app.models.prepared import Statement
from roadmap_app.queries.curriculum import ROADMAP_COLUMNS, RoadmapRow
from roadmap_app.queries.plain_sql import as_date, read_rows

# The rows of a learner that every page needs, each kind of them as one text of JSON, all in one row: as rows they take
# Python ten times as long to read, and what is the same text as before (_state) needs no reading at all. The week of an
# item is that of its stored day, which no change of zone moves.
OWN_COLUMNS = """
    CAST((SELECT {list}(item_id) FROM roadmap_app_completion WHERE user_id = %(user)s) AS text),
    CAST((
        SELECT {list}(item_id) FROM roadmap_app_completion
        WHERE user_id = %(user)s AND ("on" >= %(monday)s OR "on" IS NULL AND done_at >= %(midnight)s)
    ) AS text),
    CAST((SELECT {list}(topic_id) FROM roadmap_app_skip WHERE user_id = %(user)s) AS text),
    CAST((SELECT {list}(topic_id) FROM roadmap_app_note WHERE user_id = %(user)s AND body <> '') AS text),
    (
        SELECT topic_id FROM roadmap_app_note WHERE user_id = %(user)s AND body <> ''
        ORDER BY edited_at DESC, topic_id DESC LIMIT 1
    ),
    CAST((SELECT {list}({row}(resource_id, state)) FROM roadmap_app_resourcestate WHERE user_id = %(user)s) AS text),
    CAST((
        SELECT {list}({row}(roadmap_id, valid_from, started_on, hours_per_week, from_month)) FROM (
            SELECT roadmap_id, valid_from, started_on, hours_per_week, from_month
            FROM roadmap_app_earlierplan WHERE user_id = %(user)s
            UNION ALL
            SELECT roadmap_id, valid_from, started_on, hours_per_week, from_month
            FROM roadmap_app_enrolment WHERE user_id = %(user)s
        ) AS plan
    ) AS text),
    CAST((SELECT {list}({row}(first_day, last_day)) FROM roadmap_app_pause WHERE user_id = %(user)s) AS text),
    CAST((SELECT {list}({row}(roadmap_id, version)) FROM roadmap_app_visit WHERE user_id = %(user)s) AS text)
"""
JSON = {
    "sqlite": {"list": "json_group_array", "row": "json_array"},
    "postgresql": {"list": "json_agg", "row": "json_build_array"},
}
# A learner looks at many pages between two ticks. Each takes 50 kB.
_standing = lru_cache(maxsize=96)(compute_standing)


def read_standing(user: User | AnonymousUser, tree: RoadmapTree) -> RoadmapStanding:
    """Return the user's standing on TREE today, in the active time zone."""
    return read_standings(user, [tree])[0]


def read_standings(user: User | AnonymousUser, trees: Iterable[RoadmapTree]) -> list[RoadmapStanding]:
    """Return the user's standing on each of TREES today; their rows are read once."""
    return standings_of(learner_state(user), trees, timezone.localdate())


def standings_of(state: LearnerState, trees: Iterable[RoadmapTree], today: date) -> list[RoadmapStanding]:
    """Return the standing on each of TREES of a learner with STATE; TODAY is a day in their time zone."""
    return [_standing(tree, state, today) for tree in trees]


def read_roadmap_and_state(user: User | AnonymousUser, slug: str) -> tuple[RoadmapRow | None, LearnerState]:
    """Return the roadmap with this slug and everything that belongs to the user; None and nothing if it does not exist.

    One statement reads both, as another one takes longer than finding the rows.
    """
    return roadmap_and_state(read_rows(*roadmap_and_state_statement(user, slug)))


def roadmap_and_state_statement(user: User | AnonymousUser, slug: str) -> Statement:
    """Return the statement that reads both, to be sent together with others."""
    return _roadmap_statement(connection.vendor, user.is_authenticated), {"slug": slug, **_own_values(user)}


def roadmap_and_state(rows: list[Any]) -> tuple[RoadmapRow | None, LearnerState]:
    """Return roadmap and state from ROWS, the result of roadmap_and_state_statement()."""
    if not rows:
        return None, LearnerState()
    count = len(RoadmapRow._fields)
    return RoadmapRow(*rows[0][:count]), _state(*rows[0][count:])


def learner_state(user: User | AnonymousUser) -> LearnerState:
    """Return everything that belongs to the user; a visitor has nothing."""
    if not user.is_authenticated:
        return LearnerState()
    [row] = read_rows(_own_statement(connection.vendor), _own_values(user))
    return _state(*row)


@cache
def _roadmap_statement(vendor: str, with_own: bool) -> str:
    """Return the statement that reads the roadmap with a slug; WITH_OWN says to read the user's own rows, too."""
    columns = f"{ROADMAP_COLUMNS}, {_own_columns(vendor)}" if with_own else ROADMAP_COLUMNS
    return f"SELECT {columns} FROM roadmap_app_roadmap WHERE slug = %(slug)s"  # noqa: S608  # nosec B608


@cache
def _own_statement(vendor: str) -> str:
    """Return the statement that reads the user's own rows."""
    return f"SELECT {_own_columns(vendor)}"  # nosec B608


def _own_columns(vendor: str) -> str:
    """Return OWN_COLUMNS in the JSON functions of a database of VENDOR, on one line."""
    return " ".join(OWN_COLUMNS.format_map(JSON[vendor]).split())


def _own_values(user: User | AnonymousUser) -> dict[str, int | str | None]:
    """Return the values for the placeholders of the user's own rows; a visitor has none."""
    if not user.is_authenticated:
        return {}
    monday, midnight = _week_of(timezone.localdate(), timezone.get_current_timezone())
    return {"user": user.pk, "monday": monday, "midnight": midnight}


@lru_cache(maxsize=64)
def _week_of(today: date, zone: tzinfo) -> tuple[str, str | None]:
    """Return the Monday before TODAY, and when it begins in ZONE, as the database takes them."""
    monday = monday_of(today)
    midnight = datetime.combine(monday, time.min, zone)
    return monday.isoformat(), connection.ops.adapt_datetimefield_value(midnight)


# Keyed by all that it depends on, so that it is never out of date. Each takes 10 kB.
@lru_cache(maxsize=128)
def _state(*columns: Any) -> LearnerState:
    """Return what the columns of OWN_COLUMNS say; none for a visitor."""
    if not columns:
        return LearnerState()
    done, this_week, skipped, noted, last_noted, resources, plans, pauses, visits = columns
    terms = (
        (roadmap, PlanTerm(as_date(made or first), as_date(first), hours, month))
        for roadmap, made, first, hours, month in _rows(plans)
    )
    return LearnerState(
        done=frozenset(_rows(done)),
        done_this_week=frozenset(_rows(this_week)),
        skipped=frozenset(_rows(skipped)),
        noted=frozenset(_rows(noted)),
        last_noted=last_noted,
        plans=tuple(sorted(terms, key=lambda row: (row[0], row[1].valid_from))),
        pauses=tuple((as_date(first), as_date(last) if last else None) for first, last in _rows(pauses)),
        visits=tuple((roadmap, version) for roadmap, version in _rows(visits)),
        resources=frozenset((resource, state) for resource, state in _rows(resources)),
    )


def _rows(text: str | None) -> list[Any]:
    """Return what TEXT holds, a list in JSON; PostgreSQL has NULL for an empty one."""
    return json.loads(text) if text else []


def change_of(user: User, change: UUID) -> list[Activity]:
    """Return the rows of one change of this user, oldest first; an empty list if they made no such change."""
    rows = Activity.objects.filter(user=user, change=change).exclude(verb=Activity.Verb.NOTED)
    return list(rows.select_related("topic__stage__roadmap", "item__topic__stage__roadmap").order_by("pk"))
