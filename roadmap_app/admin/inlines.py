"""Inline rows on their parent's form, edited and ordered there."""

from collections.abc import Iterable
from typing import Any

from adminsortable2.admin import CustomInlineFormSet, SortableInlineAdminMixin
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from roadmap_app.admin.concurrent_edits import with_edit_check
from roadmap_app.admin.missing_rows import move_missing_to_end
from roadmap_app.admin.reasons import NEEDS_AN_ITEM, why_kept
from roadmap_app.domain.sizes import MAX_TOPIC_ITEMS, MAX_TOPIC_RESOURCES
from roadmap_app.models import Item, Resource, Stage, Topic
from roadmap_app.models.curriculum import ContentRow

# Django 6 does this by default for an address typed without a scheme.
HTTPS_BY_DEFAULT: dict[type[models.Field], dict[str, object]] = {
    models.URLField: {"assume_scheme": "https", "widget": forms.URLInput(attrs={"class": "vURLField"})}
}
PLACE = {"class": "_reorder_ place", "min": 1}  # the first class is the library's


def in_order(row_forms: Iterable[forms.ModelForm]) -> list[ContentRow]:
    """Return the rows of the forms, in the order of their places, those without one last.

    If two forms name the same place, the moved row takes it: before the other when moved up, after it when moved down.
    """

    def key(numbered: tuple[int, forms.ModelForm]) -> tuple[float, int, int]:
        index, form = numbered
        wanted = form.cleaned_data.get("position") or float("inf")
        before = form.initial.get("position") or wanted
        return wanted, (wanted > before) - (wanted < before), index

    return [form.instance for _, form in sorted(enumerate(row_forms), key=key)]


class OrderedFormSet(CustomInlineFormSet):
    """Rows with a number each for their place, which dragging and the arrow keys fill in."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Show the place, which the library hides: it is needed without JavaScript."""
        super().__init__(*args, **kwargs)
        self.data: Any
        self.gone: list[int] = []
        if self.is_bound:
            there = {str(pk) for pk in self.get_queryset().values_list("pk", flat=True)}
            self.data, self.gone = move_missing_to_end(self.data, self.prefix, self.model._meta.pk.name, there)
        place = self.form.base_fields["position"]
        place.is_hidden = False
        place.label = "Place"
        place.widget = forms.NumberInput(attrs=PLACE)

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """Label each field for screen readers: Django labels only the table's head."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}, {str(form.instance) or 'new row'}"

    def clean(self) -> None:
        """Raise ValidationError for rows that were deleted or moved while the form was open."""
        super().clean()
        if self.gone:
            names = ", ".join(f"“{self.forms[place].instance}”" for place in self.gone)
            raise ValidationError(
                f"{names} is not here any more: it was deleted or moved meanwhile. What you have of it is at the "
                "end, as a new row. Save again to add that, or remove it there."
            )

    def refuse_more_than(self, most: int) -> None:
        """Raise ValidationError if more than MOST rows would be in use; retired rows do not count."""
        count = sum(not form.instance.retired for form in self.kept_forms)
        if count > most:
            words = self.model._meta.verbose_name_plural
            raise ValidationError(f"A topic holds {most} {words} at the most, and this would be {count}.")

    @property
    def kept_forms(self) -> list[forms.ModelForm]:
        """The forms whose rows will exist after saving."""
        gone = self.deleted_forms if self.can_delete else []
        return [form for form in self.forms if form not in gone and (form.instance.pk or form.has_changed())]

    def save_ordered(self) -> list[ContentRow]:
        """Return the rows to save, with places counted from 1; deleted_objects holds the rows to delete."""
        rows = in_order(self.kept_forms)
        changed = self.save(commit=False)
        for place, row in enumerate(rows, start=1):
            if row.position != place or row._state.adding:
                row.position = place
                changed.append(row)
        return [row for row in rows if any(row is each for each in changed)]


class TopicItemsFormSet(OrderedFormSet):
    """A topic always has at least one item."""

    def clean(self) -> None:
        """Raise ValidationError if no item would be left, or too many."""
        super().clean()
        if not self.kept_forms:
            raise ValidationError(NEEDS_AN_ITEM)
        self.refuse_more_than(MAX_TOPIC_ITEMS)


class TopicResourcesFormSet(OrderedFormSet):
    """A topic's resources, up to the limit of a page."""

    def clean(self) -> None:
        """Raise ValidationError if there would be too many."""
        super().clean()
        self.refuse_more_than(MAX_TOPIC_RESOURCES)


class RowInline(SortableInlineAdminMixin, admin.TabularInline):
    """Ordered rows, moved by dragging or by the arrow keys."""

    formset = OrderedFormSet
    extra = 0
    ordering = ("position", "pk")
    formfield_overrides = HTTPS_BY_DEFAULT
    classes = ("sortable",)
    template = "admin/roadmap_app/rows.html"

    def get_formset(self, request: HttpRequest, obj: object = None, **kwargs: object) -> Any:
        """Return the formset; its forms explain why a row cannot be deleted."""
        formset = super().get_formset(request, obj, **kwargs)

        class KeptRowForm(formset.form):  # type: ignore[name-defined]
            def __init__(self, *args: object, **kwargs: object) -> None:
                super().__init__(*args, **kwargs)
                if not self.instance.pk:  # added at the end; a form that was only opened has not changed
                    self.initial["position"] = None

            def hand_clean_DELETE(self) -> None:  # noqa: N802 - Django's name; its own version lists learners' addresses
                if self.cleaned_data.get("DELETE") and self.instance.pk and (reason := why_kept(self.instance)):
                    raise ValidationError(reason)

        formset.form = with_edit_check(KeptRowForm, request)
        return formset


class ItemInline(RowInline):
    """A topic's checklist."""

    model = Item
    formset = TopicItemsFormSet
    fields = ("position", "group", "title", "hint", "minutes", "sign_off", "retired")


class ResourceInline(RowInline):
    """A topic's resources."""

    model = Resource
    formset = TopicResourcesFormSet
    fields = ("position", "kind", "title", "author", "url", "hours", "price", "retired")


class StageInline(RowInline):
    """A roadmap's stages; their topics are edited on the stage's own form."""

    model = Stage
    verbose_name_plural = "Stages: the trail shows them by their first month, and by place where that is the same"
    fields = ("position", "title", "slug", "start_month", "end_month", "retired")
    prepopulated_fields = {"slug": ("title",)}
    show_change_link = True


class TopicInline(RowInline):
    """A stage's topics; a new topic is added on a form of its own, with its items."""

    model = Topic
    fields = ("position", "title", "slug", "retired")
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Refuse adding: a topic added here would have no item."""
        return False
