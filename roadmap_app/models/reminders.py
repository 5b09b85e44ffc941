"""The weekly summary that a learner has asked for."""

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q

from roadmap_app.domain.reminders import WeeklyTime

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Reminder(models.Model):
    """When a learner gets their weekly summary: an hour of a weekday in their own time zone.

    `next_at` (UTC) is when the worker looks at it next; `last_slot` is the learner's day of the last slot that was
    dealt with, `failure` why nothing was sent for it though it was due.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    is_on = models.BooleanField(default=False)
    weekday = models.PositiveSmallIntegerField(default=0, choices=tuple(enumerate(WEEKDAYS)))
    hour = models.PositiveSmallIntegerField(default=8, choices=tuple((hour, f"{hour:02}:00") for hour in range(24)))
    next_at = models.DateTimeField(null=True)
    last_slot = models.DateField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(weekday__lte=6), name="reminder_weekday"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="reminder_hour"),
            models.CheckConstraint(condition=Q(is_on=False) | Q(next_at__isnull=False), name="reminder_on_has_next"),
        )
        indexes = (models.Index(fields=["next_at"], condition=Q(is_on=True), name="reminder_next"),)

    def __str__(self) -> str:
        return f"weekly summary of user {self.user_id}, {self.get_weekday_display()} {self.get_hour_display()}"

    @property
    def weekly(self) -> WeeklyTime:
        """The hour of the week, in the time zone that its user has now."""
        return WeeklyTime(self.weekday, self.hour, self.user.zone)

    @property
    def token(self) -> str:
        """The token of the links that turn it off.

        Signed instead of stored: every mail needs the same one, which a digest could not give back, and a link in an
        old mail has to work for as long as SECRET_KEY is the same.
        """
        return _signer().sign(str(self.pk))

    @classmethod
    def of_token(cls, token: str) -> "Reminder | None":
        """Return the reminder that TOKEN turns off, None if it was not signed here or the reminder is deleted."""
        try:
            return cls.objects.filter(pk=int(_signer().unsign(token))).first()
        except signing.BadSignature:
            return None


def _signer() -> signing.Signer:
    # A separator that needs no escaping in an address.
    return signing.Signer(salt="weekly summary", sep=".")
