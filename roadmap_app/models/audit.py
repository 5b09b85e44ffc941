"""The audit record: sign-ins, and changes to accounts and their permissions."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class AppendOnly(TypeError):
    """Code tried to change or delete a row of the audit record."""


class AuditEvents(models.QuerySet["AuditEvent"]):
    """A queryset that allows no updates, and deletes events by age only."""

    def update(self, **values: object) -> int:
        """Raise AppendOnly: events are never changed."""
        raise AppendOnly("Events of the audit record are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Raise AppendOnly: only `forget` deletes events, by age."""
        raise AppendOnly("Events of the audit record are never deleted by hand.")

    def forget(self, before: datetime) -> int:
        """Delete the events before this time; return the number of deleted events."""
        return super(AuditEvents, self.filter(at__lt=before)).delete()[0]

    def forget_addresses(self) -> int:
        """Set the IP address of these events to null; return the number of events."""
        return super().update(address=None)


class AuditEvent(models.Model):
    """An event of an account. Rows are added and never changed; `manage.py clean_up` deletes old ones."""

    class Verb(models.TextChoices):
        """The kind of event."""

        ACCOUNT_MADE = "account_made", "account made"
        SIGNED_IN = "signed_in", "signed in"
        SIGN_IN_FAILED = "sign_in_failed", "sign-in failed"
        SIGNED_OUT = "signed_out", "signed out"
        SESSION_ENDED = "session_ended", "sessions ended"
        PASSWORD_CHANGED = "password_changed", "password changed"
        EMAIL_CHANGED = "email_changed", "e-mail address changed"
        MFA_CHANGED = "mfa_changed", "second factor changed"
        SSO_CHANGED = "sso_changed", "single sign-on changed"
        ROLE_CHANGED = "role_changed", "role changed"
        DISABLED = "disabled", "account disabled"
        ENABLED = "enabled", "account enabled"
        DELETION_ASKED = "deletion_asked", "deletion asked for"
        DELETION_UNDONE = "deletion_undone", "deletion taken back"
        DELETED = "deleted", "account deleted"
        EXPORTED = "exported", "data exported"
        CALENDAR_MADE = "calendar_made", "calendar address made"
        CALENDAR_REVOKED = "calendar_revoked", "calendar address revoked"
        INVITED = "invited", "invitation made"
        INVITATION_REVOKED = "invitation_revoked", "invitation revoked"
        INVITATION_USED = "invitation_used", "invitation used"
        TEAM_MADE = "team_made", "team made"
        TEAM_ENDED = "team_ended", "team ended"
        LEAD_ADDED = "lead_added", "lead of a team added"
        LEAD_REMOVED = "lead_removed", "lead of a team removed"
        AUDIENCE_SET = "audience_set", "audience of a roadmap set"
        MAIL_GIVEN_UP = "mail_given_up", "mail not sent, given up"

    # When an account is deleted, its events stay, without a reference to it.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    verb = models.CharField(max_length=20, choices=Verb)
    detail = models.CharField(max_length=200, blank=True, help_text="Never a name, an address or a secret.")
    at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    objects: ClassVar[models.Manager["AuditEvent"]] = AuditEvents.as_manager()

    class Meta:
        indexes = (models.Index(fields=["at"], name="audit_event_at"),)

    def __str__(self) -> str:
        return f"{self.get_verb_display()} ({self.at:%Y-%m-%d %H:%M} UTC)"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row. Raise AppendOnly if it is already stored."""
        if not self._state.adding:
            raise AppendOnly("Events of the audit record are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raise AppendOnly: only `manage.py clean_up` deletes events, by age."""
        raise AppendOnly("Events of the audit record are never deleted one by one.")
