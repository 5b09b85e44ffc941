"""Make and revoke the address of a learner's calendar feed, and note that it was read."""

from datetime import date

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from roadmap_app.actions.audit import record
from roadmap_app.actions.progress import lock_learner
from roadmap_app.models import AuditEvent, CalendarFeed, User


class AddressChanged(Exception):
    """The learner's address was made anew or revoked after the secret was offered."""


@transaction.atomic
def make_address(*, user: User, secret: str, made_before: int) -> None:
    """Let SECRET be the address of USER's feed; the address before it, if any, ends.

    MADE_BEFORE is how many they had made when SECRET was offered. If it has changed since, raise AddressChanged, so
    that a form that is sent once more cannot bring a revoked secret back; one that is in force stays.
    """
    lock_learner(user)
    feed, _ = CalendarFeed.objects.get_or_create(user=user)
    digest = CalendarFeed.digest_of(secret)
    if feed.digest == digest:
        return
    if feed.addresses_made != made_before:
        raise AddressChanged
    feed.digest, feed.made_at, feed.fetched_on = digest, timezone.now(), None
    feed.addresses_made += 1
    feed.save(update_fields=["digest", "made_at", "fetched_on", "addresses_made"])
    record(AuditEvent.Verb.CALENDAR_MADE, by=user)


@transaction.atomic
def revoke_address(*, user: User) -> bool:
    """End the address of USER's feed; return whether there was one."""
    lock_learner(user)
    feed = CalendarFeed.objects.filter(user=user).exclude(digest=None)
    if not feed.update(digest=None, made_at=None, fetched_on=None):
        return False
    record(AuditEvent.Verb.CALENDAR_REVOKED, by=user)
    return True


def note_reading(*, feed: CalendarFeed, content: str, today: date) -> CalendarFeed:
    """Note that FEED was read TODAY with CONTENT, a fingerprint; return it with the revision that belongs to CONTENT.

    Writes once a day, and where the events have changed since they were read last.
    """
    row = CalendarFeed.objects.filter(pk=feed.pk, digest=feed.digest)
    if feed.fetched_on != today:
        row.update(fetched_on=today)
    if feed.content == content:
        return feed
    # Of two clients that read it at once, one finds the change.
    row.filter(~Q(content=content)).update(content=content, revision=F("revision") + 1, revised_at=timezone.now())
    feed.refresh_from_db()
    return feed
