"""Read a learner's own rows and their standing on a roadmap."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from roadmap_app.domain.curriculum import RoadmapTree
from roadmap_app.domain.progress import replay
from roadmap_app.domain.standing import LearnerState, RoadmapStanding, compute_standing
from roadmap_app.models import Activity, Completion, Enrolment, Note, Skip, User, Visit


def read_standing(user: User | AnonymousUser, tree: RoadmapTree) -> RoadmapStanding:
    """Return the user's standing on TREE today, in the active time zone."""
    return read_standings(user, [tree])[0]


def read_standings(user: User | AnonymousUser, trees: Iterable[RoadmapTree]) -> list[RoadmapStanding]:
    """Return the user's standing on each of TREES today; their rows are read once."""
    state, today = learner_state(user), timezone.localdate()
    return [compute_standing(tree, state, today) for tree in trees]


def learner_state(user: User | AnonymousUser) -> LearnerState:
    """Return everything that belongs to the user, in one query per table; a visitor has nothing."""
    if not user.is_authenticated:
        return LearnerState()
    # Each query is an index lookup by user. One UNION of the five takes as long on PostgreSQL and longer on SQLite.
    notes = Note.objects.filter(user=user).exclude(body="")
    enrolments = Enrolment.objects.filter(user=user)
    return LearnerState(
        done=frozenset(Completion.objects.filter(user=user).values_list("item_id", flat=True)),
        skipped=frozenset(Skip.objects.filter(user=user).values_list("topic_id", flat=True)),
        noted=frozenset(notes.values_list("topic_id", flat=True)),
        enrolments=tuple(enrolments.values_list("roadmap_id", "started_on", "hours_per_week")),
        visits=tuple(Visit.objects.filter(user=user).values_list("roadmap_id", "version")),
    )


def recorded_state(user: User) -> tuple[frozenset[int], frozenset[int]]:
    """Return the ids of (items done, topics skipped), computed from the user's Activity alone."""
    rows = Activity.objects.filter(user=user).order_by("pk").values_list("verb", "item_id", "topic_id")
    return replay((verb, item_id or topic_id) for verb, item_id, topic_id in rows)


def change_of(user: User, change: UUID) -> list[Activity]:
    """Return the rows of one change of this user, oldest first; an empty list if they made no such change."""
    rows = Activity.objects.filter(user=user, change=change).exclude(verb=Activity.Verb.NOTED)
    return list(rows.select_related("topic__stage__roadmap", "item__topic__stage__roadmap").order_by("pk"))
