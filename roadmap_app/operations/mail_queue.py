"""Mail through a queue in the database, so that no request waits for a mail server: see actions/mail.py.

Not django-mailer or django-post-office: both store mails unencrypted, including password reset links, and keep them
after sending; a killed worker leaves their locks (files or flags) behind.
"""

import json
import logging
import threading
from collections.abc import Sequence
from contextlib import suppress
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from roadmap_app.actions.mail import claim_mail, queue_mail, retry_or_give_up
from roadmap_app.actions.reminders import send_due_reminders
from roadmap_app.identity.encryption import NotDecrypted, decrypt, encrypt
from roadmap_app.models import QueuedMail, Reminder
from roadmap_app.queries.reminders import WANTED

# Seconds between two polls of the queue, and between two looks for weekly summaries that are due.
LOOK, REMINDERS_EVERY = 2.0, 60.0
log = logging.getLogger("portal.mail")


class QueueBackend(BaseEmailBackend):
    """The mail backend of a portal with a mail server: adds mails to the queue."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue EMAIL_MESSAGES, one row per recipient, and return their number."""
        for message in email_messages:
            queue_mail(
                addresses=[each.lower() for each in message.recipients()],
                content=encrypt(_packed(message)),
                reminder_id=getattr(message, "reminder_id", None),
                drop_after=getattr(message, "drop_after", None),
            )
        return len(email_messages)


def _packed(message: EmailMessage) -> str:
    if message.attachments:
        raise ValueError("The portal sends no attachments, and its queue keeps none.")
    alternatives = getattr(message, "alternatives", [])
    return json.dumps(
        {
            "subject": str(message.subject),
            "body": str(message.body),
            "from_email": message.from_email,
            "reply_to": list(message.reply_to),
            "headers": dict(message.extra_headers),
            "alternatives": [[str(each[0]), str(each[1])] for each in alternatives],
        }
    )


def _unpacked(mail: QueuedMail) -> EmailMultiAlternatives:
    parts = json.loads(decrypt(mail.content))
    alternatives = [(content, mimetype) for content, mimetype in parts.pop("alternatives")]
    return EmailMultiAlternatives(to=[mail.address], alternatives=alternatives, **parts)


def deliver_due(ending: threading.Event | None = None) -> int:
    """Send due mails until none is left or ENDING is set, and return how many were sent."""
    sent = 0
    while not (ending and ending.is_set()) and (mail := claim_mail()):
        sent += _deliver(mail)
    return sent


def _deliver(mail: QueuedMail) -> bool:
    if mail.reminder_id and not Reminder.objects.filter(WANTED, pk=mail.reminder_id).exists():
        mail.delete()  # its account was disabled or closed meanwhile
        return False
    if mail.drop_after and mail.drop_after < timezone.now():
        retry_or_give_up(mail, "it would come too late", for_good=True)
        return False
    try:
        message = _unpacked(mail)
        get_connection(settings.EMAIL_DELIVERY).send_messages([message])
    except NotDecrypted:
        retry_or_give_up(mail, "it was encrypted with another SECRET_KEY", for_good=True)
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        # 5xx is permanent; 4xx is temporary, such as a full mailbox.
        retry_or_give_up(mail, _reason(error), for_good=all(code >= 500 for code in codes))
    except (OSError, SMTPException, ValueError) as error:
        retry_or_give_up(mail, _reason(error))
    else:
        mail.delete()
        return True
    return False


def _reason(error: Exception) -> str:
    """Return the error for the log, without the mail address."""
    if isinstance(error, SMTPResponseException):
        return f"{type(error).__name__}, {error.smtp_code}"
    if isinstance(error, OSError) and error.strerror:
        return f"{type(error).__name__}: {error.strerror}"
    return type(error).__name__


class MailThread(threading.Thread):
    """Sends due mails and weekly summaries in the background until end() is called."""

    def __init__(self) -> None:
        super().__init__(name="mail", daemon=True)
        self._ending = threading.Event()
        self._reminders_at = 0.0

    def run(self) -> None:
        """Poll the queue every LOOK seconds; keep going after a database error."""
        failing = False
        while not self._ending.wait(LOOK):
            try:
                close_old_connections()
                self._queue_reminders()
                deliver_due(self._ending)
                failing = False
            except DatabaseError as error:
                if not failing:  # once, not at every poll
                    log.error("Mails must wait, the database cannot be used: %s", " ".join(str(error).split()))
                failing = True
            finally:
                with suppress(DatabaseError):
                    connection.close()

    def _queue_reminders(self) -> None:
        if monotonic() >= self._reminders_at:
            self._reminders_at = monotonic() + REMINDERS_EVERY
            send_due_reminders(self._ending.is_set)

    def end(self) -> None:
        """Stop after the current mail; wait up to five seconds for it."""
        self._ending.set()
        if self.is_alive():
            self.join(timeout=5)
