"""Ending the sessions in which somebody is signed in."""

from collections.abc import Iterable
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from roadmap_app.actions.audit import record
from roadmap_app.models import AuditEvent, User


@transaction.atomic
def end_sessions(*, user: User, ids: Iterable[int]) -> int:
    """End those sessions of USER's; returns how many there were."""
    count = _end(UserSession.objects.filter(user=user, pk__in=ids))
    if count:
        record(AuditEvent.Verb.SESSION_ENDED, by=user, detail=f"{count} session{'' if count == 1 else 's'}")
    return count


def end_all_sessions(user: User) -> int:
    """Sign USER out everywhere; returns how many sessions that ended."""
    return _end(UserSession.objects.filter(user=user))


def _end(sessions: QuerySet[Any]) -> int:
    keys = list(sessions.values_list("session_key", flat=True))  # as the rows of the sessions themselves have them
    Session.objects.filter(pk__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)
