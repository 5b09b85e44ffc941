"""Set a learner's weekly summary, and send those that are due. Each slot is dealt with once, whatever happens."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import DatabaseError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from roadmap_app.actions.progress import lock_learner
from roadmap_app.domain.reminders import LATEST, Slot, Timing, missed_before, timing
from roadmap_app.domain.weekly_summary import WeeklySummary
from roadmap_app.domain.weeks import WEEK
from roadmap_app.models import QueuedMail, Reminder, User
from roadmap_app.queries.reminders import WANTED, can_mail, is_confirmed, own_reminder, read_summary

# A summary that could not be made is tried again after this, until it would come too late.
RETRY = timedelta(hours=1)
log = logging.getLogger("portal.reminders")


class SummaryMail(EmailMultiAlternatives):
    """A mail that the queue drops after `drop_after`, or as soon as its reminder is turned off."""

    reminder_id: int
    drop_after: datetime


@transaction.atomic
def set_reminder(*, user: User, is_on: bool, weekday: int, hour: int) -> Reminder:
    """Turn USER's weekly summary on or off, and keep when it comes; slots that have come before are not sent."""
    lock_learner(user)
    # Locked, too: the worker may just be noting that it has sent one.
    Reminder.objects.select_for_update().filter(user=user).values_list("pk").first()
    reminder = own_reminder(user)
    if (reminder.is_on, reminder.weekday, reminder.hour) == (is_on, weekday, hour):
        return reminder
    reminder.is_on, reminder.weekday, reminder.hour, reminder.failure = is_on, weekday, hour, ""
    passed = reminder.weekly.latest(timezone.now())
    reminder.last_slot = max(passed.day, reminder.last_slot or passed.day)
    reminder.next_at = reminder.weekly.after(passed).moment if is_on else None
    reminder.save()
    if not is_on:
        _forget_queued(reminder)
    return reminder


@transaction.atomic
def turn_off(*, reminder: Reminder) -> None:
    """Turn REMINDER off, and drop its summaries that wait for the mail server."""
    Reminder.objects.filter(pk=reminder.pk).update(is_on=False, next_at=None, failure="")
    # After the update, whose lock lets whoever is just queueing one finish first.
    _forget_queued(reminder)


def reschedule(*, user: User) -> None:
    """Let the worker look at USER's reminder again, as their time zone has changed."""
    Reminder.objects.filter(user=user, is_on=True).update(next_at=timezone.now())


def send_due_reminders(is_ending: Callable[[], bool] = lambda: False) -> int:
    """Queue the summaries that are due until none is left or IS_ENDING, and return how many were queued.

    A portal that cannot send mail leaves them as they are.
    """
    if not can_mail():
        return 0
    sent = 0
    due = Reminder.objects.filter(WANTED, next_at__lte=timezone.now()).order_by("next_at", "pk")
    for reminder_id in list(due.values_list("pk", flat=True)):
        if is_ending():
            break
        try:
            sent += _deal_with(reminder_id)
        except DatabaseError:
            raise
        except Exception as error:  # one that cannot be made must not keep the others waiting
            log.exception("Weekly summary %d could not be made.", reminder_id)
            failure = f"It could not be made ({type(error).__name__})."
            Reminder.objects.filter(pk=reminder_id, is_on=True).update(next_at=timezone.now() + RETRY, failure=failure)
    return sent


@transaction.atomic
def _deal_with(reminder_id: int) -> bool:
    """Claim the latest slot of a reminder and queue its summary if it is due; return whether one was queued."""
    now = timezone.now()
    rows = Reminder.objects.select_related("user").filter(WANTED, pk=reminder_id, next_at__lte=now)
    # Locked until the mail is queued: of several workers one gets the row, and a crash leaves both undone.
    locked = rows.select_for_update(of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked)
    reminder = locked.first()
    if reminder is None:
        return False
    slot = reminder.weekly.latest(now)
    found = timing(slot, now, reminder.last_slot)
    _log_missed(reminder, slot, found)
    if found == Timing.TOO_LATE:
        reminder.failure = reminder.failure or "It would have come more than a day late."
    elif found == Timing.DUE:
        reminder.failure = ""
    if found != Timing.DEALT_WITH:
        reminder.last_slot = slot.day
    reminder.next_at = reminder.weekly.after(slot).moment
    reminder.save(update_fields=["last_slot", "failure", "next_at"])
    return found == Timing.DUE and _send(reminder, slot)


def _log_missed(reminder: Reminder, slot: Slot, found: Timing) -> None:
    is_late = found == Timing.TOO_LATE
    if count := missed_before(slot, reminder.last_slot) + is_late:
        last = slot if is_late else reminder.weekly.slot_on(slot.day - WEEK)
        words = "Weekly summary %d is dropped for %d slots, the last on %s: they are more than a day late."
        log.warning(words, reminder.pk, count, last.day)


def _send(reminder: Reminder, slot: Slot) -> bool:
    summary = read_summary(reminder.user, slot.day) if is_confirmed(reminder.user) else None
    if summary is None:
        return False
    summary_mail(reminder, slot, summary).send()
    return True


def summary_mail(reminder: Reminder, slot: Slot, summary: WeeklySummary) -> SummaryMail:
    """Return the mail with SUMMARY, as text and HTML; its links begin with PORTAL_URL."""
    leave = settings.PORTAL_URL + reverse("reminder_unsubscribe", args=[reminder.token])
    context = {
        "summary": summary,
        "name": reminder.user.name,
        "portal": settings.PORTAL_URL,
        "leave": leave,
        "weekly": reminder,
    }
    mail = SummaryMail(
        render_to_string("reminders/mail_subject.txt", context).strip(),
        render_to_string("reminders/mail.txt", context),
        to=[reminder.user.email],
        headers={"List-Unsubscribe": f"<{leave}>", "Auto-Submitted": "auto-generated"},
    )
    if leave.startswith("https:"):  # RFC 8058 knows no other scheme
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.attach_alternative(render_to_string("reminders/mail.html", context), "text/html")
    mail.reminder_id, mail.drop_after = reminder.pk, slot.moment + LATEST
    return mail


def _forget_queued(reminder: Reminder) -> None:
    QueuedMail.objects.filter(reminder=reminder).delete()
