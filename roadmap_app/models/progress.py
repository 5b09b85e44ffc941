"""A learner's progress: enrolment, visit, completion, skip, what they read, and the activity log."""

from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from roadmap_app.models.curriculum import Item, Resource, Roadmap, Topic


class Enrolment(models.Model):
    """A learner's plan on a roadmap that is in force now; the plans before it are EarlierPlan rows."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    roadmap = models.ForeignKey(Roadmap, on_delete=models.PROTECT)
    started_on = models.DateField(help_text="In the learner's own time zone.")
    hours_per_week = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(80)])
    valid_from = models.DateField(null=True, blank=True, help_text="The day it was made; empty: its first day.")
    from_month = models.FloatField(
        null=True, blank=True, help_text="The month of the roadmap that it takes up from; empty: it goes on."
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "roadmap"], name="enrolment_once"),
            models.CheckConstraint(condition=Q(hours_per_week__gte=1), name="enrolment_hours_at_least_1"),
            models.CheckConstraint(
                condition=Q(from_month=None) | Q(from_month__gte=0), name="enrolment_month_at_least_0"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} since {self.started_on}"


class Edition(models.Model):
    """The items of a version of a roadmap that a learner has seen, to show what has changed since."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, db_index=False)
    version = models.PositiveBigIntegerField()
    items = models.JSONField(help_text="By its id, what domain.changes.KnownItem holds of each item.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["roadmap", "version"], name="edition_once"),)

    def __str__(self) -> str:
        return f"{self.roadmap} at version {self.version}"


class Visit(models.Model):
    """The version of a roadmap that a learner has seen; later changes are shown until they confirm them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE)
    version = models.PositiveBigIntegerField()
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "roadmap"], name="visit_once"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.roadmap} at version {self.version}"


class Completion(models.Model):
    """A learner has done an item. Without a row, the item is not done."""

    # The unique index (user, item) serves every query; another index would only slow down each tick.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_index=False)
    done_at = models.DateTimeField(default=timezone.now)
    # As in Activity, which pages need not read then to say what was done this week. Null in rows of earlier releases.
    on = models.DateField(null=True, help_text="The day in the time zone that the learner had at that moment.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "item"], name="completion_once"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.item}"


class Skip(models.Model):
    """A learner skips a topic. Its items count neither as done nor in the total."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, db_index=False)
    skipped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "topic"], name="skip_once"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.topic}"


class ResourceState(models.Model):
    """How far a learner is with a resource. Without a row, it is still to be read. It counts in no progress."""

    class State(models.TextChoices):
        """The states that are stored."""

        READING = "reading", "reading"
        READ = "read", "read"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT)
    state = models.CharField(max_length=7, choices=State)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "resource"], name="resource_state_once"),
            models.CheckConstraint(condition=Q(state__in=["reading", "read"]), name="resource_state_known"),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.state}: {self.resource}"


class Activity(models.Model):
    """An entry of the activity log. Rows are added and never changed.

    `on` is the learner's own day. It stays when they change their time zone or the rules of a zone change.
    """

    class Verb(models.TextChoices):
        """The kind of activity."""

        TICKED = "ticked", "ticked"
        UNTICKED = "unticked", "unticked"
        SKIPPED = "skipped", "skipped"
        TAKEN_BACK = "taken_back", "took back"
        NOTED = "noted", "edited the note on"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    verb = models.CharField(max_length=10, choices=Verb)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True)
    # The same for all rows of one action, so that they can be undone together.
    change = models.UUIDField(default=uuid4)
    at = models.DateTimeField(default=timezone.now)
    # Null until clean_up in rows of a web server of the release before, which knows no such column.
    on = models.DateField(null=True, help_text="The day in the time zone that the learner had at that moment.")

    class Meta:
        verbose_name_plural = "activity"
        indexes = (
            models.Index(fields=["user", "on"], name="activity_of_day"),
            models.Index(fields=["change"], name="activity_of_change"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(verb__in=["ticked", "unticked"], item__isnull=False)
                | Q(verb__in=["skipped", "taken_back", "noted"], item__isnull=True),
                name="activity_item_goes_with_its_verb",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.get_verb_display()} {self.item or self.topic}"

    @property
    def current_topic(self) -> Topic:
        """The topic of the item now, as it may have moved since; without an item, the stored topic."""
        return self.item.topic if self.item else self.topic
