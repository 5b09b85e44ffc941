"""Editing roadmaps, stages, topics, items and resources. Every write goes through the actions."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from roadmap_app.actions.curriculum import delete_content, save_content, set_retired
from roadmap_app.models import Item, Resource, Roadmap, Stage, Topic
from roadmap_app.queries.curriculum import holders

# What Django 6 does of itself, for an address that is typed without a scheme.
HTTPS_BY_DEFAULT: Any = {models.URLField: {"assume_scheme": "https"}}


def why_kept(row: Any) -> str:
    """Return why ROW cannot be deleted, "" if it can."""
    if isinstance(row, Resource):
        return ""
    if isinstance(row, Roadmap):
        kept = any(holders(stage) for stage in row.stages.all()) or row.enrolment_set.exists()
        return f"Learners walk “{row}”, so it cannot be deleted. Untick “published” to hide it." if kept else ""
    count = holders(row)
    if not count:
        return ""
    learners = "1 learner has" if count == 1 else f"{count} learners have"
    return (
        f"{learners} ticks or notes on “{row}”, so it cannot be deleted: that would take away what they have done. "
        "Retire it instead: it stays for those who have completed it and counts in nobody's remaining work."
    )


NEEDS_AN_ITEM = "A topic needs at least one item: what would a learner tick? Delete or retire the topic instead."


def why_last(items: Iterable[Item]) -> str:
    """Return why ITEMS cannot leave their topics, "" if an item stays behind in each."""
    gone = {item.pk for item in items}
    topics = {item.topic_id for item in items}
    emptied = any(not Item.objects.filter(topic=topic).exclude(pk__in=gone).exists() for topic in topics)
    return NEEDS_AN_ITEM if emptied else ""


class ContentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What all content shares: saving and deleting through the actions, retiring instead of deleting."""

    list_per_page = 50
    formfield_overrides = HTTPS_BY_DEFAULT
    save_on_top = True

    def why_not_deleted(self, rows: list[Any]) -> str:
        """Return why ROWS cannot be deleted together, "" if they can."""
        return " ".join(filter(None, map(why_kept, rows)))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save and raise the roadmap's version."""
        save_content(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the inline rows and raise the roadmap's version."""
        for row in formset.save(commit=False):
            save_content(row)
        for row in formset.deleted_objects:
            delete_content(row)
        formset.save_m2m()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete and raise the roadmap's version."""
        delete_content(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete each row and raise its roadmap's version."""
        for row in queryset:
            delete_content(row)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Say why a row that learners have something on cannot be deleted, instead of asking whether to."""
        row = self.get_object(request, object_id)
        if row is not None and (reason := self.why_not_deleted([row])):
            self.message_user(request, reason, messages.ERROR)
            return HttpResponseRedirect(
                reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[quote(row.pk)])
            )
        try:
            return super().delete_view(request, object_id, extra_context)
        except ProtectedError:  # somebody ticked it between the question and the answer
            self.message_user(request, why_kept(row), messages.ERROR)
            return HttpResponseRedirect(request.path.removesuffix("delete/") + "change/")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, Any]:
        """Name the reason beside each protected row of a deletion of several."""
        deleted, counts, missing, protected = super().get_deleted_objects(objs, request)
        if reason := self.why_not_deleted(list(objs)):
            protected = [reason]
        return deleted, counts, missing, protected


class RetiringAdmin(ContentAdmin):
    """Content that can be retired and restored."""

    actions = ("retire", "restore")

    @admin.action(description="Retire selected")
    def retire(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Take the rows out; they stay for those who have done them."""
        count = set_retired(queryset, retired=True)
        self.message_user(request, f"{count} retired. Those who have completed them keep them.")

    @admin.action(description="Restore selected")
    def restore(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Put retired rows back."""
        self.message_user(request, f"{set_retired(queryset, retired=False)} restored.")


class TopicItemsFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """A topic always has at least one item."""

    def clean(self) -> None:
        """Raise ValidationError where no item would be left."""
        super().clean()
        left = [form for form in self.forms if form not in self.deleted_forms]
        if not any(form.instance.pk or form.has_changed() for form in left):
            raise ValidationError(NEEDS_AN_ITEM)


class RowInline(admin.TabularInline):  # type: ignore[type-arg]
    """Rows of a topic, in their order."""

    extra = 0
    ordering = ("position", "pk")
    formfield_overrides = HTTPS_BY_DEFAULT

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the formset, whose forms say in our words why a row cannot be deleted."""
        formset = super().get_formset(request, obj, **kwargs)

        class KeptRowForm(formset.form):  # type: ignore[misc, name-defined]
            def hand_clean_DELETE(self) -> None:  # noqa: N802 - Django's name; its own lists learners' addresses
                if self.cleaned_data.get("DELETE") and self.instance.pk and (reason := why_kept(self.instance)):
                    raise ValidationError(reason)

        formset.form = KeptRowForm
        return formset


class ItemInline(RowInline):
    """A topic's checklist."""

    model = Item
    formset = TopicItemsFormSet
    fields = ("position", "group", "title", "hint", "retired")


class ResourceInline(RowInline):
    """A topic's resources."""

    model = Resource
    fields = ("position", "kind", "title", "author", "url", "retired")


class StageInline(RowInline):
    """A roadmap's stages; what is in them is edited on their own pages."""

    model = Stage
    fields = ("position", "title", "slug", "start_month", "end_month", "retired")
    prepopulated_fields = {"slug": ("title",)}
    show_change_link = True


class TopicInline(RowInline):
    """A stage's topics; they are made on a page of their own, with their items."""

    model = Topic
    fields = ("position", "title", "slug", "retired")
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """No: a topic made here would have no item."""
        return False


@admin.register(Roadmap)
class RoadmapAdmin(ContentAdmin):
    """Roadmaps with their stages."""

    list_display = ("title", "slug", "is_published", "portal_link")
    inlines = (StageInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Roadmap | None = None) -> tuple[str, ...]:
        """Keep the slug of a roadmap that exists: fixtures and bookmarks know it by that."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Roadmap | None = None) -> dict[str, Sequence[str]]:
        """Make the slug of a new roadmap of its title."""
        return {} if obj else {"slug": ("title",)}

    @admin.display(description="On the portal")
    def portal_link(self, row: Roadmap) -> str:
        """A link to the roadmap as learners see it."""
        return format_html('<a href="{}">View</a>', reverse("roadmap", args=[row.slug]))


@admin.register(Stage)
class StageAdmin(RetiringAdmin):
    """Stages with their topics."""

    fields = ("roadmap", "title", "slug", "goal", "start_month", "end_month", "position", "retired")
    list_display = ("title", "roadmap", "start_month", "end_month", "position", "retired")
    list_filter = ("roadmap", "retired")
    search_fields = ("title", "goal")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (TopicInline,)


@admin.register(Topic)
class TopicAdmin(RetiringAdmin):
    """Topics with items and resources."""

    fields = ("stage", "title", "slug", "summary", "position", "retired")
    list_display = ("title", "stage", "position", "retired")
    list_filter = ("stage__roadmap", "stage", "retired")
    list_select_related = ("stage__roadmap",)
    search_fields = ("title", "summary", "items__title")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (ItemInline, ResourceInline)


class ItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """An item, which may move to another topic if it is not the last of its own."""

    def clean_topic(self) -> Topic:
        """Raise ValidationError for the move of a topic's only item."""
        topic: Topic = self.cleaned_data["topic"]
        if self.instance.pk and topic.pk != self.instance.topic_id and (reason := why_last([self.instance])):
            raise ValidationError(reason)
        return topic


@admin.register(Item)
class ItemAdmin(RetiringAdmin):
    """Items on their own, for finding and moving them."""

    form = ItemForm

    fields = ("topic", "group", "title", "hint", "position", "retired")
    list_display = ("title", "group", "topic", "position", "retired")
    list_filter = ("topic__stage__roadmap", "topic__stage", "retired")
    list_select_related = ("topic",)
    search_fields = ("title", "group", "topic__title")

    def why_not_deleted(self, rows: list[Any]) -> str:
        """Return why ROWS cannot be deleted together: learners hold on to them, or they are a topic's last."""
        return super().why_not_deleted(rows) or why_last(rows)


@admin.register(Resource)
class ResourceAdmin(RetiringAdmin):
    """Resources on their own, for finding and moving them."""

    fields = ("topic", "kind", "title", "author", "url", "position", "retired")
    list_display = ("title", "kind", "author", "topic", "retired")
    list_filter = ("kind", "topic__stage__roadmap", "retired")
    list_select_related = ("topic",)
    search_fields = ("title", "author", "url", "topic__title")
