"""Ending the sessions in which somebody is signed in."""

from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from roadmap_app.actions.audit import record
from roadmap_app.models import AuditEvent, User


@transaction.atomic
def end_session(*, user: User, session_id: int) -> bool:
    """End one session of USER's; returns whether there was such a one."""
    found = UserSession.objects.filter(user=user, pk=session_id)
    if not _end(found):
        return False
    record(AuditEvent.Verb.SESSION_ENDED, by=user, detail="1 session")
    return True


def end_all_sessions(user: User, *, but_key: str | None = None) -> int:
    """Sign USER out everywhere, but for the session of BUT_KEY; returns how many sessions that ended."""
    return _end(UserSession.objects.filter(user=user).exclude(session_key=but_key or ""))


def _end(sessions: QuerySet[Any]) -> int:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = list(sessions.values_list("session_key", flat=True))
    for key in keys:
        store(key).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)
