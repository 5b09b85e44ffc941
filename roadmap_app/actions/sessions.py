"""End the sessions in which people are signed in."""

from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from roadmap_app.actions.audit import record
from roadmap_app.models import AuditEvent, User

# The key under which the session of a disabled account keeps the account's primary key.
DISABLED = "portal_disabled"
REASON_KEPT = timedelta(days=30)


@transaction.atomic
def end_sessions(*, user: User, ids: Iterable[int]) -> int:
    """End USER's sessions with these IDS; return how many there were."""
    count = _end(UserSession.objects.filter(user=user, pk__in=ids))
    if count:
        record(AuditEvent.Verb.SESSION_ENDED, by=user, detail=f"{count} session{'' if count == 1 else 's'}")
    return count


def end_all_sessions(user: User) -> int:
    """Sign USER out everywhere; return how many sessions ended."""
    return _end(UserSession.objects.filter(user=user))


def end_because_disabled(user: User) -> int:
    """Sign USER out everywhere, and show the reason in each browser at its next request; return how many there were."""
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    # The session keeps only this, which signs nobody in.
    left = store.encode({DISABLED: user.pk})
    Session.objects.filter(pk__in=keys).update(session_data=left, expire_date=timezone.now() + REASON_KEPT)
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _end(sessions: QuerySet[UserSession]) -> int:
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(pk__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)
