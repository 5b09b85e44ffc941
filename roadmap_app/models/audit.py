"""The record of who signed in and who changed whose rights."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class AppendOnly(TypeError):
    """A row of the record was to be changed or taken away by hand."""


class AuditEvents(models.QuerySet["AuditEvent"]):
    """Rows that nobody changes."""

    def update(self, **values: Any) -> int:
        """Refuse: what has happened stays as it was written down."""
        raise AppendOnly("Events of the audit record are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: `forget` takes away what is old, and nothing else."""
        raise AppendOnly("Events of the audit record are never taken away by hand.")

    def forget(self, before: datetime) -> int:
        """Take away what happened BEFORE this moment; returns how many events."""
        return super(AuditEvents, self.filter(at__lt=before)).delete()[0]

    def forget_addresses(self) -> int:
        """Take the network addresses out, which tell of a person who is no longer here; returns of how many."""
        return super().update(address=None)


class AuditEvent(models.Model):
    """One thing that happened to an account. Added, never changed; clean_up takes the old ones away."""

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

    # Accounts go, what happened stays: without the person.
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
        """Add the row; raises AppendOnly for one that is there already."""
        if not self._state.adding:
            raise AppendOnly("Events of the audit record are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: only clean_up takes events away, all of an age at once."""
        raise AppendOnly("Events of the audit record are never taken away one by one.")
