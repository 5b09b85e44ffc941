"""Delete expired and unused rows. Each step is idempotent and safe to run while the portal is in use."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone

from roadmap_app.actions.access_records import forget_old_access
from roadmap_app.actions.activity_days import fill_missing_days
from roadmap_app.actions.deletion import delete_if_due
from roadmap_app.actions.help_requests import end_requests_on_retired
from roadmap_app.actions.invitations import forget_dead_invitations
from roadmap_app.actions.limits import forget_old_counts
from roadmap_app.actions.notes import derive_stale_notes
from roadmap_app.actions.words import forget_old_words
from roadmap_app.models import AuditEvent, OwnerLink, User

log = logging.getLogger(__name__)
# Rows per transaction: few enough that nobody waits long on SQLite, which has one writer at a time.
BATCH = 1_000


@dataclass(frozen=True)
class CleanedUp:
    """What one run has done, by kind; mostly how many rows it has deleted.

    `failed`: accounts not deleted this time; `views`: records of what leads have seen; `requests`: for help, on retired
    topics; `words`: from leads; `notes`: excerpts renewed; `days`: activities that got their day.
    """

    accounts: int
    failed: int
    sessions: int
    events: int
    views: int
    requests: int
    words: int
    links: int
    limits: int
    notes: int
    days: int


def clean_up() -> CleanedUp:
    """Delete accounts that are due, and whatever else is over, each kind as CleanedUp names it.

    Excerpts of notes from an older derivation are renewed, and activities of an older release get their day.
    """
    accounts, failed = _due_accounts()
    return CleanedUp(
        accounts=accounts,
        failed=failed,
        sessions=_ended_sessions(),
        events=AuditEvent.objects.all().forget(before=timezone.now() - timedelta(days=settings.PORTAL_AUDIT_DAYS)),
        views=forget_old_access(),
        requests=end_requests_on_retired(),
        words=forget_old_words(),
        links=OwnerLink.objects.filter(Q(expires_at__lt=timezone.now()) | Q(used_at__isnull=False)).delete()[0]
        + forget_dead_invitations(),
        limits=_stale_cache() + forget_old_counts(),
        notes=derive_stale_notes(),
        days=fill_missing_days(),
    )


def _due_accounts() -> tuple[int, int]:
    before = timezone.now() - timedelta(days=settings.PORTAL_DELETION_DAYS)
    done = failed = 0
    for user_id in list(User.objects.filter(deletion_asked_at__lte=before).values_list("pk", flat=True)):
        try:
            done += delete_if_due(user_id=user_id)
        except DatabaseError:  # one failure must not block the others; the next run retries
            log.exception("Account %s could not be deleted.", user_id)
            failed += 1
    return done, failed


def _ended_sessions() -> int:
    count = 0
    while keys := list(Session.objects.filter(expire_date__lt=timezone.now()).values_list("pk", flat=True)[:BATCH]):
        # The condition is repeated: a session that was renewed in the meantime stays.
        gone = Session.objects.filter(pk__in=keys, expire_date__lt=timezone.now()).delete()[0]
        count += gone
        if not gone:  # all of them were renewed meanwhile
            break
    # Rows about browsers whose sessions are gone; the session of a new one may not be saved yet.
    an_hour_ago = timezone.now() - timedelta(hours=1)
    living = Session.objects.values("session_key")
    UserSession.objects.filter(created_at__lt=an_hour_ago).exclude(session_key__in=living).delete()
    return count


def _stale_cache() -> int:
    """Delete expired rows of the cache, which culls them itself only when it is full."""
    quote = connection.ops.quote_name
    table = quote(str(settings.CACHES["default"]["LOCATION"]))
    moment = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        # The cache's table has no model; its name comes from the settings.
        cursor.execute(f"DELETE FROM {table} WHERE {quote('expires')} < %s", [moment])  # noqa: S608  # nosec B608
        return int(cursor.rowcount)
