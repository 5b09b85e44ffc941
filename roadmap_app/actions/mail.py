"""Queue mails. Each is claimed by locking its row, so that only one worker sends it."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from roadmap_app.actions.audit import record
from roadmap_app.models import AuditEvent, QueuedMail, Reminder, User

# A worker that claims a mail and has not sent it after this has died: another tries.
LEASE = timedelta(minutes=5)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
# The links in mails expire after some days; older mails would only confuse their recipients.
GIVEN_UP_AFTER = timedelta(days=2)
log = logging.getLogger("portal.mail")


def queue_mail(
    *,
    addresses: Iterable[str],
    content: str,
    reminder_id: int | None = None,
    drop_after: datetime | None = None,
) -> None:
    """Queue CONTENT, encrypted, for each of ADDRESSES; a rollback of the surrounding transaction drops it.

    A weekly summary is dropped when its reminder is turned off, and not sent after DROP_AFTER.
    """
    QueuedMail.objects.bulk_create(
        QueuedMail(address=address, content=content, reminder_id=reminder_id, drop_after=drop_after)
        for address in addresses
    )


def claim_mail() -> QueuedMail | None:
    """Return a mail that is due, now claimed for the caller; None if no mail is due."""
    now = timezone.now()
    due = QueuedMail.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    if not due.exists():  # without a lock: on SQLite, writers wait for each other
        return None
    with transaction.atomic():
        mail = due.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).first()
        if mail is not None:
            mail.attempts += 1
            mail.due_at = now + LEASE
            mail.save(update_fields=["attempts", "due_at"])
    return mail


def retry_or_give_up(mail: QueuedMail, reason: str, *, for_good: bool = False) -> None:
    """Schedule a retry of MAIL, later each time; give it up if FOR_GOOD, or if it is too old."""
    now = timezone.now()
    if for_good or now > (mail.drop_after or mail.queued_at + GIVEN_UP_AFTER):
        _give_up(mail, reason)
        return
    mail.due_at = now + min(FIRST_WAIT * 2 ** min(mail.attempts - 1, 12), LONGEST_WAIT)
    mail.last_error = reason[:200]
    # No save(), which fails if the mail is gone: whoever deletes their account deletes their mails.
    QueuedMail.objects.filter(pk=mail.pk).update(due_at=mail.due_at, last_error=mail.last_error)
    log.warning("Mail %d could not be sent (try %d): %s", mail.pk, mail.attempts, reason)


@transaction.atomic
def _give_up(mail: QueuedMail, reason: str) -> None:
    log.error("Mail %d is given up after %d tries: %s", mail.pk, mail.attempts, reason)
    person = User.objects.filter(email__iexact=mail.address).first()
    record(AuditEvent.Verb.MAIL_GIVEN_UP, by=None, about=person, detail=f"{mail.attempts} tries; {reason}")
    if mail.reminder_id:
        Reminder.objects.filter(pk=mail.reminder_id).update(failure="The mail server did not take it.")
    mail.delete()


def forget_mails_to(addresses: Iterable[str]) -> int:
    """Delete the mails to ADDRESSES from the queue; return how many."""
    lowered = {address.lower() for address in addresses}
    return QueuedMail.objects.filter(address__in=lowered).delete()[0]
