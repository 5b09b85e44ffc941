"""Reads of a learner's progress: their own rows, and their standing on a roadmap."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, CharField, DateField, F, Value
from django.db.models.functions import Cast
from django.utils import timezone

from roadmap_app.domain.curriculum import RoadmapTree
from roadmap_app.domain.progress import replay
from roadmap_app.domain.standing import LearnerState, RoadmapStanding, compute_standing
from roadmap_app.models import Activity, Completion, Enrolment, Note, Skip, User, Visit


def roadmap_standing(user: User | AnonymousUser, tree: RoadmapTree) -> RoadmapStanding:
    """Return the standing of USER on TREE today, in the active time zone."""
    return roadmap_standings(user, [tree])[0]


def roadmap_standings(user: User | AnonymousUser, trees: Iterable[RoadmapTree]) -> list[RoadmapStanding]:
    """Return the standing of USER on each of TREES today, with one reading of their rows."""
    state, today = learner_state(user), timezone.localdate()
    return [compute_standing(tree, state, today) for tree in trees]


def learner_state(user: User | AnonymousUser) -> LearnerState:
    """Return what is USER's own, in one query; a visitor has nothing."""
    if not user.is_authenticated:
        return LearnerState()
    by_kind: dict[str, set[int]] = {"done": set(), "skipped": set(), "noted": set()}
    enrolments, visits = [], []
    for kind, row_id, started_on, number in _own_rows(user):
        if kind == "enrolled":
            enrolments.append((row_id, started_on, number))
        elif kind == "visited":
            visits.append((row_id, number))
        else:
            by_kind[kind].add(row_id)
    return LearnerState(
        done=frozenset(by_kind["done"]),
        skipped=frozenset(by_kind["skipped"]),
        noted=frozenset(by_kind["noted"]),
        enrolments=tuple(enrolments),
        visits=tuple(visits),
    )


def _own_rows(user: User) -> Iterable[tuple[str, int, date, int]]:
    # One UNION instead of five queries: each branch is an index lookup by user.
    numbers = {"enrolled": F("hours_per_week"), "visited": F("version")}

    def branch(rows: object, kind: str, row_id: str) -> object:
        return rows.filter(user=user).values_list(  # type: ignore[attr-defined]
            Value(kind, CharField()),
            F(row_id),
            Cast(F("started_on") if kind == "enrolled" else Value(None), DateField()),
            Cast(numbers.get(kind, Value(None)), BigIntegerField()),
        )

    done = branch(Completion.objects, "done", "item_id")
    return done.union(  # type: ignore[attr-defined, no-any-return]
        branch(Skip.objects, "skipped", "topic_id"),
        branch(Note.objects.exclude(body=""), "noted", "topic_id"),
        branch(Enrolment.objects, "enrolled", "roadmap_id"),
        branch(Visit.objects, "visited", "roadmap_id"),
        all=True,
    )


def recorded_state(user: User) -> tuple[frozenset[int], frozenset[int]]:
    """Return (items done, topics skipped) as USER's Activity alone tells it."""
    rows = Activity.objects.filter(user=user).order_by("pk").values_list("verb", "item_id", "topic_id")
    return replay((verb, item_id or topic_id) for verb, item_id, topic_id in rows)


def change_of(user: User, change: UUID) -> list[Activity]:
    """Return what USER did in one change, oldest first; empty when there is no such change of theirs."""
    rows = Activity.objects.filter(user=user, change=change).exclude(verb=Activity.Verb.NOTED)
    return list(rows.select_related("topic__stage__roadmap", "item__topic__stage__roadmap").order_by("pk"))
