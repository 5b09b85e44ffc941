"""Read a learner's own rows and their standing on a roadmap."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from roadmap_app.domain.curriculum import RoadmapTree
from roadmap_app.domain.learner_state import LearnerState
from roadmap_app.domain.schedule import PlanTerm
from roadmap_app.domain.standing import RoadmapStanding, compute_standing
from roadmap_app.domain.weeks import monday_of
from roadmap_app.models import Activity, User
from roadmap_app.queries.curriculum import ROADMAP_ROW, RoadmapRow
from roadmap_app.queries.plain_sql import read_each, read_rows

# The rows of a learner that every page needs. Each table takes one index lookup; the ORM takes six times as long to
# build and read them, and one UNION of them all is no faster on PostgreSQL and slower on SQLite. The week of an item is
# that of its stored day, which no change of zone moves.
OWN_ROWS = {
    "done": """
        SELECT item_id, item_id IN (
            SELECT item_id FROM roadmap_app_activity
            WHERE user_id = %(user)s AND "on" >= %(monday)s AND verb = 'ticked'
        ) FROM roadmap_app_completion WHERE user_id = %(user)s
    """,
    "marks": """
        SELECT 'skipped', topic_id, skipped_at FROM roadmap_app_skip WHERE user_id = %(user)s
        UNION ALL
        SELECT 'noted', topic_id, edited_at FROM roadmap_app_note WHERE user_id = %(user)s AND body <> ''
        UNION ALL
        SELECT state, resource_id, changed_at FROM roadmap_app_resourcestate WHERE user_id = %(user)s
    """,
    "plans": """
        SELECT roadmap_id, valid_from, started_on, hours_per_week, from_month
        FROM roadmap_app_earlierplan WHERE user_id = %(user)s
        UNION ALL
        SELECT roadmap_id, valid_from, started_on, hours_per_week, from_month
        FROM roadmap_app_enrolment WHERE user_id = %(user)s
    """,
    "pauses": "SELECT first_day, last_day FROM roadmap_app_pause WHERE user_id = %(user)s",
    "visits": "SELECT roadmap_id, version FROM roadmap_app_visit WHERE user_id = %(user)s",
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
    """Return the roadmap with this slug, None if there is none, and everything that belongs to the user.

    It is read in the same message, as another one takes PostgreSQL longer than this statement.
    """
    statements, values = _own_rows(user)
    rows, *own = read_each([ROADMAP_ROW, *statements], {"slug": slug, **values})
    return RoadmapRow(*rows[0]) if rows else None, _state(own)


def learner_state(user: User | AnonymousUser) -> LearnerState:
    """Return everything that belongs to the user, in one query per kind of row; a visitor has nothing."""
    statements, values = _own_rows(user)
    return _state(read_each(statements, values) if statements else [])


def _own_rows(user: User | AnonymousUser) -> tuple[tuple[str, ...], Mapping[str, int | str | None]]:
    """Return the statements that read the user's rows, none for a visitor, and the values for their placeholders."""
    if not user.is_authenticated:
        return (), {}
    return tuple(OWN_ROWS.values()), {"user": user.pk, "monday": monday_of(timezone.localdate()).isoformat()}


def _state(rows: list[list[Any]]) -> LearnerState:
    """Return what ROWS say, those that each statement of OWN_ROWS reads; none for a visitor."""
    if not rows:
        return LearnerState()
    own = dict(zip(OWN_ROWS, rows, strict=True))
    noted = {topic: at for kind, topic, at in own["marks"] if kind == "noted"}
    return LearnerState(
        done=frozenset([item for item, _ in own["done"]]),
        done_this_week=frozenset([item for item, is_new in own["done"] if is_new]),
        skipped=frozenset(topic for kind, topic, _ in own["marks"] if kind == "skipped"),
        noted=frozenset(noted),
        last_noted=max(noted, key=lambda topic: (noted[topic], topic), default=None),
        plans=_plans(own["plans"]),
        pauses=tuple(own["pauses"]),
        visits=tuple(own["visits"]),
        resources=frozenset((resource, kind) for kind, resource, _ in own["marks"] if kind in ("reading", "read")),
    )


def own_plans(user: User) -> tuple[tuple[int, PlanTerm], ...]:
    """Return (roadmap id, plan) of the user's plans, oldest first."""
    return _plans(read_rows(OWN_ROWS["plans"], {"user": user.pk}))


def _plans(rows: Iterable[tuple[int, date | None, date, int, float | None]]) -> tuple[tuple[int, PlanTerm], ...]:
    plans = ((roadmap, PlanTerm(made or first, first, hours, month)) for roadmap, made, first, hours, month in rows)
    return tuple(sorted(plans, key=lambda row: (row[0], row[1].valid_from)))


def change_of(user: User, change: UUID) -> list[Activity]:
    """Return the rows of one change of this user, oldest first; an empty list if they made no such change."""
    rows = Activity.objects.filter(user=user, change=change).exclude(verb=Activity.Verb.NOTED)
    return list(rows.select_related("topic__stage__roadmap", "item__topic__stage__roadmap").order_by("pk"))
