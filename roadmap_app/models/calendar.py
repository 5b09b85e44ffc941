"""The calendar feed of a learner: its private address, and the weekly times that they study at."""

import hashlib
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from roadmap_app.domain.calendar_feed import MAX_SLOT_MINUTES, MIN_SLOT_MINUTES


class CalendarFeed(models.Model):
    """A learner's calendar feed. Only the digest of its address's secret is stored; without one it has no address.

    The row stays when the address is revoked, so that events keep their UIDs at the next address.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Part of the UID of every event: keys of rows are the same in every portal.
    key = models.UUIDField(default=uuid4, unique=True)
    # Null, not empty, where there is no address: it is unique.
    digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001
    made_at = models.DateTimeField(null=True, help_text="When the address was made.")
    addresses_made = models.PositiveIntegerField(default=0)
    content = models.CharField(max_length=64, blank=True, help_text="The fingerprint of the events read last.")
    revision = models.PositiveIntegerField(default=0, help_text="How often the events have changed.")
    revised_at = models.DateTimeField(null=True, help_text="When the events changed last.")
    fetched_on = models.DateField(null=True, help_text="The learner's day on which the address was read last.")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(digest=None, made_at=None) | Q(digest__isnull=False, made_at__isnull=False),
                name="calendar_feed_address_with_its_time",
            ),
        )

    def __str__(self) -> str:
        return f"calendar feed of {self.user}"

    @staticmethod
    def digest_of(secret: str) -> str:
        """Return the SHA-256 digest of SECRET, which is stored in its place."""
        return hashlib.sha256(secret.encode()).hexdigest()


class StudySlot(models.Model):
    """A weekly time at which a learner means to study, in their time zone."""

    class Weekday(models.IntegerChoices):
        """The day of the week, as ISO 8601 numbers it."""

        MONDAY = 1, "Monday"
        TUESDAY = 2, "Tuesday"
        WEDNESDAY = 3, "Wednesday"
        THURSDAY = 4, "Thursday"
        FRIDAY = 5, "Friday"
        SATURDAY = 6, "Saturday"
        SUNDAY = 7, "Sunday"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts_at = models.TimeField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "weekday", "starts_at"], name="study_slot_once"),
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="study_slot_weekday_1_to_7"),
            models.CheckConstraint(
                condition=Q(minutes__gte=MIN_SLOT_MINUTES, minutes__lte=MAX_SLOT_MINUTES),
                name="study_slot_minutes_5_to_720",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_weekday_display()}, {self.starts_at:%H:%M}"
