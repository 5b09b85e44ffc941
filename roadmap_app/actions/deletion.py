"""Delete an account: requested, cancelled within the days of grace, or carried out."""

import re
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from roadmap_app.actions.audit import record, record_deleted
from roadmap_app.actions.mail import forget_mails_to
from roadmap_app.actions.people import keep_an_owner
from roadmap_app.actions.sessions import end_all_sessions
from roadmap_app.models import AuditEvent, User

Verb = AuditEvent.Verb


@transaction.atomic
def ask_for_deletion(*, user: User) -> datetime | None:
    """Close USER's account and sign them out everywhere; return when it will be deleted, None if it is already.

    Raise LastOwner for the only owner. A second call changes nothing.
    """
    keep_an_owner(user)
    address = user.email
    if not settings.PORTAL_DELETION_DAYS:
        delete_account(user=user, by=user)
        transaction.on_commit(
            lambda: _mail(address, "has been deleted", "Everything of yours is gone from the portal.")
        )
        return None
    now = timezone.now()
    if User.objects.filter(pk=user.pk, deletion_asked_at=None).update(deletion_asked_at=now):
        record(Verb.DELETION_ASKED, by=user)
        due = user.day_of(now + timedelta(days=settings.PORTAL_DELETION_DAYS))
        transaction.on_commit(lambda: _mail(address, "will be deleted", _promise(due)))
    end_all_sessions(user)
    user.refresh_from_db()
    return deletion_due(user)


@transaction.atomic
def keep_account(*, user: User) -> bool:
    """Cancel the deletion that USER asked for; return whether there was one."""
    undone = bool(User.objects.filter(pk=user.pk).exclude(deletion_asked_at=None).update(deletion_asked_at=None))
    if undone:
        record(Verb.DELETION_UNDONE, by=user)
    return undone


def deletion_due(user: User) -> datetime | None:
    """Return when clean_up may delete USER; None if no deletion was asked for."""
    asked: datetime | None = user.deletion_asked_at
    return asked and asked + timedelta(days=settings.PORTAL_DELETION_DAYS)


@transaction.atomic
def delete_account(*, user: User, by: User | None) -> None:
    """Delete USER and all their rows. Raise LastOwner for the only owner.

    Their edits of content stay in its history without their name. The audit record keeps that an account was deleted
    and what happened to it before, but neither the person nor network addresses.
    """
    keep_an_owner(user)
    end_all_sessions(user)
    AuditEvent.objects.filter(Q(actor=user) | Q(subject=user)).forget_addresses()
    # The admin's log holds the address of the account in entries about it.
    account = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    LogEntry.objects.filter(account | Q(pk__in=_entries_with(user.email))).delete()
    waiting = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    forget_mails_to([user.email, *waiting])
    own = by is not None and by.pk == user.pk
    user_id = user.pk
    user.delete()
    # Recorded afterwards: a row that referred to the account would have to be cleared, too.
    record_deleted(user_id, by=None if own else by)


@transaction.atomic
def delete_if_due(*, user_id: int) -> bool:
    """Delete the account if its days of grace are over; return whether it was. One that was kept meanwhile stays."""
    before = timezone.now() - timedelta(days=settings.PORTAL_DELETION_DAYS)
    user = User.objects.select_for_update().filter(pk=user_id, deletion_asked_at__lte=before).first()
    if user is None:
        return False
    delete_account(user=user, by=None)
    return True


def _entries_with(address: str) -> list[int]:
    """Return the keys of the entries of the admin's log that name ADDRESS, not one that only contains it."""
    whole = re.compile(rf"(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)", re.IGNORECASE)
    rows = LogEntry.objects.filter(object_repr__icontains=address).values_list("pk", "object_repr")
    return [pk for pk, text in rows if whole.search(text)]


def _promise(due: date) -> str:
    return (
        f"It is closed now, and will be deleted with everything of yours after {due.day} {due:%B %Y}. Sign in before "
        "then to keep it: one click is enough.\n\nIf it was not you who asked for this, sign in, keep the account and "
        "change your password."
    )


def _mail(address: str, what: str, text: str) -> None:
    # A failing mail server must not undo the deletion.
    send_mail(f"Cairn: your account {what}", f"Your account {what}.\n\n{text}\n", None, [address], fail_silently=True)
