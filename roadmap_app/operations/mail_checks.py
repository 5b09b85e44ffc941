"""The doctor's checks of mail: whether the mail server accepts it, and queue and weekly summaries are processed."""

import smtplib
import ssl
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection, send_mail
from django.utils import timezone

from roadmap_app.models import QueuedMail, Reminder
from roadmap_app.operations.findings import FAIL, OK, WARN, Finding
from roadmap_app.queries.reminders import WANTED, can_mail

# Workers poll every two seconds; an older mail waits for the mail server or for a worker.
LATE = timedelta(minutes=10)


def mail(to: str) -> Iterator[Finding]:
    """Check that the mail server accepts a connection, and a test mail to TO unless TO is empty."""
    if not settings.EMAIL_HOST:
        yield Finding(
            "mail",
            WARN,
            f"No mail is sent{f', and none to {to}' if to else ''}: it is printed to the log.",
            "Set EMAIL_HOST and what goes with it; until then, pass on what is printed.",
        )
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with get_connection(settings.EMAIL_DELIVERY) as connection:
            if to:
                send_mail("A test from Cairn", "Mail works.", None, [to], connection=connection)
    except (OSError, smtplib.SMTPException, ssl.SSLError) as error:
        yield Finding(
            "mail", FAIL, f"{where} does not take mail: {error}", "Check EMAIL_HOST, _PORT, _USER and _SECURITY."
        )
        return
    yield Finding("mail", OK, f"{where} took a mail for {to}." if to else f"{where} takes mail.")


def queue() -> Iterator[Finding]:
    """Report how many mails are waiting and for how long."""
    oldest = QueuedMail.objects.order_by("queued_at").first()
    if oldest is None:
        if settings.EMAIL_HOST:
            yield Finding("mail queue", OK, "No mail waits.")
        return
    count, age = QueuedMail.objects.count(), timezone.now() - oldest.queued_at
    seen = f"{count} mail{' waits' if count == 1 else 's wait'}, the oldest for {_in_words(age)}"
    failed = QueuedMail.objects.exclude(last_error="").order_by("-attempts").first()
    if failed:
        seen += f", tried {failed.attempts} time{'' if failed.attempts == 1 else 's'}: {failed.last_error}"
    how = "Is manage.py worker running beside the portal, and does the mail server take mail?"
    yield Finding("mail queue", WARN if failed or age > LATE else OK, f"{seen}.", how)


def reminders() -> Iterator[Finding]:
    """Report whether the weekly summaries that learners want can be sent, and which were not."""
    wanted = Reminder.objects.filter(WANTED)
    if not (count := wanted.count()):
        return
    name, seen = "weekly summaries", f"{count} learner{' wants' if count == 1 else 's want'} one"
    if not can_mail():
        missing = "PORTAL_URL" if settings.EMAIL_HOST else "EMAIL_HOST"
        yield Finding(name, WARN, f"{seen}, but none is sent: {missing} is not set.", f"Set {missing}.")
        return
    looks = wanted.filter(next_at__lte=timezone.now() - LATE).values_list("next_at", flat=True)
    if overdue := [at for at in looks if at]:
        age = _in_words(timezone.now() - min(overdue))
        seen += f"; {len(overdue)} should have been made, the oldest {age} ago."
        yield Finding(name, WARN, seen, "Is manage.py worker running beside the portal? See its log.")
        return
    failed = wanted.exclude(failure="").order_by("-last_slot")
    if latest := failed.first():
        seen += f"; {failed.count()} did not get the last one: {latest.failure}"
        yield Finding(name, WARN, seen, "See the log of the worker, and the mail queue above.")
        return
    yield Finding(name, OK, f"{seen}.")


def _in_words(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
