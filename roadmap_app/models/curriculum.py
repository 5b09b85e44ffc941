"""The content: roadmap, stage, topic, item and resource."""

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from roadmap_app.domain.request_ids import ID
from roadmap_app.domain.sizes import MAX_MINUTES, MAX_RESOURCE_HOURS
from roadmap_app.models.audience import Audience, Viewer
from roadmap_app.models.fields import MonthsField, TitleField, in_quarters
from roadmap_app.models.managers import ContentManager, RoadmapManager
from roadmap_app.outline.nodes import RESERVED

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from roadmap_app.models.accounts import User


def new_ref() -> str:
    """Return a unique ref for content that is created in the portal."""
    return uuid4().hex


def current_request_id() -> str:
    """Return the id of the request that is being answered; "" in a command."""
    request = getattr(HistoricalRecords.context, "request", None)
    return str(request.META.get(ID, "")) if request else ""


class WrittenByRequest(models.Model):
    """The column of the history that tells which records one save has written."""

    request_id = models.CharField(max_length=64, blank=True, default=current_request_id, db_default="", editable=False)

    class Meta:
        abstract = True


class Roadmap(Audience):
    """A named path of stages."""

    slug = models.SlugField(
        max_length=80, unique=True, help_text="Its address; it stays as it is once the roadmap is made."
    )
    title = TitleField(max_length=200)
    summary = models.TextField(blank=True)
    credit = TitleField(max_length=300, blank=True, help_text="Where the content comes from.")
    weekly_hours = models.PositiveSmallIntegerField(
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(80)],
        help_text="The hours a week that its months are meant for.",
    )
    is_published = models.BooleanField("published", default=True, help_text="Unpublished: seen by staff only.")
    position = models.PositiveIntegerField(default=0)
    # Incremented by every edit of the roadmap or anything in it; snapshots are cached until it changes.
    version = models.PositiveBigIntegerField(default=1, editable=False)

    objects: ClassVar[RoadmapManager] = RoadmapManager()
    # Who may see it is no content: undoing a save, or going back to an old version, must not open it to others.
    history = HistoricalRecords(excluded_fields=["version", "teams_only"], bases=[WrittenByRequest])

    class Meta:
        ordering = ("position", "title")
        constraints = (
            models.CheckConstraint(condition=Q(weekly_hours__gte=1), name="roadmap_weekly_hours_at_least_1"),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, **options: Any) -> None:
        """Save all fields but those that only actions set, which a form opened earlier must not reset."""
        if not self._state.adding and options.get("update_fields") is None:
            own = ("id", "version", "teams_only")
            options["update_fields"] = [field.name for field in self._meta.concrete_fields if field.name not in own]
        super().save(**options)

    def natural_key(self) -> tuple[str]:
        """Return the key that fixtures use."""
        return (self.slug,)

    def is_seen_by(self, person: "User | AnonymousUser") -> bool:
        """Return whether PERSON (a user, or a visitor) may see any part of this roadmap."""
        return Viewer(person).sees(self)

    @property
    def roadmap(self) -> "Roadmap":
        """The roadmap itself, so that all content models have this property."""
        return self


class Content(models.Model):
    """The fields that stage, topic, item and resource share: identity, position, and whether it is retired."""

    # Titles, slugs and positions may change; fixtures and merges refer to this, learners' rows to the primary key.
    ref = models.SlugField(max_length=80, unique=True, default=new_ref, editable=False)
    position = models.PositiveIntegerField(default=0)
    retired = models.BooleanField(
        default=False,
        help_text="Taken out: stays for those who have completed it and counts in nobody's remaining work.",
    )

    objects: ClassVar[ContentManager] = ContentManager()
    # Each save also writes the row to a history table, with who changed it and when.
    history = HistoricalRecords(inherit=True, bases=[WrittenByRequest])

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def natural_key(self) -> tuple[str]:
        """Return the key that fixtures use."""
        return (self.ref,)


class Stage(Content):
    """A span of months with a goal. Months count from 0, the learner's start; `end_month` is exclusive.

    A week counts as a quarter of a month.
    """

    roadmap = models.ForeignKey(Roadmap, on_delete=models.CASCADE, related_name="stages")
    slug = models.SlugField(max_length=80)
    title = TitleField(max_length=200)
    goal = models.TextField(blank=True)
    start_month = MonthsField()
    end_month = MonthsField()

    class Meta(Content.Meta):
        constraints = (
            models.UniqueConstraint(fields=["roadmap", "slug"], name="stage_slug_once_per_roadmap"),
            models.CheckConstraint(
                condition=Q(end_month__gt=F("start_month")),
                name="stage_ends_after_it_starts",
                violation_error_message="A stage ends at least a quarter of a month after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(start_month__gte=0) & in_quarters("start_month") & in_quarters("end_month"),
                name="stage_months_in_quarters",
                violation_error_message="A quarter of a month is the shortest.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Raise ValidationError for a slug that is the URL of another page of the roadmap."""
        if self.slug in RESERVED:
            raise ValidationError({"slug": f"“{self.slug}” is the address of another page; choose a different one."})


class Topic(Content):
    """A part of a stage, with a checklist, resources and each learner's note."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="topics")
    slug = models.SlugField(max_length=80)
    title = TitleField(max_length=200)
    summary = models.TextField(blank=True)

    class Meta(Content.Meta):
        constraints = (models.UniqueConstraint(fields=["stage", "slug"], name="topic_slug_once_per_stage"),)

    def __str__(self) -> str:
        return self.title

    @property
    def roadmap(self) -> Roadmap:
        """The roadmap that this row belongs to."""
        return self.stage.roadmap


class TopicContent(Content):
    """The field that item and resource share: their topic."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="%(class)ss")

    class Meta(Content.Meta):
        abstract = True

    @property
    def roadmap(self) -> Roadmap:
        """The roadmap that this row belongs to."""
        return self.topic.stage.roadmap


class Item(TopicContent):
    """An entry of a topic's checklist, which learners tick off."""

    group = TitleField(max_length=120, blank=True, help_text="The label it is shown under.")
    title = TitleField(max_length=200)
    hint = TitleField(max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_MINUTES)],
        help_text="How long it takes, in minutes; empty if that cannot be said.",
    )
    sign_off = models.BooleanField(
        "to be shown to somebody",
        default=False,
        db_default=False,
        help_text="A lead of the learner's team can confirm it; a tick counts without.",
    )

    class Meta(TopicContent.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__range=(1, MAX_MINUTES)),
                name="item_minutes_in_range",
                violation_error_message=f"An item takes 1 to {MAX_MINUTES:,} minutes.",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Resource(TopicContent):
    """Something to learn from, attached to a topic."""

    class Kind(models.TextChoices):
        """The kind of resource."""

        BOOK = "book", "Book"
        COURSE = "course", "Course"
        VIDEO = "video", "Video"
        ARTICLE = "article", "Article"
        TUTORIAL = "tutorial", "Tutorial"
        TOOL = "tool", "Tool"
        PLATFORM = "platform", "Platform"
        DATASET = "dataset", "Dataset"

    class Price(models.TextChoices):
        """Whether it costs money."""

        FREE = "free", "Free"
        PAID = "paid", "Paid"

    kind = models.CharField(max_length=10, choices=Kind)
    title = TitleField(max_length=200)
    author = TitleField(max_length=200, blank=True)
    url = models.URLField("address", max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])])
    hours = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_RESOURCE_HOURS)],
        help_text="How long it takes, in hours; empty if that cannot be said.",
    )
    price = models.CharField(
        max_length=4, choices=Price, blank=True, default="", db_default="", help_text="Empty if nobody says."
    )

    class Meta(TopicContent.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(hours__range=(1, MAX_RESOURCE_HOURS)),
                name="resource_hours_in_range",
                violation_error_message=f"A resource takes 1 to {MAX_RESOURCE_HOURS:,} hours.",
            ),
            models.CheckConstraint(condition=Q(price__in=["", "free", "paid"]), name="resource_price_known"),
        )

    def __str__(self) -> str:
        return self.title


# The order of a roadmap's stages on every page; the other models use Meta.ordering.
STAGE_ORDER = ("start_month", "position", "pk")
Retirable = Stage | Topic | Item | Resource
ContentRow = Roadmap | Retirable
# The models of content by name, as fixtures, history and the admin use them.
MODELS: dict[str, type[ContentRow]] = {
    "roadmap": Roadmap,
    "stage": Stage,
    "topic": Topic,
    "item": Item,
    "resource": Resource,
}
# The foreign key to the parent, by model.
PARENTS: dict[type[ContentRow], str] = {Stage: "roadmap", Topic: "stage", Item: "topic", Resource: "topic"}
