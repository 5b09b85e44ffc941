"""Roadmaps, stages, topics, items and resources in the admin."""

from collections.abc import Sequence

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from roadmap_app.admin.audience import RoadmapFilter
from roadmap_app.admin.content import ContentAdmin, SpanWarnings, count_column, learner_count_column
from roadmap_app.admin.history import RoadmapHistory
from roadmap_app.admin.inlines import ItemInline, ResourceInline, StageInline, TopicInline
from roadmap_app.admin.links import link_mark
from roadmap_app.admin.places import IN_ROADMAP, IN_STAGE, IN_TOPIC, PlacedAdmin, StageFilter, place_of
from roadmap_app.admin.preview import PreviewAdmin
from roadmap_app.admin.reasons import why_last
from roadmap_app.admin.retiring import RetiringAdmin
from roadmap_app.domain.sizes import MAX_TOPIC_ITEMS, MAX_TOPIC_RESOURCES
from roadmap_app.models import Item, Resource, Roadmap, Stage, Topic
from roadmap_app.models.curriculum import ContentRow
from roadmap_app.outline.gate import check
from roadmap_app.queries.outline import outline_of


class RoadmapForm(forms.ModelForm):
    """A roadmap; publishing it runs the publish gate."""

    def clean_is_published(self) -> bool:
        """Raise ValidationError with each problem of a roadmap that is to be published."""
        wanted = bool(self.cleaned_data["is_published"])
        if wanted and not self.instance.pk:
            raise ValidationError("It has no stage yet. Save it unpublished, and publish it when it has.")
        if wanted and "is_published" in self.changed_data and (problems := check(outline_of(self.instance))):
            raise ValidationError(["It cannot be published yet.", *map(str, problems)])
        return wanted


@admin.register(Roadmap)
class RoadmapAdmin(RoadmapHistory, PreviewAdmin, SpanWarnings, ContentAdmin):
    """Roadmaps with their stages."""

    form = RoadmapForm
    fields = ("title", "slug", "summary", "credit", "weekly_hours", "is_published", "position")
    list_display = (
        "title",
        "is_published",
        "seen_by",
        "months",
        "stage_count",
        "item_count",
        "learner_count",
        "portal_link",
    )
    list_filter = ("is_published",)
    search_fields = ("title", "summary", "slug")
    inlines = (StageInline,)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        """Make a new roadmap unpublished, as it has no stages yet."""
        return {"is_published": ""} | super().get_changeform_initial_data(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Roadmap | None = None) -> tuple[str, ...]:
        """Make the slug of an existing roadmap read-only: fixtures and bookmarks refer to it."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Roadmap | None = None) -> dict[str, Sequence[str]]:
        """Derive the slug of a new roadmap from its title."""
        return {} if obj else {"slug": ("title",)}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Show the roadmap, with warnings of months that overlap or leave a gap."""
        if request.method == "GET" and (roadmap := self.get_object(request, object_id)):
            self.warn(request, roadmap)
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description="Seen by", ordering="teams_only")
    def seen_by(self, row: Roadmap) -> str:
        """Return in words whether it is for teams only."""
        return "Teams only" if row.teams_only else "Everybody"

    months = count_column("last_month", "Months")
    stage_count = count_column("stage_count", "Stages")
    item_count = count_column("item_count", "Items")
    learner_count = learner_count_column("learner_count", "Learners")


@admin.register(Stage)
class StageAdmin(PreviewAdmin, SpanWarnings, PlacedAdmin, RetiringAdmin):
    """Stages with their topics."""

    fields = ("roadmap", "title", "slug", "goal", "start_month", "end_month", "position", "retired")
    list_display = ("title", "roadmap", "months", "topic_count", "item_count", "learners", "state", "portal_link")
    list_filter = (("roadmap", RoadmapFilter), "retired")
    ordering = IN_ROADMAP
    list_select_related = ("roadmap",)
    search_fields = ("title", "goal")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (TopicInline,)

    @admin.display(description="Months", ordering="start_month")
    def months(self, row: Stage) -> str:
        """Return its first and last month."""
        return f"{row.start_month} to {row.end_month}"

    topic_count = count_column("topic_count", "Topics")
    item_count = count_column("item_count", "Items")


@admin.register(Topic)
class TopicAdmin(PreviewAdmin, PlacedAdmin, RetiringAdmin):
    """Topics with items and resources."""

    fields = ("stage", "title", "slug", "summary", "position", "retired")
    list_display = ("title", "place", "item_count", "resource_count", "learners", "state", "portal_link")
    list_filter = (("stage__roadmap", RoadmapFilter), ("stage", StageFilter), "retired")
    ordering = IN_STAGE
    list_select_related = ("stage__roadmap",)
    search_fields = ("title", "summary", "items__title")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (ItemInline, ResourceInline)

    @admin.display(description="Stage", ordering="stage")
    def place(self, row: Topic) -> str:
        """Return its roadmap and stage."""
        return place_of(row.stage)

    item_count = count_column("item_count", "Items")
    resource_count = count_column("resource_count", "Resources")


class RowForm(forms.ModelForm):
    """An item or a resource, of which a topic holds a limited number."""

    most: int

    def clean(self) -> dict[str, object]:
        """Add an error if the topic is full."""
        cleaned = super().clean() or self.cleaned_data
        topic, model = cleaned.get("topic"), type(self.instance)
        if topic and not cleaned.get("retired"):
            others = model._default_manager.filter(topic=topic, retired=False).exclude(pk=self.instance.pk).count()
            if others >= self.most:
                self.add_error("topic", f"“{topic}” holds {others} {model._meta.verbose_name_plural} already.")
        return cleaned


class ResourceForm(RowForm):
    """A resource."""

    most = MAX_TOPIC_RESOURCES


class ItemForm(RowForm):
    """An item; the last one of a topic cannot move to another topic."""

    most = MAX_TOPIC_ITEMS

    def clean_topic(self) -> Topic:
        """Raise ValidationError if a topic's only item would move."""
        topic: Topic = self.cleaned_data["topic"]
        # Read from the database: when an earlier version is restored, the instance has the topic of that version.
        stored = Item.objects.filter(pk=self.instance.pk).first()
        if stored and topic.pk != stored.topic_id and (reason := why_last([stored])):
            raise forms.ValidationError(reason)
        return topic


class PlacedTopicAdmin(PlacedAdmin, RetiringAdmin):
    """Rows of topics, to find and to move."""

    ordering = IN_TOPIC

    @admin.display(description="Topic", ordering="topic")
    def place(self, row: Item | Resource) -> str:
        """Return its roadmap, stage and topic."""
        return place_of(row.topic)


@admin.register(Item)
class ItemAdmin(PlacedTopicAdmin):
    """Items, to find and to move."""

    form = ItemForm

    fields = ("topic", "group", "title", "hint", "minutes", "sign_off", "position", "retired")
    list_display = ("title", "group", "place", "minutes", "shown", "position", "learners", "state", "portal_link")
    list_filter = (("topic__stage__roadmap", RoadmapFilter), ("topic__stage", StageFilter), "sign_off", "retired")
    list_select_related = ("topic__stage__roadmap",)
    search_fields = ("title", "group", "topic__title")

    @admin.display(description="To be shown", ordering="sign_off")
    def shown(self, row: Item) -> str:
        """Return "yes" for an item that is to be shown to somebody."""
        return "yes" if row.sign_off else ""

    def why_not_deleted(self, rows: Sequence[ContentRow]) -> str:
        """Return the reason why ROWS cannot be deleted: learners have completed them, or a topic would be empty."""
        return super().why_not_deleted(rows) or why_last([row for row in rows if isinstance(row, Item)])


@admin.register(Resource)
class ResourceAdmin(PlacedTopicAdmin):
    """Resources, to find and to move."""

    form = ResourceForm

    fields = ("topic", "kind", "title", "author", "url", "hours", "price", "position", "retired")
    list_display = ("title", "kind", "author", "place", "hours", "price", "address", "state", "portal_link")
    list_filter = ("kind", "link_check__outcome", ("topic__stage__roadmap", RoadmapFilter), "retired")
    list_select_related = ("topic__stage__roadmap", "link_check")
    search_fields = ("title", "author", "url", "topic__title")

    @admin.display(description="Address")
    def address(self, row: Resource) -> str:
        """Return the result of the last link check."""
        return link_mark(row)
