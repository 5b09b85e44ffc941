"""The audit record: who signed in, and who changed whose rights."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class AppendOnly(TypeError):
    """Code tried to change or delete a row of the audit record."""


class AuditEvents(models.QuerySet["AuditEvent"]):
    """Rows that cannot be changed."""

    def update(self, **values: object) -> int:
        """Refuse: events are never changed."""
        raise AppendOnly("Events of the audit record are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: only `forget` deletes events, by age."""
        raise AppendOnly("Events of the audit record are never deleted by hand.")

    def forget(self, before: datetime) -> int:
        """Delete the events before this moment; return how many."""
        return super(AuditEvents, self.filter(at__lt=before)).delete()[0]

    def forget_addresses(self) -> int:
        """Clear the network addresses of a deleted person; return of how many events."""
        return super().update(address=None)


class AuditEvent(models.Model):
    """One event of an account. Added, never changed; clean_up deletes old ones."""

    class Verb(models.TextChoices):
        """What happened."""

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
        INVITED = "invited", "invitation made"
        INVITATION_REVOKED = "invitation_revoked", "invitation revoked"
        INVITATION_USED = "invitation_used", "invitation used"
        MAIL_GIVEN_UP = "mail_given_up", "mail not sent, given up"

    # The event stays without the person when an account is deleted.
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
        """Add the row. Raise AppendOnly if it is stored already."""
        if not self._state.adding:
            raise AppendOnly("Events of the audit record are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: only clean_up deletes events, by age."""
        raise AppendOnly("Events of the audit record are never deleted one by one.")
