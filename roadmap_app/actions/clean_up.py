"""Taking away what nobody needs any more. Each step can be done twice, or by two at once, and while people work."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone

from roadmap_app.actions.audit import forget_events_before
from roadmap_app.actions.deletion import delete_if_due
from roadmap_app.actions.invitations import forget_dead_invitations
from roadmap_app.actions.limits import forget_old_counts
from roadmap_app.actions.notes import derive_stale_notes
from roadmap_app.models import OwnerLink, User

log = logging.getLogger(__name__)
# So many rows go in one transaction: nobody waits long for it, also on SQLite, where one writes at a time.
BATCH = 1_000


@dataclass(frozen=True)
class CleanedUp:
    """How many rows of each kind went; `failed`: accounts not deleted this time; `notes`: with a new excerpt."""

    accounts: int
    failed: int
    sessions: int
    events: int
    links: int
    limits: int
    notes: int


def clean_up() -> CleanedUp:
    """Delete accounts that are due, and sessions, audit events, links and counts of tries that are over.

    Excerpts of notes that were made in an older way are made anew.
    """
    accounts, failed = _due_accounts()
    return CleanedUp(
        accounts=accounts,
        failed=failed,
        sessions=_ended_sessions(),
        events=forget_events_before(timezone.now() - timedelta(days=settings.PORTAL_AUDIT_DAYS)),
        links=OwnerLink.objects.filter(Q(expires_at__lt=timezone.now()) | Q(used_at__isnull=False)).delete()[0]
        + forget_dead_invitations(),
        limits=_stale_cache() + forget_old_counts(),
        notes=derive_stale_notes(),
    )


def _due_accounts() -> tuple[int, int]:
    before = timezone.now() - timedelta(days=settings.PORTAL_DELETION_DAYS)
    done = failed = 0
    for user_id in list(User.objects.filter(deletion_asked_at__lte=before).values_list("pk", flat=True)):
        try:
            done += delete_if_due(user_id=user_id)
        except DatabaseError:  # one account must not keep the others; the next run tries again
            log.exception("Account %s could not be deleted.", user_id)
            failed += 1
    return done, failed


def _ended_sessions() -> int:
    count = 0
    while keys := list(Session.objects.filter(expire_date__lt=timezone.now()).values_list("pk", flat=True)[:BATCH]):
        # Asked again: a session that somebody has come back to in this moment is theirs.
        gone = Session.objects.filter(pk__in=keys, expire_date__lt=timezone.now()).delete()[0]
        count += gone
        if not gone:
            break
    # What was remembered of the browsers of sessions that are no more; young ones may not have been saved yet.
    an_hour_ago = timezone.now() - timedelta(hours=1)
    living = Session.objects.values("session_key")
    UserSession.objects.filter(created_at__lt=an_hour_ago).exclude(session_key__in=living).delete()
    return count


def _stale_cache() -> int:
    """Take expired rows out of the cache: its own culling looks at them only once it is full."""
    if not isinstance(caches["default"], DatabaseCache):
        return 0
    quote = connection.ops.quote_name
    table = quote(str(settings.CACHES["default"]["LOCATION"]))
    moment = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        # The table is the cache's own and has no model; its name comes from our settings.
        cursor.execute(f"DELETE FROM {table} WHERE {quote('expires')} < %s", [moment])  # noqa: S608  # nosec B608
        return int(cursor.rowcount)
